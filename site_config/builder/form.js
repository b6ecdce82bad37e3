/* The form: reads what is typed and ticked, says what cannot be used and why, and shows what the answers change.
 * The controls are in the page; what only scripts use (states, suggestions, faults, rows) is added here. */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */
/** @typedef {{show(tailored: Tailored, answers: Answers): void, focus(id: string): void, view(name: string): void, clear(): void}} Form */

/** A number as people write it, in canonical text; what is no number comes back as it is, for the check to refuse.
 * The other language's decimal mark counts too, where it cannot stand between thousands.
 * @param {Words} words @param {string} typed */
function readNumber(words, typed) {
  const text = typed.trim().replace(/^[\u2212\u2013]/, "-").replace(/\s*(%|kr\.?|,-)$/i, "");
  const thousands = new RegExp(`^-?[1-9]\\d{0,2}([${words.group}\\s]\\d{3})+([${words.decimal}]\\d*)?$`).test(text);
  const plain = thousands ? text.replace(/\s/g, "").replaceAll(words.group, "") : text;
  const [, sign, whole = "", part = ""] = /^(-?)(\d*)[.,]?(\d*)$/.exec(plain) ?? [];
  if (!whole && !part) return typed;
  const fraction = part.replace(/0+$/, "");
  return sign + (whole.replace(/^0+(?=\d)/, "") || "0") + (fraction && `.${fraction}`);
}

/** @param {any} a @param {any} b */
const same = (a, b) => a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));

/** Text that is set only where it changes: this runs at every key. @param {Element} element @param {string} text */
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A new element, a button always one that only scripts answer. @param {string} tag @param {string} [className]
 * @param {string} [textContent] @param {Record<string, string>} [data] */
function fresh(tag, className = "", textContent = "", data = {}) {
  const made = /** @type {any} */ (make(/** @type {any} */ (tag), { className, textContent }));
  if (tag === "button") made.type = tag;
  Object.assign(made.dataset, data);
  return made;
}

/** @param {HTMLElement} root @param {Guide} guide @param {Words} words
 * @param {(id: string, raw: any) => void} onAnswer @returns {Form} */
