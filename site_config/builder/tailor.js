/* A guide and answers -> what is in, out or undecided; numbers; open points. The twin of tailor.py and rulebook.py. */

const SCOPE = "document_scope";
const KPI_PARTS = /** @type {("weight"|"target"|"minimum"|"stretch")[]} */ (["weight", "target", "minimum", "stretch"]);
const NUMBERS = ["integer", "decimal", "percent", "money", "duration"];

/** A checked raw answer as its type. @param {FillIn} fillIn @param {any} raw @returns {Value} */
function typed(fillIn, raw) {
  if (NUMBERS.includes(fillIn.type)) return decimal(raw);
  return fillIn.type === "yes_no" ? raw === "yes" : raw;
}

/** The value of every name. @param {Guide} guide @param {Answers} answers @returns {Env} */
function environment(guide, answers) {
  /** @type {Env} */
  const env = Object.create(null);
  for (const name of guide.order) {
    const fillIn = guide.fillIns[name];
    if (!fillIn) env[name] = name in guide.derived ? evaluate(guide.derived[name], env) ?? undefined : calculate(guide, name, env);
    else if (evaluate(fillIn.when ?? true, env) === false) env[name] = null;
    else if (name in answers) env[name] = typed(fillIn, answers[name]);
    else if (name === SCOPE) env[name] = "full"; // a scope nobody chose leaves nothing out
  }
  return env;
}

/** @param {Guide} guide @param {string} name */
const isName = (guide, name) => name in guide.fillIns || name in guide.derived || name in guide.calculated;

/** @param {Guide} guide @param {string} name @param {Env} env @returns {Value} */
function calculate(guide, name, env) {
  const { function: called, arguments: given } = guide.calculated[name];
  const values = given.map((one) => (isName(guide, one) ? env[one] : decimal(one)));
  if (values.includes(null)) return null;
  return values.includes(undefined) ? undefined : FUNCTIONS[called](values[0], values[1], guide.overlap);
}

/** Decide every piece for these answers. @param {Guide} guide @param {Answers} answers @returns {Tailored} */
function tailor(guide, answers) {
  const env = environment(guide, answers);
  const rules = guide.logics.map((logic) => evaluate(logic, env));
  /** @type {Tailored} */
  const found = {
    guide, answers, env, own: Object.create(null), held: Object.create(null), numbers: Object.create(null),
    open: { sla: [], checklist: [] }, shown: new Set(), waits: [],
  };
  for (const kind of /** @type {Kind[]} */ (["sla", "checklist"])) {
    const pieces = guide.pieces[kind];
    for (const piece of pieces) found.own[piece[0]] = ownStatus(guide, answers, env, piece, rules);
    hold(pieces, found);
    count(pieces, found);
    found.open[kind] = openPoints(pieces, found);
    for (const name of found.open[kind]) found.shown.add(`open:${kind}.${name}`);
  }
  fill(found);
  return found;
}

/** @param {Guide} guide @param {Answers} answers @param {Env} env @param {Piece} piece @param {(boolean|null)[]} rules */
function ownStatus(guide, answers, env, [key, , rule, , , slots], rules) {
  if (answers.kpis && key.startsWith("kpi:")) return key.slice(4) in answers.kpis;
  if (key.startsWith("country:") || key.startsWith("answer:")) {
    // A table whose rows come from one question has a row of placeholders while that is unanswered.
    if (key.endsWith(".none")) return (env[/** @type {string[]} */ (slots)[0]] ?? null) === null;
    if (env.countries === undefined) return false;
  }
  return rules[rule];
}

/** A piece with its parents: out if any is out; a holder with no part left is out too.
 * @param {Piece[]} pieces @param {Tailored} found */
function hold(pieces, { own, held, shown }) {
  for (const [key, parent] of pieces) {
    const outer = parent < 0 ? true : held[pieces[parent][0]];
    const inner = own[key];
    held[key] = outer === false || inner === false ? false : outer === null || inner === null ? null : true;
  }
  const kept = new Set();
  for (let i = pieces.length - 1; i >= 0; i--) {
    const [key, parent, , , holder] = pieces[i];
    if (holder && !kept.has(i)) held[key] = false;
    if (held[key] !== false) {
      kept.add(parent);
      shown.add(key);
      if (own[key] === null) shown.add(`mark:${key}`);
    }
  }
}

/** Sections 1, clauses 1.1, paragraphs 1.1.1; the points of an ordered list count by themselves.
 * @param {Piece[]} pieces @param {Tailored} found */
function count(pieces, { held, numbers }) {
  const levels = ["section", "clause", "paragraph"];
  let counts = [0, 0, 0];
  /** @type {Record<number, number>} */
  const points = {};
  for (const [key, parent, , level] of pieces) {
    if (!level || held[key] === false) continue;
    if (level === "item") {
      points[parent] = (points[parent] ?? 0) + 1;
      numbers[key] = String(points[parent]);
      continue;
    }
    const place = levels.indexOf(level);
    counts = counts.map((n, i) => (i < place ? n : i === place ? n + 1 : 0));
    numbers[key] = counts.slice(0, place + 1).join(".");
  }
}

/** Names whose value a shown piece needs and has not, or that an undecided piece waits for; KPIs last.
 * @param {Piece[]} pieces @param {Tailored} found */
