/* Rules that answers can break although each answer is allowed by itself: the twin of consistency.py. */

/** @typedef {{rule: string, key: string, parts: string[]}} Breach  rule names the words breach_... */

/** @param {Tailored} found @returns {Breach[]} */
const breaches = (found) => [...weights(found), ...levels(found)];

/** E01: the weights of the KPIs that carry credits sum to 100. @param {Tailored} found @returns {Breach[]} */
function weights(found) {
  const { guide, answers, held } = found;
  const carrying = Object.keys(guide.kpis).filter((id) => answers.kpis?.[id] && carriesMoney(found, id));
  const given = carrying.flatMap((id) => agreedOn(answers, id).weight ?? []);
  if ((held["clause:service_credits"] ?? false) === false || given.length < carrying.length || !carrying.length) return [];
  const total = given.reduce((sum, text) => subtract(sum, subtract(decimal("0"), decimal(text))), decimal("0"));
  return compare(total, decimal("100")) ? [{ rule: "E01", key: "kpis", parts: [plain(total), carrying.join(", ")] }] : [];
}

/** E02: the target is better than the minimum, and the stretch level better than the target.
 * @param {Tailored} found @returns {Breach[]} */
function levels({ guide, answers }) {
  const steps = /** @type {["minimum"|"target", "target"|"stretch"][]} */ ([["minimum", "target"], ["target", "stretch"]]);
  return Object.entries(guide.kpis).flatMap(([id, { direction }]) => {
    const agreed = agreedOn(answers, id);
    return steps.flatMap(([worse, better]) => {
      const [low, high] = [agreed[worse], agreed[better]];
      if (low === undefined || high === undefined) return [];
      const ahead = compare(decimal(high), decimal(low)) * (direction === "higher" ? 1 : -1);
      if (ahead > 0 || (better === "target" && ahead === 0)) return [];
      return [{ rule: "E02", key: `kpis.${id}.${better}`, parts: [id, high, low] }];
    });
  });
}
