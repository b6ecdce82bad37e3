/* Documents as files, with the same bytes as the command line's. */

const LAYOUTS = ["da", "en", "da-en"];
const FORMS = ["docx", "md", "html", "json"];
/** @typedef {{kind: Kind, layout: string, form: string, copies: string[]}} Order */

/** @param {Order} order */
const fileName = ({ kind, layout, form, copies }) => `${kind}${copies.includes("guidance") ? "-guidance" : ""}.${layout}.${form}`;

/** The words of each language of a layout. @param {string} layout @param {(name: string) => Promise<any>} get
 * @returns {Promise<Record<string, Words>>} */
async function layoutWords(layout, get) {
  /** @type {Record<string, Words>} */
  const words = {};
  for (const language of layout.split("-")) words[language] = await get(`words.${language}`);
  return words;
}

/** The value of every slot of a layout. @param {Tailored} found @param {Record<string, Words>} words
 * @param {Record<string, string>} basis @param {string} layout */
function layoutValues(found, words, basis, layout) {
  const sides = layout.split("-").map((language) => valuesOf(found, words[language], basis));
  return sides.length > 1 ? paired(sides[0], sides[1]) : sides[0];
}

/** One document as bytes. @param {Tailored} found @param {Order} order
 * @param {(name: string) => Promise<any>} get a file of the build @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function writeDocument(found, order, get) {
  const { kind, layout, form, copies } = order;
  const words = await layoutWords(layout, get);
  const basis = copies.includes("answers") ? await get("basis") : {};
  /** @type {Compiled} */
  const template = await get(`${kind}.${layout}.${form}`);
  const value = layoutValues(found, words, basis, layout);
  const text = join(template, shownIn(found, kind, copies), value, ESCAPES[form]);
  if (form !== "docx") return utf8(text);
  const [before, after] = template.around ?? [];
  const answers = before + xml(copies.includes("answers") ? value("answers") : "") + after;
  const parts = { ...template.parts, "customXml/item1.xml": answers, "word/document.xml": text };
  return zip(Object.entries(parts).map(([part, inner]) => ({ name: part, bytes: utf8(inner) })), deflateRaw);
}
