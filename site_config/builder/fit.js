/* Answers that come back -> answers that fit this guide. The twin of given and changes in carrying.py: an answer that
 * the guide has outgrown is left out and told about; any other fault refuses the whole file. */

/** @typedef {{answers: Answers, version: string, left: Fault[], changed: string[]}} Fitted
 *  changed are the keys of clauses, questions and KPIs that are not what they were */

/** The keys of an answer file, of what a copy carries, and of the checklist's progress. */
const KNOWN = "title summary answers content_version made_from checklist_progress done notes".split(" ");

/** What is wrong with what was given, so that nothing of it is used. */
class Refusal extends Error {
  /** @param {Fault[]} faults */
  constructor(faults) {
    super("refused");
    this.faults = faults;
  }
}

/** @param {Guide} guide @param {Record<string, string>} basis @param {Record<string, any>} data an answer file, or what a
 * copy carried @param {boolean} isCopy @returns {Fitted} */
function fit(guide, basis, data, isCopy) {
  const stray = Object.keys(data).find((key) => !KNOWN.includes(key));
  if (stray !== undefined) throw new Refusal([{ path: [stray], code: "unknown", parts: [] }]);
  const given = data.answers ?? {};
  const version = data.content_version ?? "";
  if (!isMap(given) || typeof version !== "string") throw new Refusal([{ path: ["answers"], code: "single", parts: [] }]);
  /** @type {Record<string, any>} */
  const before = isMap(data.made_from) ? data.made_from : {};
  const kept = Object.assign(Object.create(null), given);
  /** @type {Fault[]} */
  const left = [];
  for (;;) {
    const { answers, faults } = checkAnswers(guide, kept);
    if (!faults.length) {
      const changed = isCopy ? changesSince(guide, basis, before, answers) : [];
      return { answers, version: version === guide.version ? "" : version, left, changed };
    }
    for (const fault of faults) {
      const [name, kpi] = fault.path;
      const key = kpi ? `kpi:${kpi}` : `question:${name}`;
      const outgrown = isCopy ? basis[key] !== before[key] : version !== "" && version !== guide.version;
      if (!outgrown || !(name in kept)) throw new Refusal(faults);
      left.push(fault);
    }
    for (const { path: [name, kpi] } of faults) {
      const others = kpi && isMap(kept[name]) ? Object.entries(kept[name]).filter(([id]) => id !== kpi) : [];
      if (others.length) kept[name] = Object.fromEntries(others);
      else delete kept[name];
    }
  }
}

/** @param {Guide} guide @param {Record<string, string>} basis @param {Record<string, any>} before
 * @param {Answers} answers */
function changesSince(guide, basis, before, answers) {
  const now = madeFrom(guide, answers, environment(guide, answers), basis);
  const known = Object.keys(basis).filter((key) =>
    Object.hasOwn(now, key) ? now[key] !== before[key] : Object.hasOwn(before, key) && key.startsWith("question:"));
  return [...known, ...Object.keys(before).filter((key) => !Object.hasOwn(basis, key))];
}

/** A fault in words. @param {Guide} guide @param {Words} words @param {Fault} fault */
function faultWords(guide, words, { path: [name, kpi], code, parts }) {
  const known = Object.hasOwn(guide.fillIns, name);
  const subject = kpi ?? (known ? words.label[name] : name);
  const about = say(words, `fault_${code}`, ...parts.map((part) => (/^\d+(\.\d+)?$/.test(part) ? formatNumber(words, part) : part)));
  return `${subject.length > 80 ? `${subject.slice(0, 80)}…` : subject}: ${about}`;
}
