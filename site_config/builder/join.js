/* Segments, decisions and values -> text. The twin of join.py; it knows nothing of formats or clauses. */

/** @param {Compiled} compiled @param {Set<string>} shown @param {(name: string) => string} value
 * @param {(text: string) => string} escape */
function join(compiled, shown, value, escape) {
  /** @type {boolean[]} */
  const inside = [];
  for (const [parent, key] of compiled.blocks) inside.push(parent < 0 || (inside[parent] && shown.has(key)));
  let text = "";
  for (const [block, kind, part] of compiled.segments) {
    if (inside[block]) text += kind === 0 ? part : kind === 1 ? escape(value(part)) : value(part);
  }
  return text;
}
