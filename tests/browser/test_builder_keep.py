"""What becomes of answers on the builder page: opened, undone, remembered, linked, migrated; what the page weighs."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from generator.answers import canonical
from generator.carrying import carried
from generator.model import LANGUAGES
from generator.render import Renderer
from tests.browser.builder import Desk, opened
from tests.helpers import answers_of, random_answers, random_raw

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(browser: Browser, site: Path) -> Iterator[Desk]:
    with opened(browser, site) as found:
        yield found


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"[name={name}][value={value}]").click()


@pytest.mark.parametrize("form", ["docx", "html", "md", "json"])
def test_a_working_copy_gives_its_answers_back(desk: Desk, renderer: Renderer, form: str) -> None:
    answers = random_answers(renderer.project.guide, 5)
    raw = renderer.file(renderer.tailor(answers), "sla", "da-en", form, ("answers",))
    desk.open(f"copy.{form}", raw)
    assert desk.answers() == canonical(answers)
    assert desk.said().startswith(f"Svarene i copy.{form} er åbnet.")


def test_undo_and_redo(desk: Desk) -> None:
    page = desk.page
    assert page.locator("[data-undo]").get_attribute("aria-disabled") == "true"
    choose(page, "company_size", "small")
    choose(page, "criticality", "high")
    page.locator("[name=customer_name]").fill("Eksempel ApS")
    page.locator("[data-undo]").click()
    assert desk.answers() == {"company_size": "small", "criticality": "high"}
    page.locator("[data-undo]").click()
    assert desk.answers() == {"company_size": "small"}
    assert page.locator("[name=criticality][value='']").is_checked()
    page.locator("[data-redo]").click()
    page.locator("[data-redo]").click()
    assert desk.answers()["customer_name"] == "Eksempel ApS"
    assert page.locator("[name=customer_name]").input_value() == "Eksempel ApS"
    page.locator("[data-undo]").click()
    choose(page, "criticality", "low")
    assert page.locator("[data-redo]").get_attribute("aria-disabled") == "true"


def test_remembered_only_when_asked_and_forgotten_whole(desk: Desk) -> None:
    page = desk.page
    choose(page, "company_size", "small")
    assert page.evaluate("localStorage.length") == 0
    page.locator("[data-remember]").check()
    page.locator("[name=customer_name]").fill("Eksempel ApS")
    desk.go()
    assert desk.answers() == {"company_size": "small", "customer_name": "Eksempel ApS"}
    assert page.locator("[data-remember]").is_checked()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-forget]").click()
    assert page.evaluate("localStorage.length") == 0
    assert desk.answers() == {}
    page.locator("[data-undo]").click()
    assert desk.answers()["company_size"] == "small"
    desk.go()
    assert desk.answers() == {}


def test_a_link_carries_choices_and_no_text(desk: Desk, browser: Browser, site: Path, renderer: Renderer) -> None:
    guide = renderer.project.guide
    raw = random_raw(guide, 4)
    desk.open("a.json", json.dumps({"answers": raw}))
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.page.locator("[data-link]").click()
    desk.page.locator("#message", has_text="Linket").wait_for()
    address = desk.page.evaluate("navigator.clipboard.readText()")
    assert address.startswith(desk.address + "#v=")
    other = Desk(browser, site)
    other.go("#" + address.split("#")[1])
    silent = {f.id for f in guide.fill_ins.values() if f.type in ("text", "longtext", "table")}
    expected = {name: value for name, value in canonical(answers_of(guide, raw)).items() if name not in silent}
    assert other.answers() == expected
    assert "#" not in other.page.url
    assert other.wrong == []
    other.context.close()


def test_a_link_does_not_take_the_place_of_what_is_remembered(desk: Desk) -> None:
    page = desk.page
    page.locator("[name=customer_name]").fill("Eksempel ApS")
    page.locator("[data-remember]").check()
    page.goto("about:blank")
    desk.go("#v=0.1.0&criticality=high")
    assert desk.answers() == {"criticality": "high"}
    page.goto("about:blank")
    desk.go()
    assert desk.answers() == {"customer_name": "Eksempel ApS"}


def test_a_profile_by_its_address(desk: Desk, site: Path) -> None:
    desk.go("#profile=bookkeeping-philippines")
    desk.page.locator("#open-count", has_text="Ingen åbne punkter").wait_for(state="attached")
    profile = json.loads((site / "profiles" / "bookkeeping-philippines" / "answers.json").read_text(encoding="utf-8"))
    assert desk.answers() == profile["answers"]
    assert "#" not in desk.page.url


def test_an_older_copy_is_migrated_with_a_message(desk: Desk, renderer: Renderer) -> None:
    project = renderer.project
    data = json.loads(carried(project, answers_of(project.guide, {"company_size": "small", "criticality": "low"})))
    data["content_version"] = "0.0.1"
    data["answers"]["criticality"] = "enormous"
    data["made_from"]["question:criticality"] = "000000"
    desk.open("old.md", json.dumps(data, separators=(",", ":")).replace('{"answers"', '    {"answers"', 1))
    assert "0.0.1" in desk.said() and "enormous" in desk.said()
    assert desk.answers() == {"company_size": "small"}


def test_leaving_with_unsaved_answers_asks_first(desk: Desk) -> None:
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.go()
    assert asked == []
    choose(desk.page, "company_size", "small")
    desk.go()
    assert asked == ["beforeunload"]
    choose(desk.page, "company_size", "small")
    desk.get("answers")
    desk.go()
    assert asked == ["beforeunload"]


def test_what_changed_is_announced(desk: Desk) -> None:
    choose(desk.page, "incentive_scheme", "none")
    assert desk.page.locator("#announce").text_content() == "2 punkter faldt bort"
    choose(desk.page, "incentive_scheme", "credits")
    assert desk.page.locator("#announce").text_content() == "1 punkt kom til"


def test_a_final_copy_only_when_nothing_is_open(desk: Desk, site: Path) -> None:
    page = desk.page
    page.locator("[name=final]").check()
    page.locator("[data-download=docx-da]").click()
    page.wait_for_selector("#message p")
    assert "En endelig udgave kan ikke laves endnu" in desk.said()
    page.locator("[data-profile=software-team-india]").click()
    page.locator("#open-count", has_text="Ingen åbne punkter").wait_for(state="attached")
    assert b"Dette er et udkast" not in desk.get("html-da")
    weighted = next(kpi for kpi, agreed in desk.answers()["kpis"].items() if "weight" in agreed)
    weight = page.locator(f"[name='kpis.{weighted}.weight']")
    weight.evaluate("(el) => { el.closest('details').open = true; }")
    weight.fill("1")
    assert page.locator("#notes .warning").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_and_all_it_loads_keep_their_budget(browser: Browser, site: Path, language: str) -> None:
    desk = Desk(browser, site, language)
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.go()
    files = [Path(unquote(urlsplit(url).path)) for url in dict.fromkeys(asked)]
    weights = {file.name: len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in files}
    assert sum(weights.values()) <= 250_000, weights
    assert not any(name.startswith(("sla.", "checklist.", "live.", "why.")) for name in weights)
    desk.context.close()