function makeForm(root, guide, words, onAnswer) {
  /** @param {string} selector @param {ParentNode} [within] @returns {any} */
  const one = (selector, within = root) => within.querySelector(selector);
  /** @param {string} selector @param {ParentNode} [within] @returns {any[]} */
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];
  const CONTROLS = "input, select, textarea";
  /** @param {string} key @param {...any} parts */
  const told = (key, ...parts) => say(words, `builder_${key}`, ...parts.map(String));

  const form = one("#ask");
  /** @typedef {{id: string, fillIn: FillIn | undefined, box: HTMLElement, state: Element, line: HTMLElement,
   *   suggest: HTMLButtonElement, reasons: HTMLElement[], offered: string, said: string, faults: Map<Control, string>}} Asked */
  /** @type {Map<string, Asked>} */
  const asked = new Map(all("[data-question]", form).map((box) => [box.dataset.question, dress(box)]));
  /** What each question's controls stand for, and each text control by itself.
   * @type {Map<string, any>} */
  const last = new Map();
  /** @type {WeakMap<Control, string>} */
  const known = new WeakMap();
  const clauses = all("[data-clause]", form).map((box) => ({ box, ids: idsIn(box) }));
  const steps = all(".step", form);
  const links = all(".steps-nav a", form);
  const counted = [
    ...steps.map((step, i) => ({ ids: idsIn(step), out: links[i].appendChild(fresh("small")), link: links[i] })),
    ...all("[data-left]", form).map((out) => ({ ids: idsIn(out.closest("details")), out, link: null })),
  ];
  const money = all("[data-currency]", form);
  /** @type {Tailored} */
  let tailored;
  /** @type {Answers} */
  let answers = Object.create(null);
  let step = 0;

  /** Give a question what only scripts use. @param {HTMLElement} box @returns {Asked} */
  function dress(box) {
    const id = String(box.dataset.question);
    const fillIn = Object.hasOwn(guide.fillIns, id) ? guide.fillIns[id] : undefined;
    const state = fresh("span", "state", "", { state: "" });
    const line = fresh("p", "fault");
    line.id = `${box.id.slice(2)}-fault`;
    line.hidden = true;
    const suggest = /** @type {HTMLButtonElement} */ (fresh("button", "quiet suggest", "", { suggest: id }));
    suggest.hidden = true;
    one("legend", box).append(" ", state);
    const why = one(".why", box);
    const reasons = all(".reason", box);
    if (fillIn?.type === "table") {
      for (const row of all(".row", box)) row.append(fresh("button", "quiet", told("row_delete"), { deleteRow: "" }));
      why.before(fresh("button", "quiet", told("row_add"), { addRow: "" }));
    }
    why.before(line);
    if (fillIn?.suggestions) (reasons[0] ?? why).before(suggest);
    const hint = one(".hint", box);
    if (hint && hint.parentNode === box) hint.id = `${box.id}-hint`;
    for (const control of all(CONTROLS, box)) describe(control, "");
    return { id, fillIn, box, state, line, suggest, reasons, offered: "-", said: "", faults: new Map() };
  }

  /** @param {Element} box */
  function idsIn(box) {
    return all("[data-question]", box).map((inner) => inner.dataset.question);
  }

  /** Text fields are described by their hint, and by the line that says what is wrong.
   * @param {Control} control @param {string} fault its id */
  function describe(control, fault) {
    const box = control.closest("fieldset");
    const hint = /radio|checkbox/.test(control.type) || !one(`#${box?.id}-hint`) ? "" : `${box?.id}-hint`;
    const ids = `${hint} ${fault}`.trim();
    if (ids) control.setAttribute("aria-describedby", ids);
    else control.removeAttribute("aria-describedby");
  }

  // --- Reading ---

  /** What is wrong with an entry, in words. @param {Fault} fault */
  function inWords({ path, code, parts }) {
    const type = guide.fillIns[path[0]]?.type;
    if (code === "pattern") return told("fault_pattern", words.patterns[path[0]] ?? "");
    if (code === "number") return told("fault_number", formatNumber(words, "12500"), formatNumber(words, "99.5"));
    if (code === "date" || type === "date") return told("fault_date");
    if (code === "decimals") return parts[0] === "0" ? told("fault_whole") : told("fault_decimals", ...parts);
    if (code === "range") return told("fault_range", ...parts.map((part) => formatNumber(words, part)));
    return told(`fault_${["long", "line"].includes(code) ? code : "character"}`, ...parts);
  }

  /** The checked value of a text control; a fault is marked. @param {Control} control @param {boolean} left whether
   * the user is done with it: nobody is told off while typing */
  function readText(control, left) {
    const [id, at, part] = control.name.split(".");
    const wrong = "validity" in control && control.validity.badInput;
    const typed = wrong ? "?" : control.value;
    const raw = control.inputMode === "decimal" && typed.trim() ? readNumber(words, typed) : typed;
    /** @type {Fault[]} */
    const faults = [];
    let value;
    if (raw.trim()) {
      if (id === "kpis") value = checkKpi(guide, at, { [part]: raw }, faults)[/** @type {"target"} */ (part)];
      else if (part) value = checkAnswer(guide, id, [{ [part]: raw }], faults)?.[0][part];
      else value = checkAnswer(guide, id, raw, faults);
    }
    mark(control, faults.length ? inWords(faults[0]) : "", left);
    return value;
  }

  /** @param {Control} control @param {string} fault @param {boolean} left */
  function mark(control, fault, left) {
    const { id, line, faults } = /** @type {Asked} */ (asked.get(control.name.split(".")[0]));
    if (faults.get(control) === fault || (fault ? !left && !faults.has(control) : !faults.has(control))) return;
    if (fault) faults.set(control, fault);
    else faults.delete(control);
    control.toggleAttribute("aria-invalid", false);
    if (fault) control.setAttribute("aria-invalid", "true");
    describe(control, fault && line.id);
    tell(id);
  }

  /** @param {string} id */
  function tell(id) {
    const question = /** @type {Asked} */ (asked.get(id));
    const { state, line, faults } = question;
    const [fault = ""] = faults.values();
    const said = `${fault}|${answers[id] === undefined}`;
    if (question.said === said) return;
    question.said = said;
    put(line, fault);
    line.hidden = !fault;
    const open = id === "kpis" ? "state_suggested" : "state_undecided";
    put(state, fault ? told("state_wrong") : answers[id] === undefined ? told(open) : "");
  }

  /** What a question's controls say now. @param {Asked} question @param {Control} control the one that changed
   * @param {boolean} left */
  function read({ id, fillIn, box }, control, left) {
    if (id === "kpis") return readKpis(control, left);
    switch (fillIn?.type) {
      case "choice":
      case "yes_no":
        return one("input:checked", box)?.value || undefined;
      case "several":
        return readSeveral(all("input", box), /** @type {HTMLInputElement} */ (control));
      case "table": {
        const rows = all(".row", box).map((row) => readRow(row, control, left)).filter((row) => Object.keys(row).length);
        return rows.length ? rows : undefined;
      }
    }
    return readText(control, left);
  }

  /** "Undecided" and "none" stand alone. @param {HTMLInputElement[]} inputs @param {HTMLInputElement} control */
  function readSeveral(inputs, control) {
    /** @param {HTMLInputElement} input */
    const alone = (input) => input.value === "" || input.value === "none";
    if (control.checked) {
      for (const input of inputs) if (input !== control && (alone(control) || alone(input))) input.checked = false;
    }
    const chosen = inputs.filter((input) => input.checked && input.value).map((input) => input.value);
    for (const input of inputs) if (!input.value) input.checked = !chosen.length;
    return chosen.length ? chosen : undefined;
  }

  /** @param {Element} row @param {Control} control @param {boolean} left */
  function readRow(row, control, left) {
    /** @type {Record<string, string>} */
    const found = {};
    for (const cell of all(CONTROLS, row)) {
      const value = readText(cell, left && cell === control);
      if (value !== undefined) found[cell.name.split(".")[2]] = value;
    }
    return found;
  }

  /** Chosen, or where nobody has chosen yet in the suggested set. @param {string} id */
  const isKpiIn = (id) => (answers.kpis ? Object.hasOwn(answers.kpis, id) : tailored.held[`kpi:${id}`] !== false);

  /** The first change makes the suggested set a choice of the user's. @param {Control} control @param {boolean} left */
  function readKpis(control, left) {
    const [, kpi, part] = control.name.split(".");
    /** @type {Record<string, KpiAnswer>} */
    const chosen = {};
    const edited = one(`[data-kpi="${kpi}"]`, form);
    for (const id of Object.keys(guide.kpis)) {
      if (id === kpi ? part || one("input", edited).checked : isKpiIn(id)) chosen[id] = { ...answers.kpis?.[id] };
    }
    if (!Object.keys(chosen).length) {
      /** @type {HTMLInputElement} */ (control).checked = true;
      mark(control, told("fault_kpis"), true);
      return answers.kpis;
    }
    for (const box of all("[type=checkbox]", edited.parentNode)) mark(box, "", true);
    if (!chosen[kpi]) return chosen;
    for (const cell of all(CONTROLS, edited).slice(1)) {
      const name = /** @type {"target"} */ (cell.name.split(".")[2]);
      const value = readText(cell, left && cell === control);
      if (value === undefined) delete chosen[kpi][name];
      else chosen[kpi][name] = value;
    }
    return chosen;
  }

  /** @param {Control} control @param {boolean} left */
  function answer(control, left) {
    const question = asked.get(control.name.split(".")[0]);
    if (!question) return;
    const raw = read(question, control, left);
    if (control.inputMode === "decimal" || !/radio|checkbox/.test(control.type)) known.set(control, canonical(control));
    give(question.id, raw);
  }

  /** The text that a control was understood as. @param {Control} control */
  function canonical(control) {
    return control.inputMode === "decimal" && control.value.trim() ? readNumber(words, control.value) : control.value;
  }

  /** @param {string} id @param {any} raw */
  function give(id, raw) {
    if (same(raw, last.get(id))) return;
    last.set(id, raw);
    onAnswer(id, raw);
  }

  // --- Writing ---

  /** @param {Control} control @param {string} [raw] @returns {boolean} whether it could be set */
  function set(control, raw = "") {
    if ((known.get(control) ?? "") === raw && !asked.get(control.name.split(".")[0])?.faults.has(control)) return true;
    if (control === document.activeElement && control.tagName !== "SELECT") return false; // the user is typing here
    control.value = raw && control.inputMode === "decimal" ? formatNumber(words, raw) : raw;
    known.set(control, raw);
    mark(control, "", true);
    return true;
  }

  /** Make a question's controls say `raw`. @param {Asked} question @param {any} raw */
  function write({ id, fillIn, box }, raw) {
    if (id === "kpis") return;
    let done = true;
    switch (fillIn?.type) {
      case "choice":
      case "yes_no":
      case "several":
        for (const input of all("input", box)) input.checked = input.value ? raw === input.value || (Array.isArray(raw) && raw.includes(input.value)) : raw === undefined;
        break;
      case "table":
        resize(box, Math.max(1, raw?.length ?? 1));
        for (const cell of all(".row :is(input, select)", box)) {
          const [, place, column] = cell.name.split(".");
          done = set(cell, raw?.[Number(place) - 1]?.[column]) && done;
        }
        break;
      default:
        done = set(one(CONTROLS, box), raw);
    }
    if (done) last.set(id, raw);
  }

  /** @param {HTMLElement} box @param {number} size */
  function resize(box, size) {
    let rows = all(".row", box);
    for (const row of rows.slice(size)) drop(row);
    while (rows.length < size) {
      const row = rows[0].cloneNode(true);
      for (const cell of all(CONTROLS, row)) {
        cell.value = "";
        cell.removeAttribute("aria-invalid");
      }
      one(".rows", box).append(row);
      rows = all(".row", box);
    }
    all(".row", box).forEach((row, i) => {
      row.setAttribute("aria-label", told("row", i + 1));
      for (const cell of all(CONTROLS, row)) cell.name = cell.name.replace(/\.\d+\./, `.${i + 1}.`);
    });
    one("[data-add-row]", box).hidden = size >= Number(guide.fillIns[String(box.dataset.question)].maxRows);
  }

  /** @param {HTMLElement} row */
  function drop(row) {
    for (const cell of all(CONTROLS, row)) mark(cell, "", true);
    row.remove();
  }

  const checking = one("[data-check]", form);
  const kpiRows = all("[data-kpi]", form).map((row) => {
    const [tick, ...cells] = all(CONTROLS, row);
    return { id: row.dataset.kpi, row, tick, cells, offered: one("[data-suggest-kpi]", row) };
  });

  function writeKpis() {
    for (const { id, row, tick, cells, offered } of kpiRows) {
      const isIn = isKpiIn(id);
      if (tick.checked !== isIn) tick.checked = isIn;
      row.classList.toggle("off", !isIn);
      const agreed = answers.kpis?.[id];
      for (const cell of cells) set(cell, agreed?.[cell.name.split(".")[2]]);
      const used = KPI_PARTS.every((part) => guide.kpis[id][part] === undefined || guide.kpis[id][part] === agreed?.[part]);
      if (offered.hidden !== used) offered.hidden = used;
    }
    last.set("kpis", answers.kpis);
  }

  /** @param {Asked} question */
  function offer(question) {
    const { id, fillIn, suggest, reasons } = question;
    const place = fillIn?.suggestions?.findIndex(({ when }) => evaluate(when ?? true, tailored.env) === true) ?? -1;
    const value = fillIn?.suggestions?.[place]?.value;
    const state = `${place} ${JSON.stringify(answers[id])} ${tailored.env[fillIn?.currency ?? ""]}`;
    if (state === question.offered) return;
    question.offered = state;
    const text = value === undefined || same(value, answers[id]) ? "" : told("suggest", wordsOf(guide, words, id, value, tailored.env));
    suggest.textContent = text;
    suggest.hidden = !text;
    reasons.forEach((reason, i) => (reason.hidden = !text || i !== place || !reason.textContent));
  }

  /** @param {Tailored} now @param {Answers} given */
  function show(now, given) {
    tailored = now;
    const before = answers;
    answers = given;
    const { env, held } = tailored;
    for (const question of asked.values()) {
      const { id, fillIn, box } = question;
      const hidden = env[id] === null;
      if (box.hidden !== hidden) box.hidden = hidden;
      if (!same(last.get(id), answers[id])) write(question, answers[id]);
      if (hidden) continue;
      if (fillIn?.suggestions) offer(question);
      tell(id);
    }
    if (before.kpis !== answers.kpis || !answers.kpis) writeKpis();
    for (const { box, ids } of clauses) {
      const hidden = held[`clause:${box.dataset.clause}`] === false || ids.every((id) => env[id] === null);
      if (box.hidden !== hidden) box.hidden = hidden;
    }
    for (const span of money) put(span, String(env[span.dataset.currency] || say(words, "currency_unknown")));
    for (const { ids, out, link } of counted) {
      const left = ids.filter((id) => isOpen(id)).length;
      put(out, left === 1 ? told("left_one") : left ? told("left", left) : "");
      link?.classList.toggle("open", left > 0);
    }
    if (checking.open) review();
  }

  /** @param {string} id */
  function isVisible(id) {
    const { clause } = guide.fillIns[id] ?? {};
    return tailored.env[id] !== null && !(clause && tailored.held[`clause:${clause}`] === false);
  }

  /** @param {string} id */
  const isOpen = (id) => id !== "kpis" && answers[id] === undefined && !id.startsWith("special_terms_") && isVisible(id);

  // --- Check your answers ---

  /** @type {Map<string, {row: HTMLElement, value: HTMLElement}>} */
  const reviewed = new Map();

  function review() {
    if (!reviewed.size) {
      const list = one("#check", form).appendChild(fresh("dl"));
      for (const id of asked.keys()) {
        const row = list.appendChild(fresh("div"));
        const label = id === "kpis" ? told("kpis") : words.label[id];
        row.appendChild(fresh("dt")).append(fresh("button", "link", label, { ask: id }));
        reviewed.set(id, { row, value: row.appendChild(fresh("dd")) });
      }
    }
    for (const [id, { row, value }] of reviewed) {
      row.hidden = !isVisible(id);
      const raw = answers[id];
      const undecided = raw === undefined;
      if (id === "kpis") put(value, undecided ? told("state_suggested") : Object.keys(raw).join(", "));
      else put(value, undecided ? told("state_undecided") : wordsOf(guide, words, id, raw, tailored.env));
      value.classList.toggle("state", undecided);
    }
  }

  // --- Getting about ---

  /** @param {string} name */
  function view(name) {
    root.dataset.view = name;
    for (const button of all("button[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }

  /** To another view, from its beginning. @param {string} name */
  function turn(name) {
    view(name);
    root.scrollIntoView();
  }

  /** Where the user is. @param {number} place */
  function stand(place) {
    step = place;
    steps.forEach((section, i) => section.classList.toggle("now", i === place));
    links.forEach((link, i) => (i === place ? link.setAttribute("aria-current", "step") : link.removeAttribute("aria-current")));
    const title = links[place].firstElementChild.textContent;
    put(one("[data-where]"), told("step_named", place + 1, steps.length, title));
    one("progress").value = place + 1;
    one("[data-back]").hidden = !place;
    put(one("[data-next]"), told(place + 1 < steps.length ? "next" : "view_document"));
  }

  /** @param {number} place */
  function go(place) {
    stand(place);
    arrive(one("h2", steps[place]), "start");
  }

  /** @param {HTMLElement} target @param {ScrollLogicalPosition} block */
  function arrive(target, block) {
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block });
  }

  /** @param {string} id of a question, or of one of its values, such as kpi.S01.target */
  function focus(id) {
    const [first, ...rest] = id.replace(/^placeholder\./, "").replace(/^kpi\./, "kpis.").split(".");
    const box = asked.get(first)?.box;
    if (!box || box.hidden) return;
    view("form");
    stand(steps.indexOf(box.closest(".step")));
    for (let inner = box.closest("details"); inner; inner = /** @type {any} */ (inner.parentElement?.closest("details"))) inner.open = true;
    const named = first === "kpis" && rest.length ? all(`[name="kpis.${CSS.escape(rest[0])}.${CSS.escape(rest[1] ?? "target")}"]`, box) : [];
    arrive(named[0] ?? one("input:checked", box) ?? one(CONTROLS, box), "center");
  }

  function clear() {
    answers = Object.create(null);
    last.clear();
    for (const question of asked.values()) {
      for (const control of [...question.faults.keys()]) {
        control.value = /radio|checkbox/.test(control.type) ? control.value : "";
        mark(control, "", true);
      }
      write(question, undefined);
    }
  }

  /** @type {Record<string, (button: HTMLElement) => void>} */
  const DO = {
    view: ({ dataset }) => turn(String(dataset.view)),
    back: () => go(step - 1),
    next: () => (step + 1 < steps.length ? go(step + 1) : turn("document")),
    ask: ({ dataset }) => focus(String(dataset.ask)),
    suggest: ({ dataset }) => {
      const id = String(dataset.suggest);
      const { fillIn } = /** @type {Asked} */ (asked.get(id));
      give(id, fillIn && suggested(fillIn, tailored.env));
      write(/** @type {Asked} */ (asked.get(id)), answers[id]);
      focus(id);
    },
    suggestKpi: ({ dataset }) => {
      const row = one(`[data-kpi="${dataset.suggestKpi}"]`, form);
      const [tick, ...cells] = all(CONTROLS, row);
      const kpi = /** @type {any} */ (guide.kpis[String(dataset.suggestKpi)]);
      tick.checked = true;
      for (const cell of cells) {
        const level = kpi[cell.name.split(".")[2]];
        if (level !== undefined) set(cell, level);
      }
      answer(tick, true);
      tick.focus(); // this button goes away
    },
    suggestKpis: () => give("kpis", undefined),
    addRow: (button) => {
      const box = /** @type {HTMLElement} */ (button.closest("fieldset"));
      const rows = all(".row", box).length + 1;
      resize(box, rows);
      one(CONTROLS, all(".row", box)[rows - 1]).focus();
    },
    deleteRow: (button) => {
      const box = /** @type {HTMLElement} */ (button.closest("fieldset"));
      const rows = all(".row", box).length - 1;
      drop(/** @type {HTMLElement} */ (rows ? button.closest(".row") : resized(box)));
      resize(box, Math.max(1, rows));
      const control = one(CONTROLS, box);
      answer(control, true);
      control.focus();
    },
  };

  /** The first row, after an empty one to take its place. @param {HTMLElement} box */
  function resized(box) {
    resize(box, 2);
    return all(".row", box)[0];
  }

  root.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const button = /** @type {HTMLElement | null} */ (target.closest("button"));
    const key = button && Object.keys(button.dataset).find((name) => Object.hasOwn(DO, name));
    if (button && key) DO[key](button);
    const link = target.closest("#ask a");
    const place = links.indexOf(link);
    if (place >= 0) go(place);
    else if (link) {
      view("document");
      const clause = document.getElementById(String(link.getAttribute("href")).slice(1));
      clause?.setAttribute("tabindex", "-1");
      if (clause) arrive(clause, "start");
    }
    if (link) event.preventDefault(); // the fragment is kept for the choices
  });
  form.addEventListener("input", (/** @type {Event} */ { target }) => {
    if (target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text")) answer(target, false);
  });
  form.addEventListener("change", (/** @type {Event & {target: Control}} */ { target }) => {
    answer(target, true);
    const { faults } = asked.get(target.name.split(".")[0]) ?? {};
    if (target.inputMode === "decimal" && target.value.trim() && !faults?.has(target)) target.value = formatNumber(words, canonical(target));
  });
  form.addEventListener("focusin", (/** @type {any} */ { target }) => {
    const place = steps.indexOf(target.closest(".step"));
    if (place >= 0 && place !== step) stand(place);
  });
  form.addEventListener("focusout", (/** @type {any} */ { target }) => {
    const question = asked.get(target.name?.split(".")[0]);
    if (question && tailored && !same(last.get(question.id), answers[question.id])) setTimeout(() => write(question, answers[question.id]));
  });
  form.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  checking.addEventListener("toggle", () => tailored && review());
  view("form");
  stand(0);
  return { show, focus, view, clear };
}
