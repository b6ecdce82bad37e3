/*
 * The answers in a file that is given back: an answer file, or a working copy as DOCX, HTML, Markdown or JSON,
 * recognised by its bytes. The twin of `extract` and `parse` in generator/carrying.py, without PDF. The file is
 * untrusted: HTML and XML are read by narrow expressions, each linear in the length of the text.
 */

/**
 * Code: "large", "empty", "pdf" (the command line reads it), "old_word" (.doc, or with a password), "zip_damaged",
 * "not_word" (a zip of something else), "not_ours" (JSON of something else), "no_answers" (a clean copy, or any text),
 * "several" (sets of answers), "damaged", "yaml" (the command line reads it), "not_text", "old_browser" (cannot inflate).
 */
class OpenFault extends Error {
  /**
   * @param {string} code
   * @param {unknown} [cause]
   */
  constructor(code, cause) {
    super(code, { cause });
    this.name = "OpenFault";
    this.code = code;
  }
}

/**
 * The text is JSON, and `data` what it says: an object with the object `answers`.
 * @typedef {{ text: string, kind: "answers" | "copy", data: { [key: string]: Json } }} FoundAnswers
 */

/**
 * @param {Uint8Array} bytes
 * @param {string} fileName
 * @param {Inflate} inflate
 * @returns {Promise<FoundAnswers>}
 */
async function extractAnswers(bytes, fileName, inflate = inflateRaw) {
  if (bytes.length > 20 * 2 ** 20) throw new OpenFault("large");
  const first = bytes.findIndex((byte) => byte !== 32 && (byte < 9 || byte > 13));
  if (first < 0) throw new OpenFault("empty");
  /** @type {(sign: string, at?: number) => boolean} */
  const starts = (sign, at = 0) => fromUnits(bytes.subarray(at, at + sign.length)) === sign;
  if (starts("%PDF-", first)) throw new OpenFault("pdf");
  if (starts("\xd0\xcf\x11\xe0")) throw new OpenFault("old_word");
  const isZip = starts("PK\x03\x04") || starts("PK\x05\x06");
  const found = isZip ? await answersInWord(bytes, inflate) : answersInText(bytes, fileName);
  if (!Array.isArray(found)) return found;
  const [text, ...more] = new Set(found.map((text) => text.trim()).filter(Boolean));
  if (!text) throw new OpenFault("no_answers");
  if (more.length) throw new OpenFault("several");
  if (text.length > 2 * 2 ** 20) throw new OpenFault("large");
  const data = jsonMap(text), { made_from = {}, content_version = "" } = data;
  if (!isMap(data.answers) || !isMap(made_from) || typeof content_version !== "string") throw new OpenFault("damaged");
  return { text, kind: "copy", data };
}

/**
 * @param {Json | undefined} data
 * @returns {data is { [key: string]: Json }}
 */
