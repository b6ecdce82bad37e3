/* The named functions of derived facts: the twin of functions.py. Overlapping hours come worked out, by country. */

/** @type {Record<string, (a: any, b: any, overlap: Record<string, string[]>) => Value>} */
const FUNCTIONS = {
  product: (a, b) => rounded(multiply(a, b), 2),
  percent_of: (amount, percent) => share(amount, percent),
  allowed_downtime: (availability, minutes) => share(minutes, subtract(decimal("100"), availability)),
  last_day: (start, months) => lastDay(start, Number(plain(months).split(".")[0])),
  overlap_winter: (countries, _, overlap) => least(countries, overlap, 0),
  overlap_summer: (countries, _, overlap) => least(countries, overlap, 1),
};

/** @param {Decimal} amount @param {Decimal} percent */
function share(amount, percent) {
  const { n, s } = multiply(amount, percent);
  return rounded({ n, s: s + 2 }, 2);
}

/** The last day of a term: ISO dates in and out. A term that starts on a day which its last month lacks ends on the
 * last day of that month. Nothing ends after the year 9999. @param {string} start @param {number} months */
function lastDay(start, months) {
  const [year, month, day] = start.split("-").map(Number);
  const after = year * 12 + month - 1 + months;
  if (after >= 120000) return "9999-12-31";
  const inMonth = new Date(Date.UTC(Math.floor(after / 12), (after % 12) + 1, 0)).getUTCDate();
  const last = new Date(Date.UTC(Math.floor(after / 12), after % 12, day > inMonth ? inMonth : day - 1));
  return last.toISOString().slice(0, 10);
}

/** @param {string[]} countries @param {Record<string, string[]>} overlap @param {number} season */
function least(countries, overlap, season) {
  const hours = countries.map((country) => decimal(overlap[country][season]));
  return hours.reduce((a, b) => (compare(b, a) < 0 ? b : a));
}
