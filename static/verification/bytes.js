// Bytes, hashes and signatures. Nothing here uses WebCrypto: a file opened from a disk or a page over
// plain HTTP may not have it.
import { ed25519, sha256 as hash } from "../vendor/noble.js";

const UTF8 = new TextEncoder();
const STRICT = { zip215: false };

export const utf8 = (text) => UTF8.encode(text);
export const sha256 = (bytes) => hash(bytes);
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function unhex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new TypeError("no hex");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

/** The bytes of a base64 text in its one canonical writing (RFC 4648, section 4). Throws. */
export function unbase64(text) {
  const binary = atob(text);
  if (btoa(binary) !== text) throw new TypeError("base64 written another way");
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

/** Whether this is the key's Ed25519 signature (RFC 8032, strict) over the data. */
export function verifies(signature, data, key) {
  if (signature.length !== 64) return false;
  try {
    return ed25519.verify(signature, data, key, STRICT);
  } catch (error) {
    return false;
  }
}
