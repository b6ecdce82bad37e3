/* Values in words as Danish and British English write them: the twin of wording.py. */

const NBSP = "\u00a0";

/** Interface words, with each {} filled in turn. @param {Words} words @param {string} key @param {...string} parts */
function say(words, key, ...parts) {
  const [first, ...rest] = words.ui[key].split("{}");
  return first + rest.map((text, i) => (i < parts.length ? parts[i] : "{}") + text).join("");
}

/** @param {Words} words @param {Decimal} value @param {number} [places] to round to; without it, as many as there are */
function number(words, value, places) {
  const [whole, fraction] = digits(places === undefined ? decimal(plain(value)) : rounded(value, places));
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, words.group);
  return (value.n < 0n ? "\u2212" : "") + grouped + (fraction && words.decimal + fraction);
}

/** @param {Words} words @param {string} text canonical */
const formatNumber = (words, text) => number(words, decimal(text));

/** @param {Words} words @param {Decimal} value @param {string} currency */
function money(words, value, currency) {
  const cents = rounded(value, 2);
  const amount = number(words, cents, cents.n % 100n ? 2 : 0);
  return words.language === "da" ? amount + NBSP + currency : currency + NBSP + amount;
}

/** @param {Words} words @param {string} iso */
function date(words, iso) {
  const [year, month, day] = iso.split("-").map(Number);
  const name = words.months[month - 1];
  const text = words.language === "da" ? `den ${day}. ${name} ${year}` : `${day} ${name} ${year}`;
  return text.replaceAll(" ", NBSP);
}

/** @param {Words} words @param {Decimal} value @param {string} unit */
function amount(words, value, unit) {
  const one = decimal("1");
  const broken = words.language === "da" && plain(value).includes(".");
  const single = !compare(value, one) || (broken && value.n > 0n && compare(value, decimal("2")) < 0);
  return number(words, value) + NBSP + say(words, `unit_${unit}_${single ? "one" : "other"}`);
}

/** @param {Words} words @param {string[]} parts */
function listing(words, parts) {
  return parts.length < 2 ? parts.join("") : parts.slice(0, -1).join(", ") + words.conjunction + parts[parts.length - 1];
}

/** An answer as it reads in a sentence. @param {Guide} guide @param {Words} words @param {string} id
 * @param {any} value typed @param {Env} env */
function valueWords(guide, words, id, value, env) {
  const { type } = guide.fillIns[id];
  switch (type) {
    case "yes_no":
      return say(words, value ? "yes" : "no");
    case "choice":
      return words.choices[id][value];
    case "several":
      return listing(words, value.map((/** @type {string} */ one) => words.choices[id][one]));
    case "table":
      return say(words, "rows", String(value.length));
    case "date":
      return date(words, value);
    case "text":
    case "longtext":
      return String(value);
  }
  return quantity(guide, words, id, value, env);
}

/** A number with its percent sign, currency or unit. @param {Guide} guide @param {Words} words @param {string} id
 * @param {Decimal} value @param {Env} env */
function quantity(guide, words, id, value, env) {
  const { type, currency = "", unit } = guide.fillIns[id];
  if (type === "percent") return number(words, value) + words.percent;
  if (type === "money") return money(words, value, String(env[currency] || say(words, "currency_unknown")));
  return unit ? amount(words, value, unit) : number(words, value);
}

/** A derived number or date. @param {Guide} guide @param {Words} words @param {string} name @param {any} value
 * @param {Env} env */
function calculatedWords(guide, words, name, value, env) {
  const { like } = guide.calculated[name];
  if (like === "date") return date(words, value);
  if (like === "hours") return amount(words, value, like);
  return like ? quantity(guide, words, like, value, env) : number(words, value);
}

/** A KPI's level in its unit. @param {Guide} guide @param {Words} words @param {string} id @param {Decimal} value */
function kpiWords(guide, words, id, value) {
  const { unit } = guide.kpis[id];
  if (unit === "percent") return number(words, value) + words.percent;
  if (["hours", "weeks", "days", "working_days"].includes(unit)) return amount(words, value, unit);
  return number(words, value) + (unit === "count" ? "" : NBSP + say(words, `unit_${unit}`));
}

/** A raw answer in words. @param {Guide} guide @param {Words} words @param {string} id @param {any} raw @param {Env} env */
const wordsOf = (guide, words, id, raw, env) => valueWords(guide, words, id, typed(guide.fillIns[id], raw), env);
