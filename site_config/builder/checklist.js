/* The checklist page: the tasks that the answers ask for, with ticks and notes that can be kept.
 *
 * Ticks and notes live in the boxes and fields of the page; what is saved is read from there. */

const PROGRESS = "checklist-progress.json";

/** @typedef {{answers: Answers, done?: string[], notes?: Record<string, string>}} Progress
 *  where done is missing, ticks and notes stay as they are
 * @typedef {{id: string, key: string, item: HTMLElement, box: HTMLInputElement, note: HTMLTextAreaElement}} Task */

/** Ticks and notes of a progress file, and how many of its tasks no longer exist; or the name of what is wrong with it.
 * @param {Guide} guide @param {Record<string, any>} data */
function readProgress(guide, { checklist_progress, content_version, answers, done = [], notes = {}, ...others }) {
  const isText = (/** @type {unknown} */ text) => typeof text === "string" && !forbidden(text) && size(text) <= 1000;
  const wrong = Object.keys(others)[0] ?? (checklist_progress !== "1" ? "checklist_progress"
    : !Array.isArray(done) || !done.every(isText) ? "done"
    : !isMap(notes) ? "notes" : Object.keys(notes).find((id) => !isText(notes[id])));
  const ids = guide.pieces.checklist.map(([key]) => key);
  const gone = wrong === undefined ? [...done, ...Object.keys(notes)].filter((id) => !ids.includes(`check:${id}`)) : [];
  return { wrong, done, notes, gone: new Set(gone).size };
}

