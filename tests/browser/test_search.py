"""Search in the built index, from disk, as a reader uses it: inflected and compound forms find their page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, Page

from generator.model import LANGUAGES

pytestmark = pytest.mark.browser

CASES = Path(__file__).resolve().parent.parent / "cases" / "search"
FIRST = 3
"""How many pages a reader looks at before trying another word."""


def cases(language: str) -> dict[str, list[str]]:
    """Query to the pages of which one must be found."""
    read = yaml.safe_load((CASES / f"{language}.yaml").read_text(encoding="utf-8"))
    return {str(query): pages if isinstance(pages, list) else [pages] for query, pages in read.items()}


@pytest.fixture(scope="module", params=LANGUAGES)
def searching(request: pytest.FixtureRequest, browser: Browser, site: Path) -> Iterator[tuple[str, Page, str]]:
    """A page with its search ready: language, page, address of the language's folder."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    base = (site / request.param).as_uri() + "/"
    page.goto(base + "rules/index.html")
    found(page, base, "sla")
    yield request.param, page, base
    page.close()


def found(page: Page, base: str, query: str) -> list[str]:
    """The pages found, best first."""
    field = page.locator(".md-search__input")
    field.fill("")
    page.locator(".md-search-result__item").first.wait_for(state="detached")
    field.fill(query)
    field.press("Shift")  # Material listens to keys, not to what a script puts into the field
    page.wait_for_timeout(120)
    links = page.locator(".md-search-result__link").evaluate_all("links => links.map(link => link.href)")
    pages = [unquote(urlsplit(link).path).removeprefix(unquote(urlsplit(base).path)) for link in links]
    return list(dict.fromkeys(pages))


def test_there_are_a_hundred_queries_a_language() -> None:
    for language in LANGUAGES:
        assert len(cases(language)) >= 100


def test_every_query_finds_its_page(searching: tuple[str, Page, str]) -> None:
    language, page, base = searching
    missed = {}
    for query, wanted in cases(language).items():
        first = found(page, base, query)[:FIRST]
        if not set(first) & set(wanted):
            missed[query] = (wanted, first)
    assert missed == {}


def test_a_word_that_stands_nowhere_finds_nothing(searching: tuple[str, Page, str]) -> None:
    _, page, base = searching
    assert found(page, base, "xyzzyplugh") == []
