"""The checklist page in Chromium, opened from disk: fitted to answers, ticks and notes kept, exports, accessibility."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.profiles import read_profiles
from generator.render import Renderer
from generator.tailor import Tailored
from tests.browser.test_pages import violations

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PROFILE = "software-team-india"
FIRST, SECOND, DEPENDING = "name_own_sponsor", "write_value_and_risks", "make_data_map"


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    """The page in Danish; it does nothing wrong and asks for nothing outside its folder."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda r: None if r.url.startswith((site.as_uri(), "data:", "blob:")) else wrong.append(r.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((site / "da" / "checklist" / "index.html").as_uri())
    yield page
    context.close()
    assert wrong == []


def fitted(renderer: Renderer) -> Tailored:
    profile = next(one for one in read_profiles(renderer.project) if one.id == PROFILE)
    return renderer.tailor(profile.answers)


def start(page: Page) -> None:
    page.locator(f"button[data-profile={PROFILE}]").click()
    expect(page.locator("#message")).to_contain_text("Listen er tilpasset")


def tick(page: Page, task: str) -> None:
    page.locator(f"[data-check={task}] > input").check()


def note(page: Page, task: str, text: str) -> None:
    entry = page.locator(f"[data-check={task}]")
    entry.locator("summary").click()
    entry.locator("textarea").fill(text)
    entry.locator("summary").click()


def saved(page: Page, what: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(f"button[data-download={what}]").click()
    return Path(waiting.value.path()).read_bytes()


def give(page: Page, data: Any, name: str = "checklist-progress.json") -> None:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    page.locator("#open-file").set_input_files({"name": name, "mimeType": "application/json", "buffer": raw})
    expect(page.locator("#message p").first).to_be_visible()


def state(page: Page) -> Any:
    return json.loads(saved(page, "progress"))


def shown(page: Page) -> list[str]:
    every: list[str] = page.locator("[data-check]:visible").evaluate_all("(all) => all.map((e) => e.dataset.check)")
    return every


def test_the_list_is_what_python_says(page: Page, renderer: Renderer) -> None:
    guide = renderer.project.guide
    assert shown(page) == [item.id for item in guide.items]
    data_map = page.locator(f"[data-check={DEPENDING}]")
    assert "spørgsmål 21" in data_map.inner_text()
    start(page)
    found = fitted(renderer)
    held = [item.id for item in guide.items if found.held[f"check:{item.id}"] is not False]
    assert shown(page) == held and len(held) < len(guide.items)
    numbers = page.locator("[data-check]:visible .num").all_inner_texts()
    assert numbers == [found.numbers[f"check:{task}"] for task in held]
    assert page.locator("[data-progress-all]").inner_text().startswith(f"0 af {len(held)} ")
    page.locator("[data-extra]").check()
    assert len(shown(page)) == len(guide.items)
    assert "Angår jer ikke" in page.locator("[data-status=out]").first.inner_text()
    assert page.locator("[data-progress-all]").inner_text().startswith(f"0 af {len(held)} ")


@pytest.mark.parametrize("what", ["md-da", "html-en", "json-da-en"])
def test_documents_are_those_of_the_command_line(page: Page, renderer: Renderer, what: str) -> None:
    start(page)
    form, _, layout = what.partition("-")
    assert saved(page, what).decode() == renderer.render(fitted(renderer), "checklist", layout, form)  # type: ignore[arg-type]


def test_ticks_and_notes_come_back_from_a_file(page: Page) -> None:
    start(page)
    tick(page, FIRST)
    note(page, SECOND, "Ring til Lars\nhusk bilag")
    before = state(page)
    assert before["done"] == [FIRST] and before["notes"] == {SECOND: "Ring til Lars\nhusk bilag"}
    page.reload()
    assert not page.locator(f"[data-check={FIRST}] > input").is_checked()
    give(page, {**before, "done": [FIRST, "no_longer_there"]})
    assert "1 af opgaverne i filen findes ikke længere" in page.locator("#message").inner_text()
    assert state(page) == before
    assert "husk bilag" in page.locator(f"[data-check={SECOND}]").inner_text(), "a note shows where its task is closed"
    page.locator("[data-undo]").click()
    assert state(page)["done"] == []


def test_this_computer_remembers_only_when_asked(page: Page) -> None:
    start(page)
    tick(page, FIRST)
    page.reload()
    assert page.locator("[data-check] > input:checked").count() == 0
    page.locator("[data-remember]").check()
    tick(page, FIRST)
    note(page, SECOND, "Ring til Lars")
    before = state(page)
    page.reload()
    expect(page.locator(f"[data-check={FIRST}] > input")).to_be_checked()
    assert state(page) == before
    page.locator("[data-forget]").click()
    page.reload()
    assert state(page)["done"] == [] and page.evaluate("localStorage.length") == 0


GOOD: dict[str, Any] = {"checklist_progress": 1, "answers": {}, "done": [], "notes": {}}
BROKEN = {
    "cut short": b'{"checklist_progress": 1, "answers": {',
    "another form": {**GOOD, "checklist_progress": 2},
    "an unknown key": {**GOOD, "__proto__x": 1},
    "ticks that are none": {**GOOD, "done": {"0": FIRST}},
    "a tick in a tick": {**GOOD, "done": [[FIRST]]},
    "notes that are none": {**GOOD, "notes": [FIRST]},
    "a note too long": {**GOOD, "notes": {FIRST: "x" * 1001}},
    "an invisible character": {**GOOD, "notes": {FIRST: "a\u202eb"}},
    "an answer that is none": {**GOOD, "answers": {"criticality": "extreme"}},
    "a prototype": b'{"checklist_progress": 1, "__proto__": {"done": []}}',
}


def test_a_broken_file_changes_nothing_and_is_told(page: Page) -> None:
    start(page)
    tick(page, FIRST)
    before = state(page)
    for name, data in BROKEN.items():
        page.locator("#message button").click()
        give(page, data)
        assert "ikke ændret" in page.locator("#message").inner_text(), name
        assert state(page) == before, name


def test_a_link_carries_the_choices_and_leads_back(page: Page, renderer: Renderer) -> None:
    start(page)
    back = page.locator("[data-answer]").get_attribute("href") or ""
    choices = back.partition("#")[2]
    expected = shown(page)
    page.goto(page.url + "#" + choices)
    expect(page).not_to_have_url("#")
    assert shown(page) == expected and choices.startswith(f"v={renderer.project.guide.version}&")
    page.goto(page.url.partition("#")[0] + "#v=1&criticality=<script>&__proto__=x")
    expect(page.locator("#message")).to_contain_text("Linket er beskadiget")
    assert shown(page) == expected


def test_the_table_opens_in_a_spreadsheet(page: Page, renderer: Renderer) -> None:
    start(page)
    tick(page, FIRST)
    note(page, SECOND, '=1+1; "husk"\nbilag')
    raw = saved(page, "csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";")
    assert head == ["Fase", "Nummer", "Opgave", "Ansvarlig", "Tidsforbrug", "Dokumentation", "Klaret", "Note"]
    assert len(rows) == len(shown(page))
    item = renderer.project.guide.items[0]
    assert rows[0][:4] == ["1. Forbered", "1", item.title["da"], item.owner["da"]]
    assert rows[0][6] and rows[1][7] == '\'=1+1; "husk"\nbilag' and not any(row[6] for row in rows[1:])


def test_what_is_not_done_is_worked_through_by_keyboard(page: Page) -> None:
    """A task that is ticked goes, and the next has the focus."""
    page.locator("[data-todo]").focus()
    page.keyboard.press("Space")
    page.locator(f"[data-check={FIRST}] > input").focus()
    page.keyboard.press("Space")
    assert FIRST not in shown(page)
    assert page.evaluate("document.activeElement.closest('li').dataset.check") == SECOND
    assert page.locator("#announce").inner_text().startswith("1 af ")


def test_storage_may_be_blocked(browser: Browser, site: Path) -> None:
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } })")
    page = context.new_page()
    page.goto((site / "da" / "checklist" / "index.html").as_uri())
    tick(page, FIRST)
    assert page.locator("[data-remember]").is_disabled()
    assert "tillader ikke" in page.locator("[data-blocked]").inner_text()
    assert state(page)["done"] == [FIRST]
    context.close()


