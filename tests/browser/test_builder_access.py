"""The builder page for everybody: by keyboard, at 400 % zoom, in other colours, on paper, without scripts."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from generator.model import LAYOUTS, Guide, Language
from generator.render import Renderer
from tests.browser.builder import Desk, contents
from tests.browser.test_pages import WCAG, WIDTHS
from tests.conftest import tool
from tests.helpers import folded

pytestmark = pytest.mark.browser

PROFILE = "bookkeeping-philippines"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
VIEWS = ("form", "document", "get")
LANGUAGES: dict[Language, str] = {"da": "Afhænger af ", "en": "Depends on "}


@pytest.fixture(params=[*WIDTHS])
def desk(browser: Browser, site: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    width, height = WIDTHS[request.param]
    found = Desk(browser, site, viewport={"width": width, "height": height}, reduced_motion="reduce")
    yield found
    assert found.wrong == []
    found.context.close()


def restyle(page: Page, css: str) -> None:
    """A style of the reader's own. The page's policy refuses an inserted style sheet, not one made by a script."""
    page.evaluate(
        """(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
             document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }""",
        css,
    )


def unroll(page: Page) -> None:
    """Everything is laid out and nothing lies over anything: axe judges only what it can see."""
    restyle(
        page,
        """.builder.js #agreement .clause, .builder.js .question { content-visibility: visible !important }
        .md-typeset .builder.js > :is(.builder__form, .builder__document) { height: auto !important }
        .md-typeset .builder.js :is(.builder__bar, .steps-nav) { position: static !important }""",
    )


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('.builder details').forEach((el) => { el.open = true; })")
    page.wait_for_timeout(50)


def show(page: Page, view: str) -> None:
    """A view, if only one is seen at a time."""
    button = page.locator(f"button[data-view={view}]")
    if button.is_visible():
        button.click()


def violations(page: Page, without: str = "", within: str = "", **options: Any) -> list[str]:
    """What axe finds; in dark it looks at the colours alone."""
    wrong = []
    where = {key: [[one]] for key, one in (("include", within), ("exclude", without)) if one}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        only = WCAG if scheme == "light" else {"runOnly": ["color-contrast"]}
        told = {**only, "preload": False, "resultTypes": ["violations"], **options}
        found = Axe().run(page, where or None, told).response
        assert found["passes"], "axe did not run"
        for hit in found["violations"]:
            wrong.append(f"{scheme} {hit['id']}: {[node['target'] for node in hit['nodes'][:3]]}")
    page.emulate_media(color_scheme="light")
    return wrong


# --- axe ------------------------------------------------------------------------------------------

LONG = "#agreement .clause:nth-of-type(n+3)"
"""Of the agreement beside the form the first clauses are enough: on the phone it has a view of its own."""


def looked_at(page: Page, views: tuple[str, ...]) -> dict[str, list[str]]:
    """What is wrong by view; on a wide screen all is seen at once."""
    found = {}
    for view in views if page.locator(".views").is_visible() else ("all",):
        if view != "all":
            page.locator(f"button[data-view={view}]").click()
        found[view] = violations(page, "" if view == "document" else LONG)
    return {view: wrong for view, wrong in found.items() if wrong}


def test_empty(desk: Desk) -> None:
    page = desk.go()
    unroll(page)
    assert looked_at(page, ("form",)) == {}


def test_half_filled(desk: Desk) -> None:
    page = desk.go()
    page.locator(f"[data-profile={PROFILE}]").click()
    page.wait_for_selector("#message p")
    page.evaluate("document.querySelector('[name=criticality][value=\"\"]').click()")
    assert page.locator("#q-criticality .state").text_content() == "ikke afgjort endnu"
    unroll(page)
    open_all(page)
    assert looked_at(page, VIEWS) == {}


def test_in_error(desk: Desk) -> None:
    page = desk.go()
    desk.open("x.json", "{}")
    assert desk.said()
    page.evaluate("""document.querySelector(`.steps-nav a[href="#${
        document.querySelector("[name=monthly_fee]").closest(".step").id}"]`).click()""")
    fee = page.locator("[name=monthly_fee]")
    fee.fill("abc")
    fee.press("Tab")
    assert page.locator("#q-monthly-fee .fault").is_visible()
    assert fee.get_attribute("aria-invalid") == "true"
    unroll(page)
    assert violations(page, "#agreement") == []
    show(page, "document")
    page.locator("#agreement button.why").first.click()
    page.wait_for_selector("#why[open] p")
    assert violations(page, within="#why") == []


def test_what_is_wrong_is_seen(browser: Browser, site: Path) -> None:
    """The same look at a page with three faults put into it."""
    found = Desk(browser, site, viewport={"width": 390, "height": 844})
    page = found.go()
    unroll(page)
    restyle(page, ".md-typeset .builder .question .hint { color: #aaa !important }")
    page.evaluate(
        """document.querySelector("button[data-view=get]").textContent = "";
           document.querySelector("#q-company-size").setAttribute("role", "nothing");"""
    )
    assert {line.split(" ")[1] for line in violations(page, LONG)} == {"color-contrast:", "button-name:", "aria-roles:"}
    found.context.close()


# --- By keyboard ----------------------------------------------------------------------------------

STOP = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  const el = document.activeElement;
  const moved = el !== globalThis.stop, name = el.id || el.name || el.className || el.textContent.trim().slice(0, 30);
  globalThis.stop = el;
  if (!el || el === document.body || el === document.documentElement) return { name: "", at: "lost" };
  const style = getComputedStyle(el);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return { name, at: "without a frame" };
  // Where the focus arrives, a part of the element in the window lies on top. What a key then does may move the page.
  if (!moved) return { name, at: "" };
  // The window may need some frames to get there.
  for (let frames = 0; frames < 20; frames++) {
    for (const box of el.getClientRects()) {
      const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
      const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
      if (left >= right || top >= bottom) continue;
      for (const [x, y] of [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9], [0.5, 0.05], [0.5, 0.95]]) {
        const hit = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
        if (hit && (el.contains(hit) || hit.closest("label")?.control === el)) return { name, at: "" };
      }
    }
    await frame();
  }
  return { name, at: "covered" };
}"""


