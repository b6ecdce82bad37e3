/* How each format escapes a value: the twins of the writers' escape. */

/** @param {string} text its lines, without the empty one after a last break */
const lines = (text) => text.replace(/\n$/, "").split("\n");

/** @param {string} text */
const xml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** @type {Record<string, (text: string) => string>} */
const ESCAPES = {
  html: (text) => lines(text).map((line) => xml(line).replaceAll('"', "&quot;").replaceAll("'", "&#x27;")).join("<br>"),
  docx: (text) => lines(text).map(xml).join('</w:t><w:br/><w:t xml:space="preserve">'),
  json: (text) => JSON.stringify(text).slice(1, -1),
  md: (text) => lines(text.trim()).map((line) => literal(line.trim())).join("\\\n"),
};

/** @param {string} text */
function literal(text) {
  return xml(text)
    .replace(/[\\`*[\]#|~{}$^]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&")
    .replace(/^(\p{Nd}{1,9})([.)])(?=\s|$)/u, "$1\\$2")
    .replace(/^([-+](?=\s|$)|-+$|=+$)/, "\\$1");
}
