/*
 * Text as UTF-8 bytes and back, and SHA-256 of a text, synchronous and by hand: crypto.subtle is asynchronous and
 * missing on plain http.
 */

/**
 * The UTF-8 bytes of a text; half a surrogate pair becomes U+FFFD.
 * @param {string} text
 */
const utf8 = (text) => new TextEncoder().encode(text);

/**
 * The text of UTF-8 bytes, without a byte order mark; null where they are not UTF-8.
 * @param {Uint8Array} bytes
 */
function fromUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
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