function isMap(data) {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

/** @param {string} text */
function jsonMap(text) {
  let data;
  try {
    data = parseJson(text);
  } catch (error) {
    throw new OpenFault("damaged", error);
  }
  if (!isMap(data)) throw new OpenFault("not_ours");
  return data;
}

/**
 * An answer file, or every set of answers in a text.
 * @param {Uint8Array} bytes
 * @param {string} fileName
 * @returns {FoundAnswers | string[]}
 */
function answersInText(bytes, fileName) {
  const text = fromUtf8(bytes);
  if (text === null) throw new OpenFault("not_text");
  const start = text.trimStart();
  // In Markdown the line with the answers is indented, so a brace at the margin is JSON.
  if (/^[\r\n]*\{/.test(text) || start[0] === "{" && /\.json$/i.test(fileName)) return answersInJson(start);
  if (start[0] === "<") {
    // Neither the JSON nor an answer in the text holds a raw "<", so that no answer can imitate this.
    return [...text.matchAll(/<pre\b([^<>]*)>([^<]*)<\/pre\b/gi)]
      .filter(([, attributes]) => /\sclass=["']?answers["']?(?=\s|$)/i.test(attributes))
      .map(([, , words]) => unescaped(words, (other) => other === "&nbsp;" ? "\xa0" : other));
  }
  // In the text of a Markdown copy every brace is escaped, so that nothing else begins like this.
  const lines = [...text.matchAll(/(?:^|\n)[ \t]*(\{"answers":[^\n]*)/g)].map(([, line]) => line);
  if (!lines.length && (/(?:^|\n)answers:/.test(text) || /\.ya?ml$/i.test(fileName))) throw new OpenFault("yaml");
  return lines;
}

/**
 * @param {string} text
 * @returns {FoundAnswers | string[]}
 */
function answersInJson(text) {
  const data = jsonMap(text);
  if (!("document" in data)) {
    if (!("answers" in data)) throw new OpenFault("not_ours");
    data.answers ??= {};
    if (!isMap(data.answers)) throw new OpenFault("damaged");
    if (text.length > 256 * 1024) throw new OpenFault("large");
    return { text, kind: "answers", data };
  }
  const blocks = Array.isArray(data.back) ? data.back : [];
  return blocks.flatMap((block) =>
    isMap(block) && block.kind === "answers" ? JSON.stringify(block.value ?? null) : []
  );
}

/**
 * A text without character references: the five of XML, and numbers. What others stand for is up to `other`.
 * @param {string} text
 * @param {(reference: string) => string} other
 */
function unescaped(text, other) {
  /** @type {{ [name: string]: string }} */
  const named = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d{1,7}|x[\da-fA-F]{1,6})|(\w{2,4}));|&/g, (reference, number, name) => {
    if (!number) return name && Object.hasOwn(named, name) ? named[name] : other(reference);
    const code = Number(`0${number}`);
    return code > 0x10ffff || code >> 11 === 0x1b || !code ? other(reference) : String.fromCodePoint(code);
  });
}

/**
 * The text of every part of ours; other programs rename the part when they save, and keep its namespace.
 * @param {Uint8Array} bytes
 * @param {Inflate} inflate
 */
async function answersInWord(bytes, inflate) {
  const found = [];
  try {
    const entries = new Map(zipEntries(bytes).map((entry) => [entry.name, entry]));
    if (!entries.has("word/document.xml")) throw new OpenFault("not_word");
    const parts = [...entries.values()].filter(({ name }) => /^customXml\/item[^/]*\.xml$/i.test(name));
    for (const entry of parts.slice(0, 100)) {
      if (entry.size > 2 * 2 ** 20) continue; // a part that large is somebody else's
      found.push(answersInXml(await unzipEntry(bytes, entry, inflate, entry.size)) ?? "");
    }
  } catch (error) {
    if (!(error instanceof ZipFault)) throw error;
    throw new OpenFault(error.code === "unsupported" ? "old_browser" : "zip_damaged", error);
  }
  return found;
}

/**
 * The text of our element, or null where the part is of another kind. A part with a DOCTYPE is never ours.
 * @param {Uint8Array} bytes
 */
function answersInXml(bytes) {
  const text = fromUtf8(bytes);
  const all = (text ?? fromUnits(bytes)).replace(/^<\?xml\s[^<>]*\?>/, "").trim();
  const root = /^<(?:([\w.-]+):)?answers(\s[^<>]*?)?(\/?)>/.exec(all);
  const [tag, prefix, attributes = "", closed] = root ?? [""];
  const namespace = prefix ? `xmlns:${prefix}` : "xmlns";
  const ours = [...attributes.matchAll(/\s([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)]
    .some(([, name, value, other]) => name === namespace && (value ?? other) === "urn:outsourcing-guide:answers:1");
  if (!ours) return null;
  const damaged = () => {
    throw new OpenFault("damaged");
  };
  const end = closed ? tag.length : all.lastIndexOf("</");
  const rest = closed ? all.slice(end) : all.slice(end, -1).trimEnd();
  const expected = closed ? "" : `</${prefix ? `${prefix}:` : ""}answers`;
  if (text === null || end < tag.length || rest !== expected || !all.endsWith(">")) return damaged();
  let found = "", at = tag.length;
  for (let start; (start = all.indexOf("<", at)) < end && start >= 0;) {
    const stop = all.startsWith("<![CDATA[", start) ? all.indexOf("]]>", start) : -1;
    if (stop < 0 || stop > end) return damaged();
    found += unescaped(all.slice(at, start), damaged) + all.slice(start + 9, stop);
    at = stop + 3;
  }
  return found + unescaped(all.slice(at, end), damaged);
}
