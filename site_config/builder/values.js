/* The value of every slot in one language: the twin of values.py. Worded when it is first asked for. */

/** @param {Tailored} found @param {Words} words @param {Record<string, string>} basis digests, for a copy with answers
 * @returns {(name: string) => string} */
function valuesOf(found, words, basis) {
  /** @type {Map<string, string>} */
  const known = new Map();
  return (name) => {
    let text = known.get(name);
    if (text === undefined) known.set(name, (text = slot(found, words, basis, name)));
    return text;
  };
}

/** Of two languages: the slots of the second begin with en:. @param {(name: string) => string} first
 * @param {(name: string) => string} second @returns {(name: string) => string} */
const paired = (first, second) => (name) => (name.startsWith("en:") ? second(name.slice(3)) : first(name));

/** @param {Tailored} found @param {Words} words @param {Record<string, string>} basis @param {string} name
 * @returns {string} */
function slot(found, words, basis, name) {
  const { guide, answers, env, numbers, held, own } = found;
  const [head, rest] = halves(name);
  switch (head) {
    case "number":
      return numbers[rest] ?? "";
    case "ref":
      return numbers[`clause:${rest}`] ?? "";
    case "status":
      return STATUS(held[rest]);
    case "reason":
      return reason(found, rest, ruleOf(guide, rest), words);
    case "depends":
      return own[rest] === null && held[rest] !== false ? depends(found, ruleOf(guide, rest), words) : "";
    case "placeholder":
      return placeholder(found, words, rest);
    case "kpi":
      return kpiSlot(found, words, rest.split("."));
    case "stamp":
      return stamp(found, words, rest);
    case "":
      break;
    default:
      return cell(found, words, head, rest);
  }
  if (name === "answers") return safeJson(carried(guide, answers, env, basis));
  if (isBlank(found, name)) return "";
  if (name in guide.calculated) return calculatedWords(guide, words, name, env[name], env);
  return valueWords(guide, words, name, env[name], env);
}

/** @type {Map<string, [string, string]>} */
const HALVES = new Map();

/** What stands before and after the first dot of a name; before it nothing, where there is none. @param {string} name */
function halves(name) {
  let found = HALVES.get(name);
  if (!found) {
    const dot = name.indexOf(".");
    HALVES.set(name, (found = [name.slice(0, Math.max(dot, 0)), name.slice(dot + 1)]));
  }
  return found;
}

/** @type {WeakMap<Guide, Map<string, number>>} */
const PLACES = new WeakMap();

/** The place of a piece's rule. @param {Guide} guide @param {string} key */
function ruleOf(guide, key) {
  let places = PLACES.get(guide);
  if (!places) {
    const pieces = [...guide.pieces.sla, ...guide.pieces.checklist];
    PLACES.set(guide, (places = new Map(pieces.map((piece) => [piece[0], piece[2]]))));
  }
  return /** @type {number} */ (places.get(key));
}

/** The value of the first suggestion whose condition holds. @param {FillIn} fillIn @param {Env} env */
const suggested = (fillIn, env) => fillIn.suggestions?.find((offer) => evaluate(offer.when ?? true, env))?.value;

/** [Payment term – suggestion: 30 days]. @param {Tailored} found @param {Words} words @param {string} name */
function placeholder({ guide, env }, words, name) {
  const fillIn = guide.fillIns[name];
  if (fillIn) {
    const label = words.label[name].replace(/\?+$/, "");
    const offered = suggested(fillIn, env);
    return offered === undefined
      ? `[${label}]`
      : `[${label} – ${say(words, "suggestion", wordsOf(guide, words, name, offered, env))}]`;
  }
  const [first, second, part] = name.split(".");
  if (!second) return `[${words.facts[name][0]}]`;
  if (!part) return `[${words.columns[first][second]}]`;
  const offered = guide.kpis[second][/** @type {"target"} */ (part)];
  return offered === undefined
    ? `[${say(words, `kpi_column_${part}`)}]`
    : `[${say(words, "suggestion", kpiLevel(guide, words, second, part, decimal(offered)))}]`;
}

/** @param {Tailored} found @param {Words} words @param {string} name @param {string} rest */
function cell({ env }, words, name, rest) {
  const [place, column] = rest.split(".");
  const rows = /** @type {Record<string, string>[]} */ (env[name] ?? []);
  const text = rows[Number(place) - 1]?.[column] || "–";
  return words.cells[`${name}.${column}`]?.[text] ?? text;
}

/** A level that needs no agreement reads 'report only' or a dash. @param {Tailored} found @param {Words} words
 * @param {string[]} name */
function kpiSlot(found, words, [id, part]) {
  const carries = carriesMoney(found, id);
  const value = agreedOn(found.answers, id)[/** @type {"target"} */ (part)];
  if (part === "weight" && !carries) return say(words, "kpi_report_only");
  if (value === undefined || (part === "stretch" && !(carries && found.env.bonus_agreed))) return say(words, "kpi_not_used");
  return kpiLevel(found.guide, words, id, part, decimal(value));
}

/** @param {Guide} guide @param {Words} words @param {string} id @param {string} part @param {Decimal} value */
function kpiLevel(guide, words, id, part, value) {
  return part === "weight" ? number(words, value) + words.percent : kpiWords(guide, words, id, value);
}

/** @param {Tailored} found @param {Words} words @param {string} name */
function stamp({ guide, answers }, words, name) {
  if (name === "hash") return fingerprint(answers);
  if (name === "law_words") return date(words, guide.law);
  return { content: guide.version, tool: guide.tool, law: guide.law }[name] ?? "";
}
