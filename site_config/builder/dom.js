/* Making and finding elements. Texts stay texts: nothing here reads what a user gave as markup. */

/** @param {ParentNode} within @param {string} selector @returns {HTMLElement[]} */
const select = (within, selector) => [...within.querySelectorAll(selector)].map((el) => /** @type {HTMLElement} */ (el));

/** An element with its properties and what is in it; texts stay texts.
 * @param {string} tag @param {Record<string, any>} properties @param {...(string|Node)} inner */
function make(tag, properties, ...inner) {
  const el = Object.assign(document.createElement(tag), properties);
  el.append(...inner);
  return el;
}

/** @param {HTMLElement} el @param {string} text its lines become lines */
function setText(el, text) {
  el.replaceChildren(...lines(text).flatMap((line, i) => (i ? [document.createElement("br"), line] : [line])));
}

/** Trusted HTML of our own build as nodes; never anything that a user gave. @param {string} html */
const nodes = (html) => [...new DOMParser().parseFromString(html, "text/html").body.childNodes].map((node) => document.adoptNode(node));
