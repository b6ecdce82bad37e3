/* A link that carries the choices behind its #: no free text, so that nothing is told that was not meant to be. */

const TEXTS = ["text", "longtext", "table"];
const MAX_LINK = 16000;

/** @param {Guide} guide @param {Answers} answers @returns {string} */
function linkOf(guide, answers) {
  const pairs = [`v=${guide.version}`];
  for (const [name, raw] of Object.entries(canonical(answers))) {
    if (name === "kpis") pairs.push(`kpis=${Object.entries(raw).map(([id, agreed]) => [id, ...Object.entries(agreed).flat()].join(":")).join(",")}`);
    else if (!TEXTS.includes(guide.fillIns[name].type)) pairs.push(`${name}=${raw}`);
  }
  return pairs.join("&");
}

/** What fits of a link, and how much does not. @param {Guide} guide @param {string} fragment
 * @returns {{answers: Answers, lost: number}|null} null where it is no such link */
function readLink(guide, fragment) {
  if (!fragment.startsWith("v=")) return null;
  if (fragment.length > MAX_LINK) return { answers: Object.create(null), lost: 1 };
  const given = Object.create(null);
  let lost = 0;
  for (const pair of fragment.split("&").slice(1)) {
    const [name, text = ""] = pair.split("=");
    const type = Object.hasOwn(guide.fillIns, name) ? guide.fillIns[name].type : name;
    if (name in given || (type !== "kpis" && !(name in guide.fillIns)) || TEXTS.includes(type) || !/^[\w.,:-]+$/.test(text)) lost++;
    else given[name] = type === "kpis" ? readKpis(text) : type === "several" ? text.split(",") : text;
  }
  const { answers, faults } = checkAnswers(guide, given);
  return { answers, lost: lost + faults.length };
}

/** @param {string} text S01:target:85:credit:yes,S02 */
function readKpis(text) {
  const found = Object.create(null);
  for (const one of text.split(",")) {
    const [id, ...rest] = one.split(":");
    found[id] = Object.create(null);
    for (let i = 0; i < rest.length; i += 2) found[id][rest[i]] = rest[i + 1] ?? "";
  }
  return found;
}
