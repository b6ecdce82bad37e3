/* The builder page: answers in, agreement out. */

function startBuilder() {
  const root = /** @type {HTMLElement} */ (document.querySelector("[data-builder]"));
  const desk = makeDesk(root);
  const { guide, words, get, tell, told } = desk;
  const attempt = attempting((error) => tell(told("failed", error)));
  const agreement = /** @type {HTMLElement} */ (document.getElementById("agreement"));
  const first = /** @type {HTMLElement} */ (agreement.firstElementChild);
  /** @type {Record<string, {article: HTMLElement, live: Live, words: Record<string, Words>}>} */
  const lives = { [words.language]: { article: first, live: makeLive(first, [words]), words: { [words.language]: words } } };
  let layout = String(words.language);
  let found = tailor(guide, Object.create(null));

  const history = makeHistory(changed);
  const form = makeForm(root, guide, words, (id, raw) => {
    const next = Object.assign(Object.create(null), history.answers);
    if (raw === undefined) delete next[id];
    else next[id] = raw;
    history.set(next, id);
  });
  const notes = makeNotes(desk, (id) => form.focus(id));

  /** Answers from elsewhere: what was typed and could not be used goes too. @param {Answers} answers */
  function replace(answers) {
    form.clear();
    history.set(answers);
  }

  /** @param {Answers} answers */
  function changed(answers) {
    const before = found;
    tell();
    found = tailor(guide, answers);
    form.show(found, answers);
    notes.show(found);
    showAgreement();
    desk.announce(difference(told, before, found));
    if (remember.checked && !keep("answers", answerFile(guide, answers))) tell(told("cannot_keep"));
    undo.ariaDisabled = String(!history.canUndo());
    redo.ariaDisabled = String(!history.canRedo());
    const some = Object.keys(answers).length > 0;
    for (const link of carrying) link.href = link.href.split("#")[0] + (some ? `#${linkOf(guide, answers)}` : "");
    unsaved = some && !remember.checked;
  }

  function showAgreement() {
    const { live, words: spoken } = lives[layout];
    live.update(found, layoutValues(found, spoken, {}, layout));
  }

  // --- Buttons ---

  const undo = button("[data-undo]", () => history.undo());
  const redo = button("[data-redo]", () => history.redo());
  const remember = /** @type {HTMLInputElement} */ (root.querySelector("[data-remember]"));
  const final = /** @type {HTMLInputElement} */ (root.querySelector("[name=final]"));
  const carrying = /** @type {HTMLAnchorElement[]} */ (select(document, "[data-checklist], a.language"));
  let unsaved = false;
  window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());

  /** @param {string} selector @param {(el: HTMLButtonElement) => unknown} run */
  function button(selector, run) {
    const all = select(document, selector);
    for (const el of all) el.addEventListener("click", () => attempt(() => run(/** @type {HTMLButtonElement} */ (el))));
    return /** @type {HTMLButtonElement} */ (all[0]);
  }

  button("[data-profile]", async (el) => {
    if (Object.keys(history.answers).length && !confirm(told("replace"))) return;
    replace(Object.assign(Object.create(null), await get(`profile.${el.dataset.profile}`)));
    tell(told("profile_used"));
    form.view("form");
  });
  button("[data-suggest-all]", () => {
    const next = { ...history.answers };
    for (const id of found.open.sla) if (guide.fillIns[id]?.clause) next[id] ??= suggested(guide.fillIns[id], found.env) ?? null;
    replace(checkAnswers(guide, next).answers);
  });
  takeFiles(document.body, (file) => attempt(async () => {
    const opened = await openFile(desk, file);
    if (!opened) return;
    replace(opened.answers);
    tell(told("opened", file.name.slice(0, 80)), ...opened.notes);
  }));
  for (const el of select(root, "[name=shown_language]")) {
    el.addEventListener("change", () => attempt(() => choose(/** @type {HTMLInputElement} */ (el).value)));
  }

  /** Show the agreement in another language. @param {string} chosen */
  async function choose(chosen) {
    if (!lives[chosen]) {
      const spoken = await layoutWords(chosen, get);
      const article = /** @type {HTMLElement} */ (nodes(await get(`live.${chosen}`))[0]);
      prepare(article);
      lives[chosen] = { article, live: makeLive(article, Object.values(spoken)), words: spoken };
    }
    layout = chosen;
    agreement.replaceChildren(lives[chosen].article);
    showAgreement();
  }

  // --- Getting and keeping ---

  button("[data-download]", async (el) => {
    const what = el.dataset.download ?? "";
    const copies = what === "answers" ? [what] : orderedCopies();
    if (!copies) return undefined;
    if (copies.includes("answers")) unsaved = false;
    if (what === "answers") return save("answers.json", answerFile(guide, history.answers));
    if (what === "zip") return save("sla.zip", await everything(copies));
    const [form, ...layout] = what.split("-");
    /** @type {Order} */
    const order = { kind: "sla", layout: layout.join("-"), form, copies };
    return save(fileName(order), await writeDocument(found, order, get));
  });

  /** What the copy carries; null where a final one cannot be made yet. */
  function orderedCopies() {
    const chosen = /** @type {HTMLInputElement} */ (root.querySelector("[name=copy]:checked")).value;
    const copies = chosen === "keep" ? ["answers"] : chosen === "guidance" ? ["guidance"] : [];
    if (!final.checked) return copies;
    const broken = breaches(found);
    if (!found.open.sla.length && !broken.length) return [...copies, "final"];
    tell(told("not_final", String(found.open.sla.length + broken.length)));
    return null;
  }

  /** Every document in every language and format, and the answers, as one archive. @param {string[]} copies */
  async function everything(copies) {
    const entries = [{ name: "answers.json", bytes: utf8(answerFile(guide, history.answers)) }];
    for (const kind of /** @type {Kind[]} */ (["sla", "checklist"])) {
      const carries = kind === "sla" ? copies : copies.filter((copy) => copy === "answers");
      for (const layout of LAYOUTS) {
        for (const form of FORMS) {
          const order = { kind, layout, form, copies: carries };
          entries.push({ name: fileName(order), bytes: await writeDocument(found, order, get) });
        }
      }
    }
    return zip(entries, deflateRaw);
  }

  button("[data-link]", async () => {
    const address = `${location.href.split("#")[0]}#${linkOf(guide, history.answers)}`;
    await navigator.clipboard.writeText(address);
    tell(told("link_copied"));
  });
  remember.addEventListener("change", () => {
    unsaved = !remember.checked;
    if (!remember.checked) forget();
    else if (!keep("answers", answerFile(guide, history.answers))) {
      remember.checked = false;
      tell(told("cannot_keep"));
    }
  });
  button("[data-forget]", () => {
    if (!confirm(told("forget_all"))) return;
    forget();
    remember.checked = false;
    replace(Object.create(null));
    tell(told("forgotten"));
  });
  remember.disabled = !canKeep();

  // --- Why a clause is there ---

  const why = /** @type {HTMLDialogElement} */ (document.getElementById("why"));
  button("#why [data-close]", () => why.close());

  /** A button at each clause; placeholders lead to their question. @param {HTMLElement} article */
  function prepare(article) {
    for (const el of select(article, "[data-clause] > h3")) {
      const label = told("why_clause");
      el.append(" ", make("button", { type: "button", className: "why no-print" }, label));
    }
  }
  agreement.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const slot = target.closest("mark[data-f]");
    const clause = target.closest("[data-clause]");
    if (slot) {
      const id = /** @type {HTMLElement} */ (slot).dataset.f?.replace("en:", "") ?? "";
      form.focus(guide.calculated[id] ? firstOpen(id) : id);
    } else if (clause && !target.closest("a")) attempt(() => explain(/** @type {HTMLElement} */ (clause)));
  });

  /** The question behind a calculated value. @param {string} name */
  const firstOpen = (name) => unanswered(guide, found.env, name)[0] ?? answersBehind(found, name)[0];

  /** @param {HTMLElement} clause */
  async function explain(clause) {
    const id = clause.dataset.clause ?? "";
    const guidance = await get(`why.${words.language}`);
    const key = `clause:${id}`;
    const title = Object.hasOwn(words.clause, id) ? words.clause[id] : told("special");
    setText(/** @type {HTMLElement} */ (why.querySelector("h2")), title);
    const text = key in found.held ? [make("p", { className: "lead" }, reason(found, key, ruleOf(guide, key), words))] : [];
    why.querySelector("[data-text]")?.replaceChildren(...text, ...nodes(guidance[id] ?? ""));
    why.showModal();
  }

  // --- Begin ---

  prepare(first);
  document.documentElement.classList.add("builder-js");
  for (const el of select(document, "[data-builder], [data-builder-start]")) el.classList.add("js");
  changed(history.answers);
  // Once everything has been laid out its size is known, and what is off the screen can be left out from then on.
  setTimeout(() => document.documentElement.classList.add("laid-out"), 500);
  attempt(begin);
  window.addEventListener("hashchange", () => fromLink());

  /** What this computer remembers; what a link carries comes on top of it. */
  async function begin() {
    const text = kept("answers");
    const opened = text === null ? null : await openFile(desk, new File([text], "answers.json"));
    if (opened) {
      remember.checked = true;
      replace(opened.answers);
      tell(...opened.notes);
    }
    fromLink();
  }

  /** Choices from the address. They are not remembered in the place of those that are. */
  function fromLink() {
    const fragment = location.hash.slice(1);
    const profile = fragment.startsWith("profile=") && document.getElementById(fragment);
    const given = readLink(guide, fragment);
    if (!profile && !given) return;
    window.history.replaceState(null, "", location.pathname + location.search);
    if (!given) return profile && profile.click();
    if (fragment === linkOf(guide, history.answers)) return;
    if (given.lost && !Object.keys(given.answers).length) return tell(told("link_broken"));
    remember.checked = false;
    replace(given.answers);
    tell(told(given.lost ? "link_partly" : "link_used", String(given.lost)));
  }
}

/** "3 clauses added, 1 removed", or nothing. @param {Desk["told"]} told @param {Tailored} before @param {Tailored} after */
function difference(told, before, after) {
  const clauses = Object.keys(after.held).filter((key) => key.startsWith("clause:"));
  const added = clauses.filter((key) => after.held[key] !== false && before.held[key] === false).length;
  const gone = clauses.filter((key) => after.held[key] === false && before.held[key] !== false).length;
  /** @param {string} what @param {number} n */
  const some = (what, n) => (n ? [told(`${what}_${n > 1 ? "other" : "one"}`, String(n))] : []);
  return [...some("added", added), ...some("removed", gone)].join(", ");
}
