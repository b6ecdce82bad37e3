/*
 * Text as UTF-8 bytes and back, and SHA-256 of a text. Synchronous and by hand: crypto.subtle is asynchronous and
 * missing on plain http, and the engine that tests this in pytest has no TextEncoder.
 */

/**
 * The UTF-8 bytes of a text; half a surrogate pair becomes U+FFFD.
 * @param {string} text
 */
function utf8(text) {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (const char of text) {
    let code = /** @type {number} */ (char.codePointAt(0));
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    if (code >> 11 === 0x1b) code = 0xfffd;
    const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    bytes[at++] = 0xff00 >> more + 1 & 0xff | code >> 6 * more;
    for (let left = more - 1; left >= 0; left--) bytes[at++] = 0x80 | code >> 6 * left & 0x3f;
  }
  return bytes.slice(0, at);
}

/**
 * The text of UTF-16 code units, or of bytes as Latin-1.
 * @param {Uint8Array | Uint16Array} units
 */
function fromUnits(units) {
  const parts = [];
  for (let at = 0; at < units.length; at += 8192) {
    parts.push(String.fromCharCode(...units.subarray(at, at + 8192)));
  }
  return parts.join("");
}

/**
 * The text of UTF-8 bytes, without a byte order mark; null where they are not UTF-8.
 * @param {Uint8Array} bytes
 */
function fromUtf8(bytes) {
  const units = new Uint16Array(bytes.length);
  let size = 0;
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++];
    if (first < 0x80) {
      units[size++] = first;
      continue;
    }
    const more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let code = first & 0x3f >> more;
    for (let left = more; left; left--) {
      // Past the end stands undefined, which is no continuation byte either.
      if ((bytes[at] & 0xc0) !== 0x80) return null;
      code = code << 6 | bytes[at++] & 0x3f;
    }
    const least = more === 1 ? 0x80 : more === 2 ? 0x800 : 0x10000;
    if (first < 0xc2 || first > 0xf4 || code < least || code > 0x10ffff || code >> 11 === 0x1b) return null;
    if (more === 3) units[size++] = 0xd7c0 + (code >> 10);
    units[size++] = more === 3 ? 0xdc00 | code & 0x3ff : code;
  }
  return fromUnits(units.subarray(units[0] === 0xfeff ? 1 : 0, size));
}

/**
 * The first 32 bits of the fractional part of a root of each of the first primes, as the standard defines its constants.
 * @param {number} count
 * @param {number} power
 */
function primeRoots(count, power) {
  /** @type {number[]} */
  const primes = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  return primes.map((prime) => prime ** power % 1 * 2 ** 32 | 0);
}

/**
 * The SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits.
 * @param {string} text
 */
function sha256(text) {
  const bytes = utf8(text);
  const padded = new DataView(new ArrayBuffer((bytes.length + 72 >> 6) * 64));
  bytes.forEach((byte, at) => padded.setUint8(at, byte));
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 8, bytes.length / 2 ** 29);
  padded.setUint32(padded.byteLength - 4, bytes.length * 8);
  const constants = primeRoots(64, 1 / 3);
  const state = primeRoots(8, 1 / 2);
  const words = new Int32Array(64);
  /** @type {(word: number, by: number) => number} */
  const turned = (word, by) => word >>> by | word << 32 - by;
  for (let block = 0; block < padded.byteLength; block += 64) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const early = words[i - 15], late = words[i - 2];
      words[i] = i < 16
        ? padded.getInt32(block + i * 4)
        : words[i - 16] + (turned(early, 7) ^ turned(early, 18) ^ early >>> 3)
          + words[i - 7] + (turned(late, 17) ^ turned(late, 19) ^ late >>> 10);
      const one = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + (e & f ^ ~e & g) + constants[i] + words[i];
      const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + (a & b ^ a & c ^ b & c);
      [a, b, c, d, e, f, g, h] = [one + two | 0, a, b, c, d + one | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => state[i] = state[i] + word | 0);
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