class Keys:
    """A user with a keyboard and no mouse. At every stop the focus must be somewhere, seen, and not covered."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        self.stops = 0

    def look(self, after: str) -> None:
        stop = self.page.evaluate(STOP)
        self.stops += 1
        if stop["at"]:
            self.wrong.append(f"{stop['name']} {stop['at']} after {after}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.look(f"{' '.join(keys)} (stop {self.stops})")

    def is_at(self, selector: str) -> bool:
        return bool(self.page.evaluate("(s) => document.activeElement.matches(s)", selector))

    def to(self, selector: str, key: str = "Tab", most: int = 150) -> Locator:
        """Go on until there."""
        for _ in range(most):
            if self.is_at(selector):
                return self.page.locator(":focus")
            self.press(key)
        raise AssertionError(f"{selector} is not reached by {key}: {self.wrong}")


def flow(desk: Desk, guide: Guide) -> list[str]:
    """From the start of the page to a Word file."""
    page = desk.go()
    keys = Keys(page)
    keys.press("Tab")
    assert keys.is_at(".md-skip")
    page.keyboard.press("Enter")
    keys.to(f"[data-profile={PROFILE}]")
    keys.press("Enter")
    page.wait_for_selector("#message p")
    keys.to("#message button")
    keys.press("Enter")
    keys.to("[name=company_size]")
    before = page.locator(":focus").get_attribute("value")
    keys.press("ArrowDown")
    after = page.locator("[name=company_size]:checked").get_attribute("value")
    assert keys.is_at("[name=company_size]") and after != before
    money = page.locator(".step:has([name=monthly_fee])").get_attribute("data-step")
    narrow = page.locator(".views").is_visible()
    for _ in range(8):
        if not narrow or keys.is_at(f"[data-step={money}] *"):
            break
        keys.to("[data-next]")
        keys.press("Enter")
    keys.to("[name=monthly_fee]", most=900)
    page.keyboard.type("4500")
    keys.press("Tab")
    assert page.locator("[name=monthly_fee]").input_value() == ("4.500" if "/da/" in page.url else "4,500")
    question = keys.to(".suggest").get_attribute("data-suggest")
    keys.press("Enter")
    assert keys.is_at(f"[data-question={question}] *") and page.locator(f"[data-suggest={question}]").is_hidden()
    keys.to("details.why > summary")
    keys.press("Enter")
    assert page.locator("details.why[open] p").first.is_visible()
    if narrow:
        keys.to("button[data-view=document]", "Shift+Tab")
        keys.press("Enter")
        assert page.locator("#agreement").is_visible() and page.locator("#ask").is_hidden()
    keys.to("#agreement button.why", most=900)
    why = page.locator(":focus")
    clause = why.evaluate("(el) => el.closest('[data-clause]').id")
    page.keyboard.press("Enter")
    page.wait_for_selector("#why[open] p")
    keys.look("opening the dialog")
    assert keys.is_at("#why *, #why")
    keys.press("Escape")
    assert page.locator("#why").is_hidden() and keys.is_at(f"#{clause} button.why")
    keys.to("[name=shown_language]", "Shift+Tab", most=900)
    keys.press("ArrowDown")
    page.wait_for_selector("#agreement article[lang=en]")
    keys.look("another language")
    keys.to("button[data-view=get]" if narrow else ".to-get", "Shift+Tab" if narrow else "Tab")
    keys.press("Enter")
    button = keys.to("[data-download^=docx-en]", most=900)
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    keys.look("the download")
    assert button.is_visible()
    document = contents(Path(waiting.value.path()).read_bytes())["word/document.xml"].decode()
    assert "4,500" in document and guide.clauses[0].title.en in document
    return keys.wrong


@pytest.mark.parametrize("size", [(1280, 900), (390, 844), (320, 256)], ids=["desktop", "phone", "zoomed"])
def test_the_whole_flow_by_keyboard(browser: Browser, site: Path, renderer: Renderer, size: tuple[int, int]) -> None:
    """320×256 is a window of 1280×1024 at 400 %."""
    found = Desk(browser, site, viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    assert flow(found, renderer.project.guide) == []
    assert found.wrong == []
    found.context.close()


def test_the_focus_outlives_the_button(browser: Browser, site: Path) -> None:
    """Buttons that go away or rest when they are pressed hand the focus on."""
    found = Desk(browser, site, reduced_motion="reduce")
    page = found.go()
    lost = []

    def press(selector: str) -> None:
        page.locator(selector).first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(50)
        if page.evaluate("document.activeElement === document.body"):
            lost.append(selector)

    page.evaluate("document.querySelectorAll('#ask details').forEach((el) => { el.open = true; })")
    for selector in (
        "[data-suggest-kpi=S01]",
        "[data-suggest-kpis]",
        "[data-question=core_team] [data-add-row]",
        "[data-question=core_team] [data-delete-row]",
        "[data-undo]",
        "[data-undo]",
        "[data-redo]",
        "[data-redo]",
    ):
        press(selector)
    page.on("dialog", lambda dialog: dialog.accept())
    press("[data-forget]")
    press("#message button")
    assert lost == []
    found.context.close()


def test_a_lost_and_an_unseen_focus_are_seen(browser: Browser, site: Path) -> None:
    found = Desk(browser, site, viewport={"width": 390, "height": 844})
    page = found.go()
    keys = Keys(page)
    page.evaluate("document.activeElement.blur()")
    keys.look("nothing")
    restyle(page, "[data-profile]:focus-visible { outline: 0 !important }")
    keys.to("[data-profile]")
    restyle(page, ".site-header { position: fixed !important; inset: 0; height: 100vh; z-index: 9 }")
    keys.to("[data-open]")
    assert [line.partition(" after ")[0] for line in keys.wrong[:2]] == [
        " lost",
        "profile=bookkeeping-philippines without a frame",
    ]
    assert keys.wrong[-1].partition(" after ")[0] == "button button--quiet covered"
    found.context.close()


# --- Small windows, other spacing, other colours --------------------------------------------------


@pytest.mark.parametrize("size", [(320, 256), (320, 640), (844, 390), (1280, 400)])
def test_small_windows(browser: Browser, site: Path, size: tuple[int, int]) -> None:
    """Nothing is wider than the window, what stays on top leaves room, and what is tapped is large enough."""
    found = Desk(browser, site, viewport={"width": size[0], "height": size[1]})
    page = found.go()
    wrong = {}
    page.evaluate(f"document.querySelector('[data-profile={PROFILE}]').click()")
    page.wait_for_selector("#message p")
    page.evaluate("document.querySelector('#message button').click()")
    open_all(page)
    steps = page.locator(".steps-nav a").count() if page.locator(".views").is_visible() else 1
    for view in VIEWS:
        show(page, view)
        for step in range(steps if view == "form" else 1):
            page.evaluate("(i) => document.querySelectorAll('.steps-nav a')[i].click()", step)
            show(page, view)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong[f"{view} {step}"] = "wider than the window"
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
        covered = page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter((el) =>
                 ["sticky", "fixed"].includes(getComputedStyle(el).position) && !el.matches(".md-skip, .md-skip *"))
                 .reduce((sum, el) => { const box = el.getBoundingClientRect();
                   return sum + (box.width > innerWidth / 2 ? Math.max(0, Math.min(box.bottom, innerHeight)
                     - Math.max(box.top, 0)) : 0); }, 0) / innerHeight"""
        )
        if covered > 1 / 3:
            wrong[view] = f"{covered:.2f} of the height is covered"
    unroll(page)
    for view in VIEWS:
        show(page, view)
        wrong.update(dict.fromkeys(violations(page, runOnly=["target-size"]), view))
    assert wrong == {}
    found.context.close()


SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""
CUT = """() => [...document.querySelectorAll(
    ".builder :is(button, .button, summary, legend, label, th, td, .state), .start button")]
  .filter((el) => el.checkVisibility() && !el.matches(".sr-only *, .stack thead *"))
  .filter((el) => el.getBoundingClientRect().width > 1)
  .filter((el) => {
    const box = el.getBoundingClientRect(), walk = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
    if (box.right > innerWidth + 1) return true;
    while (walk.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(walk.currentNode);
      if (walk.currentNode.parentElement.closest(".sr-only, option") || !walk.currentNode.data.trim()) continue;
      for (const text of range.getClientRects()) {
        if (text.right > box.right + 1 || text.left < box.left - 1) return true;
        if (text.bottom > box.bottom + 4 || text.top < box.top - 4) return true;
      }
    }
    return false;
  })
  .map((el) => `${el.className || el.tagName}: ${el.textContent.trim().slice(0, 40)}`)"""


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_text_is_cut_off_when_spaced(browser: Browser, site: Path, language: str) -> None:
    """WCAG 1.4.12."""
    found = Desk(browser, site, language, viewport={"width": 390, "height": 844})
    page = found.go()
    unroll(page)
    open_all(page)
    restyle(page, SPACED)
    wrong = {}
    for view in VIEWS:
        show(page, view)
        cut = page.evaluate(CUT)
        if cut or page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[view] = cut or ["wider than the window"]
    assert wrong == {}
    restyle(page, "[data-view=get] { white-space: nowrap; padding: 0 3rem !important; overflow: hidden }")
    assert page.evaluate(CUT), "the test sees what is cut off"
    found.context.close()


