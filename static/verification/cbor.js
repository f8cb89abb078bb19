// CBOR (RFC 8949) in its deterministic form (section 4.2.1), as far as statements use it: integers,
// byte strings, texts, arrays, maps with integer keys, tags and null. Any other writing is refused,
// so that one statement has one spelling.

export class NotCbor extends Error {}

export class Tagged {
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const DEEPEST = 8;

/** The one value that fills the bytes. Throws NotCbor. */
export function decode(bytes) {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (reader.at !== bytes.length) throw new NotCbor("bytes are left over");
  return value;
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.bytes.length) throw new NotCbor("cut");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  argument(low) {
    if (low < 24) return low;
    if (low > 26) throw new NotCbor("another length");
    const size = 1 << (low - 24);
    const number = this.take(size).reduce((sum, byte) => sum * 256 + byte, 0);
    const least = { 1: 24, 2: 256, 4: 65536 }[size];
    if (number < least) throw new NotCbor("a number is written too long");
    return number;
  }

  value(depth) {
    if (depth > DEEPEST) throw new NotCbor("too deep");
    const [head] = this.take(1);
    const major = head >> 5;
    if (major === 7) {
      if (head === 0xf6) return null;
      throw new NotCbor("a value of another kind");
    }
    const argument = this.argument(head & 31);
    if (major === 0) return argument;
    if (major === 1) return -1 - argument;
    if (major === 2) return this.take(argument).slice();
    if (major === 3) return this.text(argument);
    if (major === 4) return Array.from({ length: this.fits(argument) }, () => this.value(depth + 1));
    if (major === 5) return this.map(argument, depth);
    return new Tagged(argument, this.value(depth + 1));
  }

  fits(count) {
    if (count > this.bytes.length) throw new NotCbor("cut");
    return count;
  }

  text(length) {
    try {
      return UTF8.decode(this.take(length));
    } catch (error) {
      throw new NotCbor("no UTF-8");
    }
  }

  map(count, depth) {
    const found = new Map();
    let last = "";
    for (let pair = 0; pair < this.fits(count); pair += 1) {
      const from = this.at;
      const key = this.value(depth + 1);
      if (!Number.isInteger(key)) throw new NotCbor("a key of another kind");
      const written = String.fromCharCode(...this.bytes.subarray(from, this.at));
      if (pair && written <= last) throw new NotCbor("keys out of order");
      last = written;
      found.set(key, this.value(depth + 1));
    }
    return found;
  }
}

/** The head of a byte string or text, for what is signed. */
export function head(major, length) {
  if (length < 24) return [(major << 5) | length];
  if (length < 256) return [(major << 5) | 24, length];
  return [(major << 5) | 25, length >> 8, length & 255];
}
