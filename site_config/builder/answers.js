/* Answers from outside -> answers that fit this guide, and what is wrong with the rest. The twin of answers.py: it
 * takes and refuses the same, and says so in the words of the page. */

/** @typedef {{path: string[], code: string, parts: string[]}} Fault  code names the words fault_... */

const FORBIDDEN = /(?![\t\n\r])\p{Cc}|[\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/u;

/** @param {string} text whether it holds a character that no text of an answer may hold */
const forbidden = (text) => FORBIDDEN.test(text);

/** @param {string} text in characters as people count them */
const size = (text) => [...text].length;

/** The map of an answer file, checked: what fits, in canonical form, and every fault.
 * @param {Guide} guide @param {any} given @returns {{answers: Answers, faults: Fault[]}} */
function checkAnswers(guide, given) {
  /** @type {Fault[]} */
  const faults = [];
  /** @type {Answers} */
  const answers = Object.create(null);
  for (const name of Object.keys(given)) {
    const raw = name === "kpis" ? checkKpis(guide, given[name], faults) : checkAnswer(guide, name, given[name], faults);
    if (raw !== undefined) answers[name] = raw;
  }
  return { answers, faults };
}

/** One raw value in canonical form; undefined is undecided or refused.
 * @param {Guide} guide @param {string} name @param {any} raw @param {Fault[]} faults @returns {any} */
function checkAnswer(guide, name, raw, faults) {
  const path = [name];
  const fillIn = Object.hasOwn(guide.fillIns, name) ? guide.fillIns[name] : undefined;
  if (!fillIn) return refuse(faults, path, "unknown");
  if (raw === null || raw === "") return undefined;
  if (fillIn.type === "several") return checkSeveral(fillIn, raw, path, faults);
  if (fillIn.type === "table") return checkTable(fillIn, raw, path, faults);
  if (typeof raw !== "string") return refuse(faults, path, "single");
  const text = raw.normalize("NFC");
  switch (fillIn.type) {
    case "yes_no":
      return ["yes", "no"].includes(text) ? text : refuse(faults, path, "choice", text);
    case "choice":
      return fillIn.choices?.includes(text) ? text : refuse(faults, path, "choice", text);
    case "date":
      return checkDate(text, path, faults);
    case "text":
    case "longtext":
      return checkText(fillIn, text, path, faults);
  }
  const places = fillIn.decimals ?? 0;
  return checkNumber(text, places, String(fillIn.minimum), String(fillIn.maximum), path, faults);
}

/** @param {Fault[]} faults @param {string[]} path @param {string} code @param {...string} parts */
function refuse(faults, path, code, ...parts) {
  faults.push({ path, code, parts: parts.map((part) => (size(part) > 40 ? `${[...part].slice(0, 40).join("")}…` : part)) });
  return undefined;
}

/** @param {string} text @param {string[]} path @param {Fault[]} faults */
function checkDate(text, path, faults) {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  if (!day || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text) return refuse(faults, path, "date", text);
  return text >= "2000-01-01" && text <= "2099-12-31" ? text : refuse(faults, path, "range", "2000-01-01", "2099-12-31");
}

/** @param {FillIn} fillIn @param {string} text @param {string[]} path @param {Fault[]} faults */
function checkText(fillIn, text, path, faults) {
  if (forbidden(text)) return refuse(faults, path, "character");
  if (!text.trim()) return undefined;
  if (size(text) > Number(fillIn.maxLength)) return refuse(faults, path, "long", String(fillIn.maxLength));
  if (text.includes("\t")) return refuse(faults, path, "tab");
  if (fillIn.type === "text" && text.includes("\n")) return refuse(faults, path, "line");
  if (fillIn.pattern && !new RegExp(`^(?:${fillIn.pattern})$`).test(text)) return refuse(faults, path, "pattern");
  return text;
}

/** @param {string} text @param {number} places @param {string} low @param {string} high @param {string[]} path
 * @param {Fault[]} faults */
function checkNumber(text, places, low, high, path, faults) {
  if (text.length > 30 || !/^-?\d+(\.\d+)?$/.test(text) || !fitsDouble(text)) return refuse(faults, path, "number", text);
  if ((text.split(".")[1] ?? "").length > places) return refuse(faults, path, "decimals", String(places));
  const value = decimal(text);
  if (compare(value, decimal(low)) < 0 || compare(value, decimal(high)) > 0) return refuse(faults, path, "range", low, high);
  return plain(value);
}

/** Whether 15 digits hold the number. @param {string} text */
function fitsDouble(text) {
  const short = plain(decimal(text)).replace("-", "");
  const [whole, fraction = ""] = short.split(".");
  const figures = (whole + fraction).replace(/^0+/, "");
  return (fraction ? figures : figures.replace(/0+$/, "")).length <= 15 && fraction.length <= 15;
}

/** @param {FillIn} fillIn @param {any} raw @param {string[]} path @param {Fault[]} faults */
function checkSeveral(fillIn, raw, path, faults) {
  if (!Array.isArray(raw) || !raw.length) return refuse(faults, path, "list");
  const wrong = raw.find((one) => typeof one !== "string" || !fillIn.choices?.includes(one));
  if (wrong !== undefined) return refuse(faults, path, "choice", String(wrong));
  if (new Set(raw).size < raw.length) return refuse(faults, path, "double");
  if (raw.includes("none") && raw.length > 1) return refuse(faults, path, "none");
  return fillIn.choices?.filter((one) => raw.includes(one));
}

/** @param {FillIn} fillIn @param {any} raw @param {string[]} path @param {Fault[]} faults */
function checkTable(fillIn, raw, path, faults) {
  if (!Array.isArray(raw) || !raw.length) return refuse(faults, path, "list");
  if (raw.length > Number(fillIn.maxRows)) return refuse(faults, path, "rows", String(fillIn.maxRows));
  const before = faults.length;
  const rows = raw.map((row) => checkRow(fillIn, row, path, faults));
  return faults.length === before ? rows : undefined;
}

/** @param {FillIn} fillIn @param {any} row @param {string[]} path @param {Fault[]} faults */
function checkRow(fillIn, row, path, faults) {
  if (!isMap(row)) return refuse(faults, path, "row");
  const columns = fillIn.columns ?? [];
  /** @type {Record<string, string>} */
  const found = {};
  const stray = Object.keys(row).find((key) => !columns.some((column) => column.id === key));
  if (stray !== undefined) return refuse(faults, path, "column", stray);
  for (const { id, choices, maxLength } of columns) {
    const raw = Object.hasOwn(row, id) ? row[id] : null;
    if (raw === null) continue;
    if (typeof raw !== "string") return refuse(faults, path, "single");
    const text = raw.normalize("NFC");
    if (forbidden(text)) return refuse(faults, path, "character");
    if (!text.trim()) continue;
    if (choices && !choices.includes(text)) return refuse(faults, path, "choice", text);
    if (size(text) > maxLength) return refuse(faults, path, "long", String(maxLength));
    if (/[\n\t]/.test(text)) return refuse(faults, path, "line");
    found[id] = text;
  }
  return Object.keys(found).length ? found : refuse(faults, path, "row");
}

/** @param {Guide} guide @param {any} raw @param {Fault[]} faults */
function checkKpis(guide, raw, faults) {
  if (raw === null || raw === "") return undefined;
  if (!isMap(raw) || !Object.keys(raw).length) return refuse(faults, ["kpis"], "kpis");
  for (const id of Object.keys(raw)) if (!Object.hasOwn(guide.kpis, id)) refuse(faults, ["kpis", id], "unknown");
  /** @type {Record<string, KpiAnswer>} */
  const found = {};
  for (const id of Object.keys(guide.kpis)) if (Object.hasOwn(raw, id)) found[id] = checkKpi(guide, id, raw[id], faults);
  return Object.keys(found).length ? found : undefined;
}

/** @param {Guide} guide @param {string} id @param {any} raw @param {Fault[]} faults @returns {KpiAnswer} */
function checkKpi(guide, id, raw, faults) {
  /** @type {KpiAnswer} */
  const found = {};
  const path = ["kpis", id];
  if (raw === null || raw === "") return found;
  if (!isMap(raw)) return refuse(faults, path, "kpis") ?? found;
  const stray = Object.keys(raw).find((key) => key !== "credit" && !KPI_PARTS.includes(/** @type {any} */ (key)));
  if (stray !== undefined) refuse(faults, path, "column", stray);
  for (const part of [...KPI_PARTS, /** @type {const} */ ("credit")]) {
    const text = Object.hasOwn(raw, part) ? raw[part] : null;
    if (text === null || text === "") continue;
    if (typeof text !== "string") refuse(faults, path, "single");
    else if (part !== "credit") {
      const high = part === "weight" || guide.kpis[id].unit === "percent" ? "100" : "1000000";
      found[part] = checkNumber(text, 3, "0", high, [...path, part], faults);
    } else if (!["yes", "no"].includes(text) || (text === "yes" && !guide.kpis[id].money)) refuse(faults, path, "choice", text);
    else found.credit = text;
    if (found[part] === undefined) delete found[part];
  }
  return found;
}