LOOK = """(el) => { const s = getComputedStyle(el); return ["borderTop", "borderLeft", "borderBottom", "outline"]
  .map((edge) => `${s[edge + "Style"]} ${s[edge + "Width"]}`).concat(s.textDecorationLine, s.fontWeight).join("|"); }"""


def test_without_colours_of_our_own(browser: Browser, site: Path) -> None:
    """With forced colours what is undecided, blank or chosen is told from the rest by text, border or weight."""
    found = Desk(browser, site, viewport={"width": 390, "height": 844}, forced_colors="active", reduced_motion="reduce")
    page = found.go()

    def look(selector: str) -> str:
        return str(page.locator(selector).first.evaluate(LOOK))

    agreement = ".views [data-view=document]"
    view, step, fixed = look(agreement), look(".steps-nav li:nth-child(2) a"), look("#agreement p")
    page.locator(".steps-nav li:nth-child(2) a").click()
    assert look(".steps-nav li:nth-child(2) a") != step
    show(page, "document")
    assert look(agreement) != view and look("#agreement mark.blank") != fixed
    blank = page.locator("#agreement mark.blank[data-f]").first
    assert re.fullmatch(r"\[.+\]", blank.inner_text())
    note = page.locator("#agreement .undecided-note:visible").first
    assert LANGUAGES["da"] in (note.text_content() or "")
    style = "(el) => [getComputedStyle(el).borderLeftStyle, parseFloat(getComputedStyle(el).borderLeftWidth)]"
    edge, width = note.evaluate(style)
    assert edge != "none" and width >= 2
    faded = page.evaluate(
        """[...document.querySelectorAll(".builder *")].filter((el) => getComputedStyle(el).opacity !== "1" &&
             el.getBoundingClientRect().width > 1).length"""
    )
    assert faded == 0
    moving = "document.getAnimations().filter((one) => one.effect.getTiming().duration > 1).length"
    assert page.evaluate(moving) == 0
    found.context.close()