function openPoints(pieces, found) {
  const { guide, held, own, env } = found;
  const wanted = new Set();
  const asked = new Set();
  for (const [key, , rule, , , slots = []] of pieces) {
    if (held[key] === false) continue;
    for (const name of slots) {
      if (asked.has(name)) continue;
      asked.add(name);
      if (!isBlank(found, name)) continue;
      if (name.startsWith("kpi.")) wanted.add(name.slice(0, name.lastIndexOf(".")));
      else for (const root of unanswered(guide, env, name)) wanted.add(root);
    }
    if (own[key] !== null || asked.has(rule)) continue;
    asked.add(rule);
    for (const root of waitsFor(found, rule)) wanted.add(root);
  }
  const kpis = [...wanted].filter((name) => name.startsWith("kpi."));
  return [...Object.keys(guide.fillIns).filter((name) => wanted.has(name)), ...kpis];
}

/** Whether a slot has no value yet. Money without a currency has none. @param {Tailored} found @param {string} name
 * @returns {boolean} */
function isBlank(found, name) {
  const { guide, env } = found;
  if (name.startsWith("kpi.")) {
    const [, id, part] = name.split(".");
    return openParts(found, id).includes(part);
  }
  if (Object.hasOwn(guide.calculated, name)) {
    return (env[name] ?? null) === null || guide.calculated[name].arguments.some((a) => isName(guide, a) && isBlank(found, a));
  }
  const { currency } = guide.fillIns[name] ?? {};
  return (env[name] ?? null) === null || (currency !== undefined && (env[currency] ?? null) === null);
}

/** @param {Answers} answers @param {string} id @returns {KpiAnswer} */
const agreedOn = (answers, id) => answers.kpis?.[id] ?? {};

/** Whether credits may hang on a KPI. @param {Tailored} found @param {string} id */
function carriesMoney({ guide, answers, env }, id) {
  return guide.kpis[id].money && agreedOn(answers, id).credit !== "no" && env.incentive_scheme !== "none";
}

/** Which numbers of a KPI are still to be agreed. @param {Tailored} found @param {string} id */
function openParts(found, id) {
  const carries = carriesMoney(found, id);
  const wanted = ["target", "minimum"];
  if (carries) wanted.push("weight");
  if (carries && found.env.bonus_agreed && found.guide.kpis[id].stretch !== undefined) wanted.push("stretch");
  const agreed = agreedOn(found.answers, id);
  return wanted.filter((part) => !(part in agreed));
}

/** The unanswered questions an undecided rule waits for. @param {Guide} guide @param {Env} env @param {Logic} logic
 * @returns {string[]} */
const roots = (guide, env, logic) => [...new Set(support(logic, env))].flatMap((name) => unanswered(guide, env, name));

/** The same, once for each rule: many pieces share theirs. @param {Tailored} found @param {number} rule */
function waitsFor({ guide, env, waits }, rule) {
  return (waits[rule] ??= [...new Set(roots(guide, env, guide.logics[rule]))]);
}

/** @param {Guide} guide @param {Env} env @param {string} name @returns {string[]} */
function unanswered(guide, env, name) {
  if (name in guide.derived) return env[name] === undefined ? roots(guide, env, guide.derived[name]) : [];
  if (name in guide.calculated) {
    return guide.calculated[name].arguments.flatMap((a) => (isName(guide, a) ? unanswered(guide, env, a) : []));
  }
  const { currency } = guide.fillIns[name];
  return [name, currency ?? name].filter((one, i, both) => (env[one] ?? null) === null && both.indexOf(one) === i);
}

/** @type {WeakMap<Guide, {name: string, blank: string, filled: string}[]>} */
const FILLABLE = new WeakMap();

/** Every name that a document may print a value or a placeholder for, tables apart, with its two keys. @param {Guide} guide */
function fillable(guide) {
  let found = FILLABLE.get(guide);
  if (!found) {
    const names = [
      ...Object.keys(guide.fillIns).filter((name) => !["yes_no", "table"].includes(guide.fillIns[name].type)),
      ...Object.keys(guide.calculated),
      ...Object.keys(guide.kpis).flatMap((id) => KPI_PARTS.map((part) => `kpi.${id}.${part}`)),
    ];
    FILLABLE.set(guide, (found = names.map((name) => ({ name, blank: `blank:${name}`, filled: `filled:${name}` }))));
  }
  return found;
}

/** What is filled in and what is blank; the rows of tables. @param {Tailored} found */
function fill(found) {
  const { guide, env, shown } = found;
  for (const { name, blank, filled } of fillable(guide)) shown.add(isBlank(found, name) ? blank : filled);
  for (const name of Object.keys(guide.fillIns)) {
    const rows = guide.fillIns[name].type === "table" && env[name];
    if (Array.isArray(rows)) rows.forEach((_, i) => shown.add(`answer:${name}.${i + 1}`));
  }
}

/** Which notices and extras a copy carries. @param {Tailored} found @param {Kind} kind @param {string[]} copies
 * @returns {Set<string>} */
function shownIn(found, kind, copies) {
  const keys = copies.map((copy) => `copy:${copy}`);
  if (!copies.includes("guidance")) keys.push("copy:sign");
  if (!copies.includes("final")) keys.push(...(found.open[kind].length ? ["copy:draft", "copy:open"] : ["copy:settled"]));
  return new Set([...found.shown, ...keys]);
}
