// What a certificate's PDF carries inside, found without a PDF reader: embedded files are streams of
// their own, plain or deflated. Only what proves itself by hashes and signatures is believed.
import { joined, same, sha256, unhex } from "./bytes.js";

const LARGEST = 4 * 1024 * 1024;
const MOST_STREAMS = 400;
const UTF8 = new TextDecoder("utf-8", { fatal: true });
const LATIN = new TextDecoder("latin1");

/** The texts of all embedded files. */
export async function embeddedTexts(file) {
  const plain = LATIN.decode(file);
  const found = [];
  const streams = /<<(?:(?!endobj)[\s\S]){0,2000}?\/EmbeddedFile\b(?:(?!endobj)[\s\S]){0,2000}?>>\s*stream\r?\n/g;
  for (const match of plain.matchAll(streams)) {
    if (found.length >= MOST_STREAMS) break;
    const from = match.index + match[0].length;
    const to = end(plain, from, match[0]);
    if (to < 0) break;
    found.push(await text(file.subarray(from, to), /\/FlateDecode/.test(match[0])));
  }
  return found.filter((one) => one !== null);
}

/** Where a stream ends: by its length where that is written out, else before the line end of `endstream`. */
function end(plain, from, head) {
  const [, length] = /\/Length (\d+)(?! \d+ R)\b/.exec(head) ?? [];
  if (length && /^\r?\n?endstream/.test(plain.slice(from + Number(length), from + Number(length) + 11))) return from + Number(length);
  const to = plain.indexOf("endstream", from);
  return to < 0 ? to : to - /(\r\n|\n|\r)?$/.exec(plain.slice(Math.max(from, to - 2), to))[0].length;
}

async function text(bytes, deflated) {
  try {
    return UTF8.decode(deflated ? await inflated(bytes) : bytes);
  } catch (error) {
    return null;
  }
}

async function inflated(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    let next;
    try {
      next = await reader.read();
    } catch (error) {
      break; // the line end before endstream is no part of the data, and some browsers mind it
    }
    if (next.done) break;
    size += next.value.length;
    if (size > LARGEST) throw new RangeError("too large");
    parts.push(next.value);
  }
  return joined(...parts);
}

/** The payload in an attachment `certificate.json` and its commitment, null where they do not fit. */
export function opening(source) {
  try {
    const document = JSON.parse(source);
    const salt = Uint8Array.from(atob(document.salt), (sign) => sign.charCodeAt(0));
    const payload = new TextEncoder().encode(canonical(document.payload));
    const commitment = sha256(joined(Uint8Array.of(0), salt, payload));
    if (document.schema !== 1 || salt.length !== 32 || !same(commitment, unhex(document.commitment))) return null;
    return { payload: document.payload, commitment };
  } catch (error) {
    return null;
  }
}

/** Canonical JSON (RFC 8785): keys in order of UTF-16, numbers and texts as JavaScript writes them. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}