# --- Without scripts, and on paper ----------------------------------------------------------------


@pytest.mark.parametrize("language", ["da", "en"])
def test_without_scripts(browser: Browser, site: Path, renderer: Renderer, language: Language) -> None:
    """The complete agreement, the form, and files to fill in by hand; nothing that only works with scripts."""
    guide = renderer.project.guide
    found = Desk(browser, site, language, java_script_enabled=False)
    page = found.page
    page.goto(found.address)
    agreement = folded(page.locator("#agreement").inner_text())
    for clause in guide.clauses:
        heading = page.locator(f"#clause-{clause.id.replace('_', '-')} > h3")
        assert heading.is_visible() and folded(clause.title[language]) in folded(heading.inner_text())
        assert folded(clause.title[language]) in agreement
    blanks = page.locator("#agreement mark.blank[data-f]:visible").all_inner_texts()
    assert len(blanks) > 200 and all(re.fullmatch(r"\[[^\[\]]+\]", text) for text in blanks)
    # An undecided part says what it waits for; in a table the first cell of a row says it.
    said = page.eval_on_selector_all(
        "#agreement [data-d]",
        """(all) => all.filter((el) => el.checkVisibility()).map((el) => [el.dataset.d,
             getComputedStyle(el, "::before").content])""",
    )
    assert len(said) > 100
    assert [one for one in said if LANGUAGES[language] not in one[1] or f"{one[0]}. " not in one[1]] == []
    # Every question with its controls.
    for name, fill_in in guide.fill_ins.items():
        controls = page.locator(f"[data-question={name}] :is(input, select, textarea)")
        assert controls.count() >= max(1, len(fill_in.choices) if fill_in.type in ("choice", "several") else 1), name
    unnamed = page.eval_on_selector_all(
        "#ask :is(input, select, textarea)",
        """(all) => all.filter((el) => !(el.getAttribute("aria-label") || [...el.labels]
             .some((label) => label.textContent.trim()))).map((el) => el.name)""",
    )
    assert unnamed == []
    grouped = page.eval_on_selector_all(
        "#ask fieldset", "(all) => all.filter((el) => !el.querySelector('legend')?.textContent.trim()).map((e) => e.id)"
    )
    assert grouped == []
    levels = page.eval_on_selector_all(
        "h1, h2, h3, h4, h5",
        "(all) => all.filter((el) => el.checkVisibility()).map((el) => [Number(el.tagName[1]), el.textContent])",
    )
    jumps = [levels[i + 1] for i in range(len(levels) - 1) if levels[i + 1][0] > levels[i][0] + 1]
    assert levels[0][0] == 1 and jumps == []
    ids = page.eval_on_selector_all("[id]", "(all) => all.map((el) => el.id)")
    assert len(ids) == len(set(ids))
    # What it leads to is there.
    links = page.eval_on_selector_all("a[href]:not(.language)", "(all) => all.map((el) => el.getAttribute('href'))")
    inside = [link for link in links if not urlsplit(link).scheme]
    missing = [link for link in inside if not Path(urlsplit(urljoin(found.address, link)).path).is_file()]
    assert missing == []
    assert [link for link in inside if link.startswith("#") and len(link) > 1 and link[1:] not in ids] == []
    for layout in LAYOUTS:
        assert f"../../blank/sla.{layout}.docx" in links
    assert page.locator("a[href='questionnaire.html']").first.is_visible()
    # Nothing that only works with scripts.
    assert page.locator("button:visible, [type=file]:visible, progress:visible, dialog:visible").count() == 0
    assert page.locator("a[href='']:visible, a[href='#']:visible, output:visible").count() == 0
    found.context.close()


