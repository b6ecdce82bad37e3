"""The builder page in Chromium, from disk: the same documents as the command line, and nothing leaves the folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from generator import yamlfile
from generator.answers import canonical, parse_answers
from generator.model import LAYOUTS, Guide
from generator.render import Renderer
from tests.browser.builder import COPIES, Desk, contents, differences, everything, opened
from tests.helpers import answers_of, folded, random_raw

pytestmark = pytest.mark.browser

SEEDS = range(int(os.environ.get("SEEDS", "6")))


@pytest.fixture(scope="module")
def desk(browser: Browser, site: Path) -> Iterator[Desk]:
    """One page for many sets of answers, as in a long afternoon."""
    with opened(browser, site) as found:
        yield found


@pytest.mark.parametrize("seed", SEEDS)
def test_every_document_is_the_command_lines(desk: Desk, renderer: Renderer, seed: int) -> None:
    raw = random_raw(renderer.project.guide, seed)
    which = [*COPIES][seed % 3]
    desk.open("answers.json", json.dumps({"answers": raw}, ensure_ascii=False))
    desk.copy(which)
    made = contents(desk.get("zip"))
    assert differences(everything(renderer, answers_of(renderer.project.guide, raw), which), made) == []


READ = """([html, open]) => {
  const live = document.getElementById("agreement").firstElementChild.cloneNode(true);
  live.querySelectorAll("[hidden], .why").forEach((el) => el.remove());
  const written = new DOMParser().parseFromString(html, "text/html").querySelector("article.document");
  const list = written.querySelector("header .open-points");
  if (list) [...list.parentElement.children].slice(-3).forEach((el) => el.remove()); // heading, words, list
  const words = (el) => {
    el.querySelectorAll("br").forEach((br) => br.replaceWith(" "));
    el.querySelectorAll("p, li, td, th, tr, h1, h2, h3, dt, dd, span[lang]").forEach((one) => one.append(" "));
    const clauses = [...el.querySelectorAll("[data-clause]")].map((c) => `${c.id} ${c.dataset.status}`);
    return [el.textContent, ...clauses].join(" ");
  };
  return [words(live), words(written)];
}"""


@pytest.mark.parametrize("seed", SEEDS)
def test_the_live_document_reads_as_the_one_that_is_downloaded(desk: Desk, renderer: Renderer, seed: int) -> None:
    raw = random_raw(renderer.project.guide, seed)
    desk.copy("send")
    desk.open("answers.json", json.dumps({"answers": raw}, ensure_ascii=False))
    for layout in (LAYOUTS[seed % 3], LAYOUTS[(seed + 1) % 3]):
        desk.page.evaluate("(v) => document.querySelector(`[name=shown_language][value=${v}]`).click()", layout)
        desk.page.wait_for_selector(
            f"#agreement article.{'paired' if layout == 'da-en' else 'document'}[lang={layout[:2]}]"
        )
        live, written = desk.page.evaluate(READ, [desk.get(f"html-{layout}").decode(), None])
        assert folded(live) == folded(written)


# --- As people do it ------------------------------------------------------------------------------


def typed(language: str, raw: str) -> str:
    """A number as it is typed in a language."""
    return raw.replace(".", ",") if language == "da" else raw


def enter(cell: Locator, text: str) -> None:
    """Key by key; of a long text the beginning, and the rest in one go."""
    cell.press_sequentially(text[:12])
    if text[12:]:
        cell.fill(text)


def answer(page: Page, guide: Guide, name: str, raw: Any, language: str) -> None:
    """Answer one question by clicks and keys."""
    if name == "kpis":
        answer_kpis(page, guide, raw, language)
        return
    fill_in = guide.fill_ins[name]
    box = page.locator(f"[data-question={name}]")
    if not box.is_visible():
        page.locator(f"details.group:has([data-question={name}]) > summary").click()
    match fill_in.type:
        case "choice" | "yes_no":
            box.locator(f'[value="{raw}"]').click()
        case "several":
            for choice in raw:
                box.locator(f'[value="{choice}"]').click()
        case "table":
            for i, row in enumerate(raw):
                if i:
                    box.locator("[data-add-row]").click()
                for column, text in row.items():
                    cell = page.locator(f'[name="{name}.{i + 1}.{column}"]')
                    if cell.evaluate("(el) => el.tagName") == "SELECT":
                        cell.select_option(text)
                    else:
                        enter(cell, text)
        case "date":
            page.locator(f"[name={name}]").fill(raw)
        case "text" | "longtext":
            enter(page.locator(f"[name={name}]"), raw)
        case _:
            page.locator(f"[name={name}]").press_sequentially(typed(language, raw))


def answer_kpis(page: Page, guide: Guide, raw: dict[str, dict[str, str]], language: str) -> None:
    """Choose KPIs and type their numbers."""
    box = page.locator("[data-question=kpis]")
    if not box.is_visible():
        page.locator("details.group:has([data-question=kpis]) > summary").click()
    for kpi in guide.kpis:
        tick = page.locator(f'[name="kpis.{kpi.id}"]')
        if tick.is_checked() != (kpi.id in raw):
            tick.click()
    for kpi_id, agreed in raw.items():
        for part, text in agreed.items():
            cell = page.locator(f'[name="kpis.{kpi_id}.{part}"]')
            if part == "credit":
                cell.select_option(text)
            else:
                cell.fill("")
                cell.press_sequentially(typed(language, text))


PROFILES = ("software-team-india", "bookkeeping-philippines", "customer-service-poland")


@pytest.mark.parametrize(("profile", "language"), [*zip(PROFILES, ("da", "en", "da"), strict=True)])
def test_a_profile_by_clicks_and_keys(
    browser: Browser, site: Path, renderer: Renderer, profile: str, language: str
) -> None:
    """Every answer of a profile is given by hand; the archive is what the command line makes of the answer file."""
    guide = renderer.project.guide
    source = yamlfile.read(site / "profiles" / profile / "answers.json", profile)
    answers = parse_answers(source, guide)
    found = Desk(browser, site, language)
    page = found.go()
    given = canonical(answers)
    for name in [*(n for n in guide.fill_ins if n in given), *(["kpis"] if "kpis" in given else [])]:
        answer(page, guide, name, given[name], language)
    assert found.answers() == given
    for which in COPIES:
        page.locator(f"[name=copy][value={which}]").click()
        assert differences(everything(renderer, answers, which), contents(found.get("zip"))) == []
    assert found.wrong == []
    found.context.close()
