/* Decimal numbers without rounding errors: the twin of Python's Decimal, as far as the guide needs it. */

/** @param {string} text a plain number, such as -12.50 or 1e-7 @returns {Decimal} */
function decimal(text) {
  const [mantissa, power = "0"] = text.split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  const places = fraction.length - Number(power);
  const digits = BigInt(whole + fraction);
  return places < 0 ? { n: digits * tens(-places), s: 0 } : { n: digits, s: places };
}

/** @param {number} places */
const tens = (places) => 10n ** BigInt(places);

/** @param {unknown} value @returns {value is Decimal} */
const isDecimal = (value) => typeof value === "object" && value !== null && "n" in value;

/** @param {Decimal} a @param {Decimal} b @returns {Decimal} */
function subtract(a, b) {
  const s = Math.max(a.s, b.s);
  return { n: a.n * tens(s - a.s) - b.n * tens(s - b.s), s };
}

/** @param {Decimal} a @param {Decimal} b @returns {Decimal} */
const multiply = (a, b) => ({ n: a.n * b.n, s: a.s + b.s });

/** @param {Decimal} a @param {Decimal} b less than 0, 0 or more than 0 */
function compare(a, b) {
  const { n } = subtract(a, b);
  return n < 0n ? -1 : n > 0n ? 1 : 0;
}

/** Half up, away from zero. @param {Decimal} value @param {number} places @returns {Decimal} */
function rounded(value, places) {
  if (value.s <= places) return { n: value.n * tens(places - value.s), s: places };
  const unit = tens(value.s - places);
  const size = value.n < 0n ? -value.n : value.n;
  const n = (size * 2n + unit) / (unit * 2n);
  return { n: value.n < 0n ? -n : n, s: places };
}

/** The digits before and after the point; all decimals are kept. @param {Decimal} value @returns {[string, string]} */
function digits(value) {
  const all = String(value.n < 0n ? -value.n : value.n).padStart(value.s + 1, "0");
  const cut = all.length - value.s;
  return [all.slice(0, cut), all.slice(cut)];
}

/** Plain text without zeros that say nothing: 12500.5. @param {Decimal} value */
function plain(value) {
  const [whole, fraction] = digits(value);
  const rest = fraction.replace(/0+$/, "");
  return (value.n < 0n ? "-" : "") + whole + (rest && "." + rest);
}