/** Rows as a table that a Danish spreadsheet opens; nothing in it is taken for a formula. @param {string[][]} rows */
function table(rows) {
  const field = (/** @type {string} */ text) => `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  return `\ufeff${rows.map((row) => `${row.map(field).join(";")}\r\n`).join("")}`;
}

function startChecklist() {
  const find = (/** @type {string} */ selector, /** @type {ParentNode} */ within = document) => /** @type {any} */ (within.querySelector(selector));
  const desk = makeDesk(find("[data-checklist-page]"));
  const { guide, words, get, tell } = desk;
  const told = (/** @type {string} */ key, /** @type {any[]} */ ...parts) => say(words, `checklist_js_${key}`, ...parts.map(String));
  const attempt = attempting((error) => tell(told("failed", error)));
  const [todo, extra, remember, undo, link, all] = ["todo", "extra", "remember", "undo", "answer", "progress-all"].map((name) => find(`[data-${name}]`));
  const phases = select(document, "ul.checklist").map((list) => {
    const bar = find(`#${list.dataset.progress}`);
    const heading = bar.previousElementSibling;
    return { heading, bar, parts: [list, bar, heading, find(`.md-nav [href="#${heading.id}"]`)?.parentElement], tasks: select(list, "li").map(task) };
  });
  const tasks = phases.flatMap((phase) => phase.tasks);
  /** @type {Answers} */
  let answers = {};
  let found = tailor(guide, answers);
  /** @type {Progress} */
  let before;

  /** @param {HTMLElement} item @returns {Task} */
  function task(item) {
    item.oninput = () => {
      const was = all.textContent;
      show();
      if (all.textContent !== was) desk.announce(all.textContent);
      if (item.hidden) (tasks.slice(tasks.indexOf(own)).concat(tasks).find((one) => !one.item.hidden)?.box ?? todo).focus();
    };
    const id = String(item.dataset.check);
    const own = { id, key: `check:${id}`, item, box: find("input", item), note: find("textarea", item) };
    return own;
  }

  // --- Showing ---

  /** The list for these answers. @param {Answers} next */
  function fitTo(next) {
    answers = Object.assign(Object.create(null), next);
    found = tailor(guide, answers);
    /** @type {Record<string, number>} */
    const count = { out: 0, undecided: 0 };
    for (const { key, item } of tasks) {
      const logic = ruleOf(guide, key);
      const status = STATUS(found.held[key]);
      item.dataset.status = status;
      count[status]++;
      find(".why", item).textContent = reason(found, key, logic, words);
      find(".num", item).textContent = found.numbers[key] ?? "";
      find(".depends", item).textContent = status === "in" ? "" : told(status, depends(found, logic, words));
    }
    desk.announce(find("[data-shown]").textContent = told("shown", tasks.length - count.out, count.out, count.undecided));
    extra.parentElement.hidden = !count.out;
    link.hash = Object.keys(answers).length ? linkOf(guide, answers) : "";
    show();
  }

  /** What is shown, how much of it is done, and the notes as they print; and keep that. */
  function show() {
    for (const { bar, parts, tasks: mine } of phases) {
      for (const { item, box, note } of mine) {
        const out = item.dataset.status === "out";
        item.hidden = (out && !extra.checked) || (todo.checked && box.checked);
        setText(find(".written", item), note.value.trim());
      }
      for (const el of parts) if (el) el.hidden = !extra.checked && mine.every(({ item }) => item.dataset.status === "out");
      progressOf(bar, mine);
    }
    progressOf(all, tasks);
    if (!remember.checked || keep("progress", file())) return;
    remember.checked = false;
    tell(told("cannot_keep"));
  }

  /** @param {HTMLElement} bar @param {Task[]} some */
  function progressOf(bar, some) {
    const counted = some.filter(({ item }) => item.dataset.status !== "out");
    const done = counted.filter(({ box }) => box.checked).length;
    bar.textContent = String(bar.dataset.text).replace("{done}", String(done)).replace("{total}", String(counted.length));
    bar.style.setProperty("--done", String(done / (counted.length || 1)));
  }

  // --- Keeping ---

  /** @returns {Progress} */
  function progress() {
    const noted = tasks.map(({ id, note }) => [id, [...note.value].filter((sign) => !forbidden(sign)).join("")]);
    return {
      answers: canonical(answers),
      done: tasks.filter(({ box }) => box.checked).map(({ id }) => id),
      notes: Object.fromEntries(noted.filter(([, text]) => text.trim())),
    };
  }
  const file = () => `${JSON.stringify({ checklist_progress: 1, content_version: guide.version, ...progress() }, null, 1)}\n`;

  /** @param {Progress} next */
  function restore(next) {
    before = progress();
    undo.hidden = false;
    const { done, notes = {} } = next;
    if (done) {
      for (const { id, box, note } of tasks) {
        box.checked = done.includes(id);
        note.value = notes[id] ?? "";
      }
    }
    fitTo(next.answers);
  }

  /** What is in a file; null where it was refused and said why. @param {File} given
   * @returns {Promise<(Progress & {said: string[]})|null>} */
  async function read(given) {
    let data;
    try {
      data = given.size < 2 ** 20 && parseJson(fromUtf8(new Uint8Array(await given.arrayBuffer())) ?? "");
    } catch {
      // No JSON: perhaps a working copy.
    }
    const ours = isMap(data) && "checklist_progress" in data ? data : null;
    const { wrong, gone, ...ticks } = ours ? readProgress(guide, ours) : { wrong: undefined, gone: 0 };
    if (wrong !== undefined) {
      tell(told("refused", wrong.slice(0, 60)), told("unchanged"));
      return null;
    }
    const inside = ours && JSON.stringify({ content_version: ours.content_version, answers: ours.answers ?? {} });
    const opened = await openFile(desk, inside ? new File([inside], "answers.json") : given);
    return opened && { ...ticks, answers: opened.answers, said: gone ? [...opened.notes, told("gone", gone)] : opened.notes };
  }

  // --- Buttons ---

  /** @param {string} selector @param {(el: HTMLElement) => unknown} run */
  function buttons(selector, run) {
    for (const el of select(document, `button[data-${selector}]`)) el.onclick = () => attempt(() => run(el));
  }

  buttons("profile", async (el) => {
    restore({ answers: await get(`profile.${el.dataset.profile}`) });
    tell(told("profile", el.textContent));
  });
  buttons("download", async (el) => {
    const [form, ...rest] = String(el.dataset.download).split("-");
    if (form === "progress") return save(PROGRESS, file());
    if (form === "csv") return save("checklist.csv", table(rows()));
    const order = { kind: /** @type {const} */ ("checklist"), layout: rest.join("-"), form, copies: [] };
    return save(fileName(order), await writeDocument(found, order, get));
  });

  /** The tasks of the list with what stands at each. */
  function rows() {
    const listed = phases.flatMap(({ heading, tasks: mine }) => mine.filter(({ key }) => found.held[key] !== false).map(({ key, item, box, note }) => {
      const [phase, place] = found.numbers[key].split(".");
      const texts = ["label", ".owner", ".effort", ".evidence"].map((part) => find(part, item).lastChild.textContent.trim());
      return [`${phase}. ${heading.textContent}`, place, ...texts, box.checked ? say(words, "yes") : "", note.value];
    }));
    return [told("columns").split(";"), ...listed];
  }

  takeFiles(document.body, (given) => attempt(async () => {
    const opened = await read(given);
    if (!opened) return;
    restore(opened);
    tell(told("opened", given.name.slice(0, 80)), ...opened.said);
  }));
  buttons("undo", () => restore(before));
  todo.onchange = extra.onchange = show;
  remember.disabled = !canKeep();
  if (remember.disabled) find("[data-blocked]").textContent = told("cannot_keep");
  remember.onchange = () => (remember.checked ? show() : forget());
  buttons("forget", () => {
    forget();
    remember.checked = false;
    restore({ answers: {}, done: [] });
    tell(told("forgotten"));
  });

  // --- Begin ---

  document.body.classList.add("js");
  fitTo(answers);
  attempt(begin);
  window.addEventListener("hashchange", () => fromLink());

  /** Ticks and notes as this computer remembers them; answers from the address, else as the builder keeps them. */
  async function begin() {
    const [ticks, own] = await Promise.all([kept("progress"), kept("answers")].map((text) => text && read(new File([text], "kept.json"))));
    remember.checked = !!ticks;
    const opened = own || ticks;
    if (opened) restore({ ...ticks, answers: opened.answers });
    if (opened && opened.said.length) tell(...opened.said);
    undo.hidden = !fromLink(own ? own.answers : undefined) || !own;
    find(".tailoring details").open = !Object.keys(answers).length;
    if (find("li[hidden] h3:target")) extra.click();
  }

  /** Whether the address carried choices. The answers kept here say the same and more where it was made from them.
   * @param {Answers} [own] */
  function fromLink(own) {
    const fragment = location.hash.slice(1);
    const given = readLink(guide, fragment);
    if (!given) return false;
    window.history.replaceState(null, "", location.pathname + location.search);
    const some = Object.keys(given.answers).length > 0;
    if (some) restore({ answers: own && linkOf(guide, own) === fragment ? own : given.answers });
    if (given.lost) tell(told(some ? "link_partly" : "link_broken", given.lost));
    return some;
  }
}
