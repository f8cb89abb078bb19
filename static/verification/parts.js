// A certificate shown in parts: SD-JWT (RFC 9901) in compact form, Ed25519, without key binding. What a
// certificate's text is stands in docs/credentials.md: all its digests lie in the outermost object.
import { sha256, utf8, verifies } from "./bytes.js";
import { Refused } from "./statement.js";

const LARGEST = 32 * 1024;
const FORM = /^[\w-]+\.[\w-]+\.[\w-]+~([\w-]+~)*$/;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** White space is no part of it: mail breaks lines. */
const whole = (text) => text.replace(/\s+/g, "");

export const looksLikeParts = (text) => text.length <= LARGEST && FORM.test(whole(text));

/** What a text shows, if a key of `keys` (name to 32 bytes) signed it: `claims`, and the names of those
    that were disclosed. Throws Refused: `form`, `key`, `signature` or `disclosure`. */
export function readParts(text, keys) {
  const [jwt, ...parts] = whole(text).split("~").slice(0, -1);
  const [header, payload, signature] = jwt.split(".");
  const { alg, typ, kid, ...more } = object(header);
  const claims = object(payload);
  if (alg !== "EdDSA" || typ !== "dc+sd-jwt" || typeof kid !== "string" || Object.keys(more).length) throw new Refused("form");
  const key = keys.get(kid);
  if (!key) throw new Refused("key", kid);
  if (!verifies(bytes(signature), utf8(`${header}.${payload}`), key)) throw new Refused("signature", kid);
  return { ...unpacked(claims, parts), keyId: kid };
}

function unpacked({ _sd: digests, _sd_alg: hash, ...claims }, parts) {
  if (hash !== "sha-256" || !Array.isArray(digests) || new Set(digests).size !== digests.length) throw new Refused("form");
  const out = new Map(Object.entries(claims));
  const disclosed = [];
  const left = new Set(digests);
  for (const part of parts) {
    if (!left.delete(base64url(sha256(utf8(part))))) throw new Refused("disclosure"); // of another one, or twice
    const found = json(part);
    const [, name, value] = found;
    const named = Array.isArray(found) && found.length === 3 && typeof name === "string";
    if (!named || ["_sd", "..."].includes(name) || out.has(name)) throw new Refused("disclosure");
    out.set(name, value);
    disclosed.push(name);
  }
  return { claims: Object.fromEntries(out), disclosed };
}

function object(part) {
  const found = json(part);
  if (found === null || typeof found !== "object" || Array.isArray(found)) throw new Refused("form");
  return found;
}

function json(part) {
  try {
    return JSON.parse(UTF8.decode(bytes(part)));
  } catch (error) {
    throw new Refused("form");
  }
}

function bytes(part) {
  try {
    const found = Uint8Array.from(atob(part.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
    if (base64url(found) === part) return found;
  } catch (error) {
    // falls through to the refusal
  }
  throw new Refused("form");
}

const base64url = (data) => btoa(String.fromCharCode(...data)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
