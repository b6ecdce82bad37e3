/* The document on the page: shows, hides and fills what generator/live.py marked, and touches only what changed. */

/** @typedef {{el: HTMLElement, key: string, more: string[], up: number, on: boolean, seen: boolean}} Part */
/** @typedef {{update: (found: Tailored, value: (name: string) => string) => void}} Live */

/** @param {HTMLElement} article @param {Words[]} languages of its columns @returns {Live} */
function makeLive(article, languages) {
  const places = new Map();
  /** @type {Part[]} */
  const parts = select(article, "[data-b]").map((el, i) => {
    const up = places.get(el.parentElement?.closest("[data-b]")) ?? -1;
    places.set(el, i);
    const [key, ...more] = (el.dataset.b ?? "").split(" ");
    return { el, key, more, up, on: !el.hidden, seen: true };
  });
  // Names are put together once: this runs at every key.
  /** @type {Map<string, {el: HTMLElement, key: string, mark: string, depends: string}>} */
  const markable = new Map();
  for (const { el, key: own, more } of parts) {
    for (const key of [own, ...more]) {
      if (!markable.has(key) && !el.closest("nav")) markable.set(key, { el, key, mark: `mark:${key}`, depends: `depends.${key}` });
    }
  }
  /** @param {HTMLElement} el */
  const inside = (el) => places.get(el.closest("[data-b]")) ?? -1;
  const slots = select(article, "[data-s]").map((el) => ({ el, name: el.dataset.s ?? "", up: inside(el), text: el.textContent ?? "" }));
  const fills = select(article, "[data-f]").map((el) => {
    const name = el.dataset.f ?? "";
    const id = name.replace("en:", "");
    return { el, name, key: `filled:${id}`, placeholder: name.replace(id, `placeholder.${id}`), up: inside(el), text: "" };
  });
  const labelled = select(article, "[data-a]").map((el) => ({ el, up: inside(el), pairs: (el.dataset.a ?? "").split(" ").map((pair) => pair.split("=")) }));
  /** @type {Map<string, {els: HTMLElement[], waits: string}>} */
  const marks = new Map();

  /** @param {number} up */
  const seen = (up) => up < 0 || parts[up].seen;

  return {
    update(found, value) {
      const shown = shownIn(found, "sla", []);
      for (const part of parts) {
        const on = shown.has(part.key) && (!part.more.length || part.more.every((key) => shown.has(key)));
        if (on !== part.on) part.el.hidden = !on;
        part.on = on;
        part.seen = on && seen(part.up);
      }
      for (const slot of slots) {
        if (!seen(slot.up)) continue;
        const text = value(slot.name);
        if (text !== slot.text) setText(slot.el, (slot.text = text));
      }
      for (const fill of fills) {
        if (!seen(fill.up)) continue;
        const blank = !shown.has(fill.key);
        const text = value(blank ? fill.placeholder : fill.name);
        if (text + blank === fill.text) continue;
        fill.text = text + blank;
        fill.el.className = blank ? "blank" : "";
        setText(fill.el, text);
      }
      for (const { el, up, pairs } of labelled) {
        if (!seen(up)) continue;
        for (const [name, slot] of pairs) if (el.getAttribute(name) !== value(slot)) el.setAttribute(name, value(slot));
      }
      for (const [key, mark] of marks) if (!shown.has(`mark:${key}`)) unmark(key, mark);
      for (const { key, el, mark, depends } of markable.values()) if (shown.has(mark)) setMark(key, el, value(depends), value);
    },
  };

  /** @param {string} key @param {{els: HTMLElement[], waits: string}} mark */
  function unmark(key, mark) {
    for (const el of mark.els) el.remove();
    marks.delete(key);
  }

  /** Says at an undecided part what it waits for. @param {string} key @param {HTMLElement} el @param {string} waits
   * @param {(name: string) => string} value */
  function setMark(key, el, waits, value) {
    const old = marks.get(key);
    if (old?.waits === waits) return;
    if (old) unmark(key, old);
    const texts = languages.map((words, i) => say(words, "undecided_mark", i ? value(`en:depends.${key}`) : waits));
    marks.set(key, { waits, els: el.tagName === "TR" ? markRow(el, texts) : [markBlock(el, texts)] });
  }

  /** In a table the mark stands in brackets before the words of the first cell. @param {HTMLElement} row
   * @param {string[]} texts */
  function markRow(row, texts) {
    const cell = /** @type {HTMLElement} */ (row.firstElementChild);
    const sides = select(cell, ":scope > .side");
    return (sides.length ? sides : [cell]).map((side, i) => {
      const mark = make("mark", { className: "blank" }, `[${texts[i]}]`);
      const spaced = make("span", {}, mark, " ");
      side.prepend(spaced);
      return spaced;
    });
  }

  /** @param {HTMLElement} el @param {string[]} texts */
  function markBlock(el, texts) {
    const both = texts.length > 1;
    const inner = both ? texts.flatMap((text, i) => [make("span", { lang: languages[i].language }, text), " "]) : texts;
    const mark = make("p", { className: both ? "undecided-note pair" : "undecided-note" }, ...inner);
    if (el.tagName === "LI") el.prepend(mark);
    else if (el.tagName === "SECTION") el.querySelector("h3")?.after(mark);
    else el.before(mark);
    return mark;
  }
}
