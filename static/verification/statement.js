// The statement in a certificate's QR code: COSE_Sign1 (RFC 9052) with Ed25519 over deterministic
// CBOR, written as one decimal number. The form stands in docs/verification.md.
import { Tagged, decode, head } from "./cbor.js";
import { hex, joined, sha256, utf8, verifies } from "./bytes.js";

const COSE_SIGN1 = 18;
const [ALGORITHM, KEY_ID, EDDSA] = [1, 4, -8];
const [FEWEST_DIGITS, MOST_DIGITS] = [200, 1600];
const KINDS = { 1: "completion", 2: "participation", 3: "appreciation" };
const DAY = 86_400_000;
const LAST_DAY = 1_000_000;

/** Why a text is no statement that a pinned key signed: `form`, `key` or `signature`. */
export class Refused extends Error {
  constructor(why, keyId = "") {
    super(why);
    this.why = why;
    this.keyId = keyId;
  }
}

export const looksLikeStatement = (text) =>
  text.length >= FEWEST_DIGITS && text.length <= MOST_DIGITS && /^[1-9][0-9]*$/.test(text);

export const keyId = (key) => hex(sha256(key).subarray(0, 4));

/** The statement in these digits, if a key of `keys` (id in hex to 32 bytes) signed it. Throws Refused. */
export function readStatement(text, keys) {
  const { protectedHeader, body, signature, id } = parts(text);
  const key = keys.get(id);
  if (!key) throw new Refused("key", id);
  const prefix = Uint8Array.from([0x84, ...head(3, 10), ...utf8("Signature1")]);
  const signed = joined(
    prefix,
    Uint8Array.from(head(2, protectedHeader.length)), protectedHeader,
    Uint8Array.from(head(2, 0)),
    Uint8Array.from(head(2, body.length)), body,
  );
  if (!verifies(signature, signed, key)) throw new Refused("signature", id);
  return { ...content(body), keyId: id };
}

function parts(text) {
  if (!looksLikeStatement(text)) throw new Refused("form");
  const tag = well(() => decode(bytesOf(text)));
  if (!(tag instanceof Tagged) || tag.tag !== COSE_SIGN1 || tag.value?.length !== 4) throw new Refused("form");
  const [protectedHeader, unprotected, body, signature] = tag.value;
  const sized = [protectedHeader, body, signature].every((part) => part instanceof Uint8Array);
  if (!sized || !(unprotected instanceof Map) || unprotected.size || signature.length !== 64) throw new Refused("form");
  const header = well(() => decode(protectedHeader));
  const id = header instanceof Map && header.size === 2 && header.get(ALGORITHM) === EDDSA && header.get(KEY_ID);
  if (!(id instanceof Uint8Array) || id.length !== 4) throw new Refused("form");
  return { protectedHeader, body, signature, id: hex(id) };
}

function bytesOf(text) {
  const written = BigInt(text).toString(16);
  const even = written.length % 2 ? `0${written}` : written;
  return Uint8Array.from(even.match(/../g), (pair) => parseInt(pair, 16));
}

function content(body) {
  const fields = well(() => decode(body));
  if (!Array.isArray(fields) || fields.length !== 8 || fields[0] !== 1) throw new Refused("form");
  const [, serial, name, localName, courseCode, kind, issued, expires] = fields;
  const texts = [serial, name, localName, courseCode].every((one) => typeof one === "string");
  if (!texts || !(typeof kind === "string" || Number.isInteger(kind))) throw new Refused("form");
  return {
    serial, name, localName, courseCode,
    kind: typeof kind === "string" ? kind : (KINDS[kind] ?? `kind ${kind}`),
    issuedOn: day(issued),
    expiresOn: expires === null ? null : day(expires),
  };
}

function day(days) {
  if (!Number.isInteger(days) || days < 0 || days >= LAST_DAY) throw new Refused("form");
  return new Date(days * DAY).toISOString().slice(0, 10);
}

function well(read) {
  try {
    return read();
  } catch (error) {
    throw new Refused("form");
  }
}
