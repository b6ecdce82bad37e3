/* What QuickJS lacks and browsers have: TextEncoder and TextDecoder, for UTF-8 only. */

function $utf8(text) {
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

function $fromUtf8(bytes) {
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
  const parts = [];
  for (let at = units[0] === 0xfeff ? 1 : 0; at < size; at += 8192) {
    parts.push(String.fromCharCode(...units.subarray(at, Math.min(at + 8192, size))));
  }
  return parts.join("");
}

globalThis.TextEncoder = class {
  encode(text) { return $utf8(text); }
};
globalThis.TextDecoder = class {
  decode(bytes) {
    const text = $fromUtf8(bytes);
    if (text === null) throw new TypeError("not UTF-8");
    return text;
  }
};
