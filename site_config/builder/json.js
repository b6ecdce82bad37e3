/*
 * JSON read strictly: every number stays the text that stands there, objects have no prototype, and a key that stands
 * twice is a fault. The twin of `_json` in generator/carrying.py.
 */

/** Code: "damaged" (not JSON, or half a character), "double" (a key stands twice) or "deep" (nested too deeply). */
class JsonFault extends Error {
  /** @param {"damaged" | "double" | "deep"} code */
  constructor(code) {
    super(code);
    this.name = "JsonFault";
    this.code = code;
  }
}

/** @typedef {null | boolean | string | Json[] | { [key: string]: Json }} Json */

/**
 * Plain data; throws JsonFault. It recurses no deeper than `deepest`, the number of brackets allowed inside each other.
 * @param {string} text
 * @returns {Json}
 */
function parseJson(text, deepest = 20) {
  let at = 0;
  const word = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;

  /** @type {(code?: "damaged" | "double" | "deep") => never} */
  const fault = (code = "damaged") => {
    throw new JsonFault(code);
  };

  /** Goes past white space and gives the character there; with `mark`, goes past that too if it is there. */
  const next = (mark = "") => {
    while (at < text.length && " \t\n\r".includes(text[at])) at++;
    const found = text[at];
    if (found === mark) at++;
    return found;
  };

  const string = () => {
    const start = at;
    if (next() !== '"') fault();
    let slashes;
    do {
      at = text.indexOf('"', at + 1);
      if (at < 0) fault();
      for (slashes = 0; text[at - 1 - slashes] === "\\"; slashes++);
    } while (slashes % 2);
    at++;
    try {
      /** @type {string} */
      const found = JSON.parse(text.slice(start, at));
      if (!/[\ud800-\udfff]/u.test(found)) return found;
    } catch {
      // What the engine does not take is damaged, whatever it says.
    }
    return fault();
  };

  /** @type {(depth: number) => Json} */
  const value = (depth) => {
    const first = next();
    if (first === '"') return string();
    if (first !== "{" && first !== "[") {
      word.lastIndex = at;
      const found = word.exec(text)?.[0] ?? fault();
      at += found.length;
      return found === "null" ? null : found === "true" || (found === "false" ? false : found);
    }
    if (depth === deepest) fault("deep");
    const isMap = first === "{", end = isMap ? "}" : "]";
    /** @type {Json[]} */
    const list = [];
    /** @type {{ [key: string]: Json }} */
    const map = Object.create(null);
    at++;
    if (next(end) === end) return isMap ? map : list;
    do {
      if (isMap) {
        next();
        const key = string();
        if (key in map) fault("double");
        if (next(":") !== ":") fault();
        map[key] = value(depth + 1);
      } else {
        list.push(value(depth + 1));
      }
    } while (next(",") === ",");
    if (next(end) !== end) fault();
    return isMap ? map : list;
  };

  const found = value(0);
  return next() === undefined ? found : fault();
}
