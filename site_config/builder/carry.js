/* Answers as text that is the same for the same answers: the answer file, its fingerprint, what a working copy carries.
 * The twin of canonical in answers.py and of carried in carrying.py. */

/** Answers in the order of an answer file: ids sorted; what is inside keeps the guide's order.
 * @param {Answers} answers @returns {Record<string, any>} */
function canonical(answers) {
  /** @type {Record<string, any>} */
  const found = {};
  for (const name of Object.keys(answers).sort()) found[name] = answers[name];
  return found;
}

/** JSON with the keys of every map sorted. @param {any} data @returns {string} */
function sortedJson(data) {
  if (Array.isArray(data)) return `[${data.map(sortedJson).join(",")}]`;
  if (typeof data !== "object" || data === null) return JSON.stringify(data);
  return `{${Object.keys(data).sort().map((key) => `${JSON.stringify(key)}:${sortedJson(data[key])}`).join(",")}}`;
}

/** Twelve hexadecimal digits that differ when the answers differ. @param {Answers} answers */
const fingerprint = (answers) => sha256(sortedJson({ answers })).slice(0, 12);

/** The answer file. @param {Guide} guide @param {Answers} answers */
function answerFile(guide, answers) {
  return JSON.stringify({ content_version: guide.version, answers: canonical(answers) }, null, 1) + "\n";
}

/** The line of JSON in a working copy. @param {Guide} guide @param {Answers} answers @param {Env} env
 * @param {Record<string, string>} basis */
function carried(guide, answers, env, basis) {
  return sortedJson({ answers, content_version: guide.version, made_from: madeFrom(guide, answers, env, basis) });
}

/** Digests of what the answers rest on. @param {Guide} guide @param {Answers} answers @param {Env} env
 * @param {Record<string, string>} basis of everything */
function madeFrom(guide, answers, env, basis) {
  const kept = Object.keys(basis).filter((key) => {
    const [kind, name] = key.split(":");
    if (kind === "clause") return true;
    if (kind === "kpi") return answers.kpis ? name in answers.kpis : guide.kpis[name].default;
    return name in answers || (guide.fillIns[name].number !== undefined && env[name] !== null);
  });
  return Object.fromEntries(kept.map((key) => [key, basis[key]]));
}

/** The same JSON with nothing in it that HTML could take for markup. @param {string} text */
const safeJson = (text) => text.replaceAll("&", "\\u0026").replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
