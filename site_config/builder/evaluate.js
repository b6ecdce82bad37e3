/* Whether a rule holds: true, false, or null for undecided (Kleene). The twin of evaluate and support in rules.py. */

/** @type {Record<string, (a: any, b: any) => boolean>} */
const COMPARE = {
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
  "in": (a, b) => b !== null && b.includes(a),
  "<": (a, b) => ordered(a, b) && less(a, b) < 0,
  "<=": (a, b) => ordered(a, b) && less(a, b) <= 0,
  ">": (a, b) => ordered(a, b) && less(a, b) > 0,
  ">=": (a, b) => ordered(a, b) && less(a, b) >= 0,
};

/** @param {Value} a @param {Value} b */
const ordered = (a, b) => a !== null && b !== null;

/** @param {any} a @param {any} b */
const less = (a, b) => (isDecimal(a) ? compare(a, b) : a < b ? -1 : a > b ? 1 : 0);

/** The one key of a rule. @param {Record<string, any>} logic */
function operator(logic) {
  for (const op in logic) return op;
  return "";
}

/** @param {any} logic @param {Env} env @returns {boolean|null} */
function evaluate(logic, env) {
  if (typeof logic !== "object") return Boolean(logic);
  const op = operator(logic);
  const args = logic[op];
  if (op === "and" || op === "or") {
    const decisive = op === "or";
    /** @type {boolean|null} */
    let result = !decisive;
    for (const arg of args) {
      const held = evaluate(arg, env);
      if (held === decisive) return decisive;
      if (held === null) result = null;
    }
    return result;
  }
  if (op === "!") {
    const held = evaluate(args[0], env);
    return held === null ? null : !held;
  }
  if (op === "!!") return Boolean(env[args[0].var]);
  const first = operand(args[0], env);
  if (first === undefined) return null;
  if (op === "some" || op === "all") {
    const among = args[1].in[1];
    const held = (first ?? []).map((/** @type {string} */ one) => among.includes(one));
    return op === "some" ? held.includes(true) : held.length > 0 && !held.includes(false);
  }
  const second = operand(args[1], env);
  return second === undefined ? null : COMPARE[op](first, second);
}

/** @param {any} arg @param {Env} env @returns {any} */
function operand(arg, env) {
  if (typeof arg === "number") return decimal(String(arg));
  return arg !== null && typeof arg === "object" && !Array.isArray(arg) ? env[arg.var] : arg;
}

/** The names that decide a rule's value, in order, some of them more than once.
 * @param {any} logic @param {Env} env @returns {string[]} */
function support(logic, env) {
  if (typeof logic !== "object") return [];
  const op = operator(logic);
  /** @type {any[]} */
  let deciding = logic[op];
  if (!["and", "or", "!"].includes(op)) return deciding.flatMap((arg) => (arg?.var ? [arg.var] : []));
  const held = evaluate(logic, env);
  if (op !== "!" && held !== (op === "and")) {
    deciding = deciding.filter((arg) => evaluate(arg, env) === held);
    if (held !== null) deciding = deciding.slice(0, 1);
  }
  return deciding.flatMap((arg) => support(arg, env));
}
