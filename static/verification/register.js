// Proofs of the register, from the specifications: C2SP signed-note, tlog-checkpoint, tlog-proof, and
// the inclusion proofs of RFC 9162 (section 2.1.3.2).
import { hex, joined, same, sha256, unbase64, utf8, verifies } from "./bytes.js";

const ED25519 = 1;
const PROOF = "c2sp.org/tlog-proof@v1";
const MOST_HASHES = 64;

export class NotAProof extends Error {}

/** Nothing is wrong with it, but none of the keys that signed is pinned; `by` names the first. */
export class UnknownKey extends NotAProof {
  constructor(by) {
    super("no pinned key has signed");
    this.by = by;
  }
}

/** A vkey line of signed-note: name, id and key. Keys of another kind give null. Throws NotAProof. */
export function readVkey(line) {
  const [, name, id, material] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(line) ?? [];
  if (!name) throw new NotAProof("no key line");
  const bytes = decoded(material);
  if (hex(sha256(joined(utf8(`${name}\n`), bytes)).subarray(0, 4)) !== id) throw new NotAProof("the id is not that of the key");
  return bytes[0] === ED25519 && bytes.length === 33 ? { name, id, key: bytes.subarray(1) } : null;
}

/** The text of a signed note, once a pinned key has signed it. Throws NotAProof. */
export function openNote(data, keys) {
  const cut = data.lastIndexOf("\n\n");
  if (cut < 0 || !data.endsWith("\n")) throw new NotAProof("no signatures");
  const text = data.slice(0, cut + 1);
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) throw new NotAProof("control signs");
  const message = utf8(text);
  const lines = data.slice(cut + 2, -1).split("\n");
  const signed = lines.filter((line) => signature(line, message, keys));
  if (!signed.length) throw new UnknownKey(lines[0].split(" ")[1]);
  return { text, names: signed.map((line) => line.split(" ")[1]) };
}

function signature(line, message, keys) {
  const [dash, name, material, ...rest] = line.split(" ");
  if (dash !== "\u2014" || !name || !material || rest.length) throw new NotAProof("no signature line");
  const bytes = decoded(material);
  if (bytes.length < 5) throw new NotAProof("no signature line");
  const id = hex(bytes.subarray(0, 4));
  const key = keys.find((one) => one.name === name && one.id === id);
  if (!key) return false;
  if (!verifies(bytes.subarray(4), message, key.key)) throw new NotAProof("a signature is false");
  return true;
}

/** The head in a signed checkpoint: whose register, how many entries, which root. Throws NotAProof. */
export function openCheckpoint(data, keys) {
  const { text, names } = openNote(data, keys);
  const [origin, size, root, ...extensions] = text.slice(0, -1).split("\n");
  if (!origin || !numeral(size) || !root || extensions.includes("")) throw new NotAProof("no checkpoint");
  if (!names.includes(origin)) throw new NotAProof("the register itself has not signed");
  const hash = decoded(root);
  if (hash.length !== 32) throw new NotAProof("no root");
  return { origin, size: Number(size), root: hash };
}

/** The signed head under which the leaf hash is proved to stand, and the entry's index. Throws NotAProof. */
export function checkProof(text, leaf, keys) {
  const cut = text.indexOf("\n\n");
  const [form, ...lines] = text.slice(0, cut).split("\n");
  if (cut < 0 || form !== PROOF) throw new NotAProof("no tlog-proof");
  if (lines[0]?.startsWith("extra ")) decoded(lines.shift().slice(6));
  const [, index] = /^index (\d+)$/.exec(lines.shift() ?? "") ?? [];
  if (!numeral(index)) throw new NotAProof("no index");
  const path = lines.map(decoded);
  if (path.length > MOST_HASHES || path.some((one) => one.length !== 32)) throw new NotAProof("no path");
  const head = openCheckpoint(text.slice(cut + 2), keys);
  if (!included(leaf, Number(index), head, path)) throw new NotAProof("the path does not lead to the head");
  return { ...head, index: Number(index) };
}

export const leafHash = (entry) => sha256(joined(Uint8Array.of(0), entry));
const node = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

/** Whether the path leads from the leaf at the index to the head's root. */
export function included(leaf, index, head, path) {
  if (!(index >= 0 && index < head.size)) return false;
  let [at, last, hash] = [index, head.size - 1, leaf];
  for (const next of path) {
    if (last === 0) return false;
    if (at % 2 || at === last) {
      hash = node(next, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = node(hash, next);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(hash, head.root);
}

const numeral = (text) => /^(0|[1-9]\d{0,14})$/.test(text ?? "");

function decoded(text) {
  try {
    return unbase64(text);
  } catch (error) {
    throw new NotAProof("no base64");
  }
}
