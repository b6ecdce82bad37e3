"""The site in Chromium, opened from disk: search, languages, no request leaves the folder, accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

pytestmark = pytest.mark.browser

INDIA = "profiles/software-team-india"
KINDS = (
    "index.html",
    "rules/index.html",
    "rules/quantified-objectives.html",
    "guidelines/index.html",
    "guidelines/start-right.html",
    "phases/index.html",
    "phases/negotiate.html",
    "readers/owner.html",
    "tools/index.html",
    "tools/due-diligence.html",
    "tools/budget.html",
    "checklist/index.html",
    "sla/questionnaire.html",
    "profiles/index.html",
    f"{INDIA}/index.html",
    f"{INDIA}/sla.html",
    f"{INDIA}/checklist.html",
    "reference/kpis.html",
    "reference/countries.html",
    "reference/law.html",
    "reference/glossary.html",
    "reference/advice.html",
    "reference/sources.html",
    "about/index.html",
    "about/disclaimer.html",
    "about/cite.html",
    "about/version.html",
    "404.html",
)

WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SEARCHES = {"da": ("servicemål", "bod", "opfølgningsmøder"), "en": ("service level", "credits", "review meetings")}


@pytest.fixture
def watched(browser: Browser, site: Path) -> Iterator[tuple[Page, list[str]]]:
    """A page, and everything it did that it should not: requests out of the folder, errors, refused scripts."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []

    def log(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(message.text)

    page.on("request", lambda r: None if r.url.startswith((site.as_uri(), "data:")) else wrong.append(r.url))
    page.on("console", log)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page, wrong
    context.close()


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("path", KINDS)
def test_no_request_leaves_the_folder(watched: tuple[Page, list[str]], site: Path, language: str, path: str) -> None:
    page, wrong = watched
    page.goto((site / language / path).as_uri())
    page.wait_for_load_state("load")
    assert wrong == []


def test_an_outside_request_is_seen(watched: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, wrong = watched
    (tmp_path / "x.html").write_text('<img src="https://example.invalid/x.png">', encoding="utf-8")
    page.goto((tmp_path / "x.html").as_uri())
    assert "https://example.invalid/x.png" in wrong


@pytest.mark.parametrize(("language", "words"), [(lang, words) for lang, all_ in SEARCHES.items() for words in all_])
def test_search_works_from_disk(watched: tuple[Page, list[str]], site: Path, language: str, words: str) -> None:
    page, wrong = watched
    page.goto((site / language / "rules" / "index.html").as_uri())
    page.locator(".md-search__input").fill(words)
    page.locator(".md-search__input").press("Shift")
    hit = page.locator(".md-search-result__link").first
    hit.wait_for()
    hit.click()
    page.wait_for_load_state("load")
    assert page.url.startswith((site / language).as_uri())
    assert wrong == []


@pytest.mark.parametrize("path", KINDS[:-1])
def test_language_switch_stays_on_the_page(watched: tuple[Page, list[str]], site: Path, path: str) -> None:
    page, _ = watched
    page.goto((site / "da" / path).as_uri())
    page.locator("a.language").click()
    assert page.url == (site / "en" / path).as_uri()
    page.locator("a.language").click()
    assert page.url == (site / "da" / path).as_uri()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=WCAG).response
    assert found["passes"], "axe did not run"
    return [
        f"{hit['id']}: {hit['nodes'][0]['target']} {hit['nodes'][0].get('failureSummary', '')}"
        for hit in found["violations"]
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page_is_accessible(browser: Browser, site: Path, scheme: str, width: str) -> None:
    """WCAG 2.2 AA by axe, and no page wider than the window."""
    size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    wrong: dict[str, list[str]] = {}
    files = [f"{'en' if i % 2 else 'da'}/{kind}" for i, kind in enumerate(KINDS)]
    files += ["da/sla/questionnaire.html", f"en/{INDIA}/sla.html", "index.html"]
    files += [f"{INDIA}/{name}" for name in ("sla.da.html", "checklist.en.html", "sla-guidance.en.html")]
    for name in dict.fromkeys(files):
        page.goto((site / name).as_uri())
        page.wait_for_timeout(50)
        found = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("wider than the window")
        if found:
            wrong[name] = found
    context.close()
    assert wrong == {}


def test_a_violation_is_seen(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text('<html><title>x</title><img src="data:,"></html>', encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "x.html").as_uri())
    found = violations(page)
    page.close()
    assert {line.partition(":")[0] for line in found} == {"html-has-lang", "image-alt"}


def test_nothing_is_wider_than_a_small_phone(browser: Browser, site: Path) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    wide = []
    for kind in KINDS:
        page.goto((site / "da" / kind).as_uri())
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(kind)
    page.close()
    assert wide == []


def test_checklist_counts_ticks(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "da" / "checklist" / "index.html").as_uri())
    progress = page.locator("#prepare-progress")
    before = progress.inner_text()
    page.locator("ul.checklist").first.locator("input").first.check()
    assert before.startswith("0 af ") and progress.inner_text().startswith("1 af ")
    page.close()


def test_a_word_of_the_trade_is_explained_where_it_stands(browser: Browser, site: Path) -> None:
    """By mouse and by keyboard; without a script the word leads to its meaning at the foot of the page."""
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto((site / "da" / "rules" / "quantified-objectives.html").as_uri())
    word, note = page.locator("a.term").first, page.locator("#term-note")
    meaning = page.locator(word.get_attribute("href") or "").locator("+ dd").inner_text()
    word.click()
    assert note.inner_text() == meaning
    box = note.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 320
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert note.is_hidden() and word.get_attribute("aria-expanded") == "false"
    word.focus()
    page.keyboard.press("Enter")
    assert note.is_visible()
    page.locator("h1").click()
    assert note.is_hidden()
    page.close()
    plain = browser.new_page(java_script_enabled=False)
    plain.goto((site / "da" / "rules" / "quantified-objectives.html").as_uri())
    plain.locator("a.term").first.click()
    assert "#word-" in plain.url
    plain.close()


def test_from_the_front_page_to_the_printed_checklist(browser: Browser, site: Path) -> None:
    """What a new reader does: choose the situation, see what to do first, print the checklist for it."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((site / "da" / "index.html").as_uri())
    page.get_by_role("link", name="Bogholderi i Filippinerne").click()
    page.wait_for_url("**/bookkeeping-philippines/index.html")
    assert page.locator("#first + ol.tasks > li").count() == 5
    page.locator(".tasks a").first.click()
    page.wait_for_url("**/checklist.html#*")
    assert "checklist.html#item-" in page.url
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.locator("[data-print]").click()
    assert page.title() == "printed"
    page.close()


def test_a_printed_checklist_shows_boxes_and_no_buttons(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "da" / "checklist" / "index.html").as_uri())
    page.locator(".checklist details").first.locator("summary").click()
    page.evaluate(
        "document.querySelectorAll('.checklist details').forEach((d) => { d.open = true; })"
    )  # as Material does
    page.emulate_media(media="print")
    hidden = "(e) => getComputedStyle(e).display === 'none' || e.closest('.actions, .site-header') !== null"
    assert page.locator("[data-print]").evaluate(hidden)
    shown = page.locator(".checklist details:visible").count()
    assert shown == 1, "what is open is printed, and nothing else"
    first = page.locator(".checklist > li").first
    assert first.locator("input").is_visible() and first.locator(".evidence").is_visible()
    assert first.locator(".done-by").is_visible()
    page.close()


def test_the_foot_of_an_article_leads_on_in_the_life_cycle(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "en" / "rules" / "lasting-executive-relations.html").as_uri())
    read = [page.locator("h1").inner_text()]
    while page.locator(".pager__link--next").count():
        page.locator(".pager__link--next").click()
        read.append(page.locator("h1").inner_text())
    assert len(set(read)) == len(read) == 15
    page.close()


def test_pages_read_without_script(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "da" / INDIA / "sla.html").as_uri())
    assert page.locator("section.clause").count() >= 14
    page.goto((site / "da" / "sla" / "questionnaire.html").as_uri())
    assert page.locator("fieldset").count() >= 44
    context.close()


def test_menu_and_search_work_by_keyboard(browser: Browser, site: Path) -> None:
    """At 400 % zoom a 1280-pixel window is 320 wide."""
    page = browser.new_page(viewport={"width": 320, "height": 256})
    page.goto((site / "da" / "rules" / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert "md-skip" in page.evaluate("document.activeElement.className")
    page.locator(".menu__summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".menu__panel").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".menu__panel").is_visible()
    page.locator("[data-search-open]").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("mål")
    page.locator(".md-search-result__link").first.wait_for()
    page.close()
