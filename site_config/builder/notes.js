/* Beside the agreement: what is still open, by clause, and which answers do not go together. */

/** @param {Desk} desk @param {(id: string) => void} go to a question
 * @returns {{show: (found: Tailored) => void}} */
function makeNotes({ guide, words, told }, go) {
  const counts = select(document, "[data-open-count]");
  const [warning] = select(document, "[data-open-warning]");
  const warnings = make("div", { className: "warnings" });
  const title = make("summary", {});
  const list = make("div", {});
  const details = /** @type {HTMLDetailsElement} */ (make("details", { className: "open-points" }, title, list));
  document.getElementById("notes")?.replaceChildren(warnings, details);
  /** @type {string[]} */
  let open = [];
  let drawn = "";
  details.addEventListener("toggle", draw);
  list.addEventListener("click", (event) => {
    const id = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.go;
    if (id) go(id);
  });

  /** Only what is looked at is drawn. */
  function draw() {
    const now = open.join();
    if (!details.open || now === drawn) return;
    drawn = now;
    /** @type {Map<string, HTMLElement[]>} */
    const groups = new Map();
    for (const name of open) {
      const kpi = name.startsWith("kpi.") ? name.slice(4) : "";
      const { clause, number: asked } = guide.fillIns[name] ?? {};
      const group = kpi ? told("open_kpis") : clause ? words.clause[clause] : asked ? told("open_questions") : told("special");
      const label = kpi ? `${kpi} ${words.kpi[kpi]}` : asked ? labelOf(guide, name, words) : words.label[name];
      const item = make("button", { type: "button", className: "linklike" }, label);
      item.dataset.go = name;
      groups.set(group, [...(groups.get(group) ?? []), make("li", {}, item)]);
    }
    list.replaceChildren(...[...groups].flatMap(([name, items]) => [make("p", {}, make("strong", {}, name)), make("ul", {}, ...items)]));
  }

  return {
    show(found) {
      open = found.open.sla;
      details.hidden = !open.length;
      const text = open.length ? told(`open_${open.length > 1 ? "other" : "one"}`, String(open.length)) : told("open_none");
      if (title.textContent !== text) for (const el of [title, ...counts]) el.textContent = text;
      warning.hidden = !open.length;
      const broken = breaches(found).map(({ rule, parts }) => make("p", { className: "warning" }, say(words, `breach_${rule}`, ...parts)));
      if (broken.length || warnings.childElementCount) warnings.replaceChildren(...broken);
      draw();
    },
  };
}
