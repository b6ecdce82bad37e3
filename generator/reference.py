"""The pages to look things up in: tools, KPIs, countries, law, glossary, advice, sources."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from generator.maker import Maker, Page
from generator.model import AdviceEntry, Practice
from generator.reading import carriers


def reference_pages(maker: Maker) -> Iterator[Page]:
    """Every one of them."""
    guide, wording = maker.guide, maker.wording
    yield maker.page("tools", "tools/index.md", tools=guide.tools)
    for tool in guide.tools:
        if not tool.page:
            users = [practice for practice in guide.practices if tool.id in practice.tools]
            yield maker.page("tool", f"tools/{tool.slug}.md", tool=tool, practices=users)
    yield maker.page("kpis", "reference/kpis.md", kpis=[_kpi(maker, kpi) for kpi in guide.kpis])
    checked = wording.date(guide.countries_checked_on)
    rows = [maker.country(country) for country in guide.countries]
    yield maker.page("countries", "reference/countries.md", rows=rows, checked=checked)
    yield maker.page("law", "reference/law.md", facts=guide.legal_facts, date=wording.date)
    terms = sorted(guide.terms, key=lambda term: _alphabetical(maker.text(term.term)))
    yield maker.page(
        "glossary",
        "reference/glossary.md",
        terms=terms,
        words=[word for term in terms for word in (maker.text(term.term), *term.forms[maker.language])],
    )
    yield maker.page("advice", "reference/advice.md", groups=list(_advice(maker)))
    yield maker.page("sources", "reference/sources.md", practices=guide.practices, kpis=guide.kpis)


def _kpi(maker: Maker, kpi: Any) -> dict[str, Any]:
    target, minimum = maker.wording.kpi(kpi, kpi.target), maker.wording.kpi(kpi, kpi.minimum)
    window = maker.say(f"window_{kpi.window}")
    return {"kpi": kpi, "suggested": maker.say("site_kpi_suggested_text", target, minimum, window)}


_LAST = str.maketrans({"æ": "z1", "ø": "z2", "å": "z3"})


def _alphabetical(word: str) -> str:
    """A Danish alphabet ends in æ, ø, å; English has none of them."""
    return word.casefold().translate(_LAST)


def _advice(maker: Maker) -> Iterator[tuple[str, Practice | None, list[dict[str, Any]]]]:
    """The advice of each article of the sources: its code, our article on it if there is one, and its entries."""
    practices = {practice.code: practice for practice in maker.guide.practices}

    def article(entry: AdviceEntry) -> str:
        return entry.id.partition(".")[0]

    for code, entries in groupby(maker.guide.advice, article):
        rows = [{"entry": entry, "by": carriers(maker.guide, entry.id)} for entry in entries]
        yield code, practices.get(code), rows