def test_without_scripts_the_list_is_complete(browser: Browser, site: Path, renderer: Renderer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "da" / "checklist" / "index.html").as_uri())
    assert len(shown(page)) == len(renderer.project.guide.items)
    assert page.locator(".tailoring:visible, article button:visible, textarea:visible").count() == 0
    assert page.locator(f'a[href*="{PROFILE}/checklist.html"]').is_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_accessible_in_every_state(browser: Browser, site: Path, scheme: Scheme, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto((site / ("da" if width == 320 else "en") / "checklist" / "index.html").as_uri())
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert violations(page) == [] and not page.evaluate(wide)
    page.locator(f"button[data-profile={PROFILE}]").click()
    page.locator("#message p").first.wait_for()
    page.locator("[data-extra]").check()
    tick(page, FIRST)
    note(page, SECOND, "Note")
    page.locator(f"[data-check={DEPENDING}] summary").click()
    assert violations(page) == [] and not page.evaluate(wide)
    context.close()


def test_paper_has_the_tasks_that_are_shown_with_ticks_and_notes(page: Page) -> None:
    start(page)
    tick(page, FIRST)
    note(page, SECOND, "Ring til Lars")
    expected = shown(page)
    page.emulate_media(media="print")
    assert shown(page) == expected
    assert page.locator(f"[data-check={SECOND}] .written").is_visible()
    for hidden in ("#message", ".tailoring details", ".tick", "textarea", ".drop"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
