"""The builder page in Chromium, from disk: the same documents as the command line, and nothing leaves the folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generator.model import LAYOUTS
from generator.render import Renderer
from tests.browser.builder import COPIES, Desk, contents, differences, everything
from tests.helpers import answers_of, folded, random_raw

pytestmark = pytest.mark.browser

SEEDS = range(int(os.environ.get("SEEDS", "6")))


@pytest.fixture(scope="module")
def desk(browser: Browser, site: Path) -> Iterator[Desk]:
    """One page for many sets of answers, as in a long afternoon."""
    found = Desk(browser, site)
    found.go()
    yield found
    assert found.wrong == []
    found.context.close()


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
