/* What both pages with answers have in common: the data of the guide, the answers and their history, files in and out. */

/** @typedef {{answers: Answers, set: (next: Answers, id?: string) => void, undo: () => void, redo: () => void,
 *   canUndo: () => boolean, canRedo: () => boolean}} Past */

/** Answers and what they were before. Typing in one place is one step. @param {(answers: Answers) => void} changed
 * @returns {Past} */
function makeHistory(changed) {
  /** @type {Answers[]} */
  let past = [];
  /** @type {Answers[]} */
  let future = [];
  let last = "";
  let time = 0;
  /** @type {Past} */
  const history = {
    answers: Object.create(null),
    set(next, id = "") {
      const now = Date.now();
      if (!id || id !== last || now - time > 2000) past = [...past.slice(-199), history.answers];
      [last, time, future] = [id, now, []];
      show(next);
    },
    undo() {
      const before = past.pop();
      if (before) [future, last] = [[...future, history.answers], ""];
      if (before) show(before);
    },
    redo() {
      const next = future.pop();
      if (next) [past, last] = [[...past, history.answers], ""];
      if (next) show(next);
    },
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
  };
  /** @param {Answers} next */
  function show(next) {
    history.answers = next;
    changed(next);
  }
  return history;
}

/** @typedef {{guide: Guide, words: Words, get: (name: string) => Promise<any>, tell: (...lines: string[]) => void,
 *   announce: (text: string) => void, told: (key: string, ...parts: string[]) => string}} Desk */

/** @param {HTMLElement} root @returns {Desk} */
function makeDesk(root) {
  const data = (/** @type {string} */ id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");
  const guide = data("guide-data");
  const words = data("guide-words");
  receiveFiles();
  const message = /** @type {HTMLElement} */ (document.getElementById("message"));
  const status = /** @type {HTMLElement} */ (document.getElementById("announce"));
  /** What the page itself says. @param {string} key @param {...string} parts */
  const told = (key, ...parts) => say(words, `builder_${key}`, ...parts);
  return {
    guide,
    words,
    told,
    get: (name) => (name === `words.${words.language}` ? Promise.resolve(words) : load(root.dataset.base ?? "", name)),
    announce: (text) => setText(status, text),
    tell(...texts) {
      if (!texts.length) return message.replaceChildren();
      const before = /** @type {HTMLElement} */ (document.activeElement);
      const onclick = () => {
        message.replaceChildren();
        before.focus();
      };
      const close = make("button", { type: "button", className: "button button--quiet", onclick }, told("close"));
      message.replaceChildren(...texts.map((text) => make("p", {}, text)), make("p", {}, close));
    },
  };
}

/** Runs what may fail; what failed is said, whatever it is. @param {(error: string) => void} say
 * @returns {(run: () => unknown) => Promise<void>} */
function attempting(say) {
  return async (run) => {
    try {
      await run();
    } catch (error) {
      say(String(error));
    }
  };
}

/** Answers from a file, and what to say about them. @param {Desk} desk @param {File} file
 * @returns {Promise<{answers: Answers, notes: string[]}|null>} null where it was refused and said why */
async function openFile({ guide, words, get, tell, told }, file) {
  try {
    if (file.size > 20 * 2 ** 20) throw new OpenFault("large");
    const found = await extractAnswers(new Uint8Array(await file.arrayBuffer()), file.name);
    const fitted = fit(guide, await get("basis"), found.data, found.kind === "copy");
    return { answers: fitted.answers, notes: fittedNotes(guide, words, told, fitted) };
  } catch (error) {
    const { code = "damaged", faults = [] } = /** @type {{code?: string, faults?: Fault[]}} */ (error);
    const said = faults.slice(0, 5).map((fault) => faultWords(guide, words, fault));
    const more = faults.length > 5 ? [told("more_faults", String(faults.length - 5))] : [];
    const first = faults.length ? "open_refused" : words.ui[`builder_open_${code}`] ? `open_${code}` : "open_damaged";
    tell(told(first), ...said, ...more, told("open_unchanged"));
    return null;
  }
}

/** @param {Guide} guide @param {Words} words @param {Desk["told"]} told @param {Fitted} fitted */
function fittedNotes(guide, words, told, { version, left, changed }) {
  const named = changed.slice(0, 8).map((key) => {
    const [kind, name] = key.split(":");
    return (kind === "clause" ? words.clause[name] : kind === "kpi" ? words.kpi[name] : words.label[name]) ?? name;
  });
  return [
    ...(version ? [told("older", version, guide.version)] : []),
    ...(changed.length ? [told("changed", String(changed.length), named.join("; "))] : []),
    ...left.map((fault) => told("left_out", faultWords(guide, words, fault))),
  ];
}

/** Hand a file to the user. @param {string} name @param {Uint8Array|string} content */
function save(name, content) {
  // No type: the ending of the name says it all, and no browser shows what it should save.
  const href = URL.createObjectURL(new Blob([/** @type {BlobPart} */ (content)]));
  const link = make("a", { href, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}

/** A file by picker or by drag and drop. @param {HTMLElement} within @param {(file: File) => void} onFile */
function takeFiles(within, onFile) {
  const picker = /** @type {HTMLInputElement} */ (within.querySelector("input[type=file]"));
  within.querySelector("[data-open]")?.addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    if (picker.files?.[0]) onFile(picker.files[0]);
    picker.value = "";
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer?.files[0]) onFile(event.dataTransfer.files[0]);
  });
}