def tight(text: str) -> str:
    """Without white space and soft hyphens: where lines break is no difference."""
    return re.sub(r"[\s\u00ad]+", "", folded(text))


def paper(page: Page) -> str:
    """The words of the printed page."""
    command = [tool("pdftotext"), "-raw", "-enc", "UTF-8", "-", "-"]
    return tight(subprocess.run(command, input=page.pdf(format="A4"), capture_output=True, check=True).stdout.decode())


def test_on_paper(browser: Browser, site: Path, renderer: Renderer) -> None:
    """Without scripts the form and the agreement are printed; with them the agreement alone."""
    guide = renderer.project.guide
    plain = Desk(browser, site, java_script_enabled=False)
    plain.page.goto(plain.address)
    text = paper(plain.page)
    for name in guide.fill_ins:
        assert tight(guide.fill_ins[name].label.da) in text, name
    for clause in guide.clauses:
        assert text.count(tight(clause.title.da)) >= 3, "in the form or not; the contents, and the clause"
    plain.context.close()
    found = Desk(browser, site)
    page = found.go()
    page.evaluate(f"document.querySelector('[data-profile={PROFILE}]').click()")
    page.wait_for_selector("#message p")
    text = paper(page)
    shown = [tight(title) for title in page.locator("#agreement .clause:visible > h3").all_inner_texts()]
    assert len(shown) > 20 and all(re.sub("Hvorforstårdether.*", "", title) in text for title in shown)
    page.emulate_media(media="print")
    seen = page.eval_on_selector_all(
        "button, .button, input, select, textarea, fieldset, summary, progress, nav:not(.contents), #notes, #message",
        "(all) => all.filter((el) => el.checkVisibility({ visibilityProperty: true })).map((el) => el.outerHTML)",
    )
    assert seen == []
    for words in ("builder_why_clause", "builder_why", "builder_undo", "builder_get", "builder_profile_used"):
        assert tight(renderer.project.ui[words].da) not in text
    found.context.close()
