/*
 * Zip archives: written with a fixed time, so that the same files give the same bytes, and read with distrust. Who
 * calls gives the functions that deflate and inflate: those of the browser stand at the end.
 */

/**
 * Code: "damaged" (no zip, or broken), "encrypted", "zip64", "many" (entries), "large" (an entry) or "unsupported"
 * (this browser cannot inflate).
 */
class ZipFault extends Error {
  /** @param {"damaged" | "encrypted" | "zip64" | "many" | "large" | "unsupported"} code */
  constructor(code) {
    super(code);
    this.name = "ZipFault";
    this.code = code;
  }
}

/** @typedef {{ name: string, method: number, crc: number, packed: number, size: number, offset: number }} ZipEntry */
/** @typedef {(bytes: Uint8Array) => Promise<Uint8Array | null>} Deflate gives null where it cannot */
/** @typedef {(bytes: Uint8Array, limit: number) => Promise<Uint8Array>} Inflate throws past `limit` */

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  const table = Int32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n >>> 1 ^ (n & 1 && 0xedb88320);
    return n;
  });
  let crc = -1;
  for (const byte of bytes) crc = crc >>> 8 ^ table[(crc ^ byte) & 0xff];
  return ~crc >>> 0;
}

/** @param {Uint8Array[]} parts */
function joinedBytes(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Numbers as little-endian bytes; `sizes` has a digit for each.
 * @param {string} sizes
 * @param {number[]} values
 */
function littleEndian(sizes, ...values) {
  return Uint8Array.from(values.flatMap((value, i) => Array.from({ length: +sizes[i] }, (_, n) => value >>> 8 * n)));
}

/**
 * An archive of these files, in this order; each is deflated where that makes it smaller.
 * @param {{ name: string, bytes: Uint8Array }[]} entries
 * @param {Deflate | null} deflate
 */
async function zip(entries, deflate) {
  const files = [], central = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const named = utf8(name), small = await deflate?.(bytes);
    const packed = small && small.length < bytes.length ? small : bytes;
    const common = littleEndian(
      "2222244422",
      20, named.length > name.length ? 0x800 : 0, packed === bytes ? 0 : 8, 0, 0x21, // no time, 1 January 1980
      crc32(bytes), packed.length, bytes.length, named.length, 0,
    );
    files.push(littleEndian("4", 0x04034b50), common, named, packed);
    central.push(littleEndian("42", 0x02014b50, 20), common, littleEndian("22244", 0, 0, 0, 0, offset), named);
    offset += 30 + named.length + packed.length;
  }
  const directory = joinedBytes(central), count = entries.length;
  return joinedBytes([...files, directory, littleEndian("42222442", 0x06054b50, 0, 0, count, count, directory.length, offset, 0)]);
}

/**
 * What the central directory tells about every file; throws ZipFault.
 * @param {Uint8Array} bytes
 */
function zipEntries(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** @type {ZipEntry[]} */
  const entries = [];
  try {
    let end = bytes.length - 22;
    const lowest = Math.max(0, end - 0xffff);
    while (end >= lowest && view.getUint32(end, true) !== 0x06054b50) end--;
    if (end < lowest) throw new ZipFault("damaged");
    const count = view.getUint16(end + 10, true);
    let at = view.getUint32(end + 16, true);
    const stop = at + view.getUint32(end + 12, true);
    if (count === 0xffff || at === 0xffffffff || stop - at === 0xffffffff) throw new ZipFault("zip64");
    if (count > 2000) throw new ZipFault("many");
    while (entries.length < count) {
      const flags = view.getUint16(at + 8, true);
      const [crc, packed, size] = [16, 20, 24].map((field) => view.getUint32(at + field, true));
      const [named, ...more] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
      const offset = view.getUint32(at + 42, true), raw = bytes.subarray(at + 46, at + 46 + named);
      const name = flags & 0x800 ? fromUtf8(raw) : fromUnits(raw);
      if (view.getUint32(at, true) !== 0x02014b50 || name === null) throw new ZipFault("damaged");
      if (flags & 0x2041) throw new ZipFault("encrypted");
      if ([packed, size, offset].includes(0xffffffff)) throw new ZipFault("zip64");
      entries.push({ name, method: view.getUint16(at + 10, true), crc, packed, size, offset });
      at += 46 + named + more[0] + more[1];
    }
    if (at !== stop || stop > end) throw new ZipFault("damaged");
  } catch (error) {
    throw error instanceof ZipFault ? error : new ZipFault("damaged"); // DataView's, when it reads past the end
  }
  return entries;
}

/**
 * A file of the archive; throws ZipFault, "large" where it has more than `limit` bytes.
 * @param {Uint8Array} bytes
 * @param {ZipEntry} entry
 * @param {Inflate} inflate
 * @param {number} limit
 */
async function unzipEntry(bytes, { method, crc, packed, size, offset }, inflate, limit) {
  if (size > limit) throw new ZipFault("large");
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
    const raw = bytes.subarray(start, start + packed);
    if (view.getUint32(offset, true) === 0x04034b50 && raw.length === packed && (method === 0 || method === 8)) {
      // One that inflates to more than it says lies, and is stopped there.
      const found = method ? await inflate(raw, size) : raw;
      if (found.length === size && crc32(found) === crc) return found;
    }
  } catch (error) {
    if (error instanceof ZipFault && error.code === "unsupported") throw error;
  }
  throw new ZipFault("damaged");
}

// --- What the browser has for it -----------------------------------------------------------------

/** @type {Deflate} */
async function deflateRaw(bytes) {
  let stream;
  try {
    stream = new CompressionStream("deflate-raw");
  } catch {
    return null; // an older browser: the archive is larger, and as good
  }
  return streamed(stream, bytes, Infinity);
}

/** @type {Inflate} */
async function inflateRaw(bytes, limit) {
  let stream;
  try {
    stream = new DecompressionStream("deflate-raw");
  } catch {
    throw new ZipFault("unsupported");
  }
  return streamed(stream, bytes, limit);
}

/**
 * All that comes out. Little is put in at a time, because a browser inflates a whole piece before anyone can stop it.
 * @param {CompressionStream | DecompressionStream} stream
 * @param {Uint8Array} bytes
 * @param {number} limit
 */
async function streamed(stream, bytes, limit) {
  let at = 0, size = 0;
  const source = new ReadableStream({
    pull(control) {
      if (at < bytes.length) control.enqueue(bytes.subarray(at, at += 4096));
      else control.close();
    },
  });
  const reader = source.pipeThrough(stream).getReader(), parts = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > limit) {
      await reader.cancel();
      throw new ZipFault("large");
    }
    parts.push(part.value);
  }
  return joinedBytes(parts);
}
