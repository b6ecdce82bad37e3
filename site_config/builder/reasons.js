/* Why a clause is in, out or undecided, and what it waits for, in words: the twin of reasons.py. */

const STATUS = (/** @type {boolean|null} */ held) => (held === null ? "undecided" : held ? "in" : "out");

/** @param {Tailored} found @param {string} key @param {number} rule @param {Words} words */
function reason(found, key, rule, words) {
  const { guide, env, answers } = found;
  const status = STATUS(found.held[key]);
  if (key.startsWith("kpi:") && (answers.kpis || !guide.kpis[key.slice(4)].default)) return say(words, `reason_${status}_chosen`);
  let names = [...new Set(support(guide.logics[rule], env))];
  if (names.length > 1 && status !== "out") names = names.filter((name) => name !== SCOPE);
  if (!names.length) return say(words, "reason_always");
  const facts = names
    .filter((name) => !(name in guide.fillIns) && (status !== "undecided" || env[name] !== undefined))
    .map((name) => factWords(found, name, words));
  const told = [...new Set(names.flatMap((name) => answersBehind(found, name)))].map((name) => answerWords(found, name, words));
  const because = (facts.length ? facts : told).join("; ");
  return say(words, `reason_${status}`, facts.length && told.length ? `${because} (${told.join("; ")})` : because);
}

/** @param {Tailored} found @param {string} name @param {Words} words */
function factWords({ guide, env }, name, words) {
  const [label, isTrue, isFalse] = words.facts[name];
  if (env[name] === undefined) return say(words, "reason_open_fact", label);
  if (name in guide.calculated) {
    if (env[name] === null) return say(words, "reason_not_asked", label);
    return say(words, "reason_answer", label, calculatedWords(guide, words, name, env[name], env));
  }
  return (env[name] ? isTrue : isFalse) || label;
}

/** The questions a name stands on. @param {Tailored} found @param {string} name @returns {string[]} */
function answersBehind(found, name) {
  const { guide, env } = found;
  if (name in guide.fillIns) return [name];
  const parents = name in guide.derived
    ? support(guide.derived[name], env)
    : guide.calculated[name].arguments.filter((a) => isName(guide, a));
  return [...new Set(parents)].flatMap((parent) => answersBehind(found, parent));
}

/** @param {Tailored} found @param {string} name @param {Words} words */
function answerWords({ guide, env, answers }, name, words) {
  const label = labelOf(guide, name, words);
  const value = env[name];
  if (name === SCOPE && (answers[name] ?? "full") === "full") return say(words, "reason_scope_default");
  if (value === undefined) return say(words, "reason_open", label);
  if (value === null) return say(words, "reason_not_asked", label);
  if (["text", "longtext", "table"].includes(guide.fillIns[name].type)) return say(words, "reason_answered", label);
  return say(words, "reason_answer", label, valueWords(guide, words, name, value, env));
}

/** A question as people refer to it. @param {Guide} guide @param {string} name @param {Words} words */
function labelOf(guide, name, words) {
  const asked = guide.fillIns[name].number;
  return asked ? say(words, "question_named", String(asked), words.label[name]) : say(words, "field_named", words.label[name]);
}

/** The questions an undecided rule waits for. @param {Tailored} found @param {number} rule @param {Words} words */
function depends(found, rule, words) {
  return listing(words, waitsFor(found, rule).map((name) => labelOf(found.guide, name, words)));
}
