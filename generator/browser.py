"""The guide as the browser needs it: what tailoring and wording read, as plain data; templates; one script.

Everything is worked out here that the browser need not work out: rules are compiled, references resolved, clocks read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rjsmin  # type: ignore[import-untyped]

from generator import __version__
from generator.answers import canonical
from generator.blocks import Group, Line, Paragraph, Slot
from generator.carrying import digests
from generator.document import law_checked_on
from generator.functions import FUNCTIONS, SUMMER_DAY, WINTER_DAY, overlap
from generator.live import live
from generator.load import Project
from generator.model import (
    LANGUAGES,
    LAYOUTS,
    Answers,
    DerivedFact,
    DocumentKind,
    FillIn,
    Guide,
    Language,
    Layout,
    Profile,
)
from generator.render import DOCUMENTS, Renderer, copy_keys
from generator.rules import Rule
from generator.tailor import KPI_PARTS, Piece, Tailored, roots
from generator.values import safe_json
from generator.wording import locale_facts
from generator.writers import WRITERS, docx_package, html

FORMS = ("md", "html", "json", "docx")
"""The formats that a browser can make; PDF it prints."""
SCRIPTS = (
    "files", "live", "evaluate", "desk", "app", "checklist", "dom", "notes", "form", "write", "reasons",
    "carry", "keep", "tailor", "link", "answers", "join", "values", "format", "fit", "escape", "open", "json",
    "breaches", "number", "functions", "sha256", "zip",
)  # fmt: skip
"""All scripts, in the order in which they pack best."""
PAGES = {
    "builder": ("startBuilder", {"checklist"}),
    "checklist": ("startChecklist", {"live", "app", "notes", "form", "breaches"}),
}
"""The pages with scripts: the function that begins, and the scripts that this page does not need."""
_SPOKEN = ("builder_", "fault_", "reason_", "unit_", "kpi_", "breach_", "checklist_js_")
_SPOKEN_TOO = ("yes", "no", "rows", "currency_unknown", "suggestion", "question_named", "field_named", "undecided_mark")
"""Which interface words the scripts say."""

# --- What all languages share ---------------------------------------------------------------------


def guide_data(renderer: Renderer) -> dict[str, Any]:
    """Questions, rules and pieces, in the order in which Python has them. Numbers are decimal text."""
    project, plan = renderer.project, renderer.plan
    guide, book = project.guide, project.book
    logics = {repr(rule.logic): i for i, (rule, _) in enumerate(plan.rules)}
    homes = {f.id: clause.id for clause in guide.clauses for f in clause.fields}
    return {
        "version": guide.version,
        "tool": __version__,
        "law": law_checked_on(project),
        "order": list(book.order),
        "fillIns": {f.id: _lean(_fill_in(project, f, homes.get(f.id))) for f in guide.fill_ins.values()},
        "derived": {name: rule.logic for name, rule in book.derived.items()},
        "calculated": {fact.id: _calculation(project, fact) for fact in guide.derived if fact.id in book.calculated},
        "overlap": {c.id: [str(overlap(c.zone, day)) for day in (WINTER_DAY, SUMMER_DAY)] for c in guide.countries},
        "kpis": {kpi.id: _lean(_kpi(kpi)) for kpi in guide.kpis},
        "logics": [rule.logic for rule, _ in plan.rules],
        "pieces": {kind: _pieces(getattr(plan, kind), logics) for kind in DOCUMENTS},
    }


def _lean(data: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {key: value for key, value in data.items() if value not in (None, (), [], {})}


def _fill_in(project: Project, f: FillIn, clause: str | None) -> dict[str, Any]:
    guide, book = project.guide, project.book
    offers = zip(f.suggestions, book.suggested[f.id], strict=True)
    numeric = f.minimum is not None
    textual = f.type in ("text", "longtext")
    return {
        "type": f.type,
        "number": getattr(f, "number", None),
        "clause": clause,
        "choices": [*guide.choices(f)],
        "minimum": str(f.minimum) if numeric else None,
        "maximum": str(f.maximum) if numeric else None,
        "decimals": f.decimals if numeric and f.type not in ("integer", "duration") else None,
        "unit": f.unit,
        "currency": f.currency,
        "maxLength": f.max_length if textual else None,
        "pattern": f.pattern,
        "columns": [
            _lean({"id": c.id, "choices": [x.id for x in c.choices], "maxLength": c.max_length}) for c in f.columns
        ],
        "maxRows": f.max_rows if f.type == "table" else None,
        "when": _condition(book.visible[f.id]),
        "suggestions": [_lean({"value": s.value, "when": _condition(rule)}) for s, rule in offers],
    }


def _condition(rule: Rule) -> Any:
    return None if rule.logic is True else rule.logic


def _calculation(project: Project, fact: DerivedFact) -> dict[str, Any]:
    """`like` is how its value is worded: a date, hours, or as the question that its first argument goes back to."""
    calculation, first = project.book.calculated[fact.id], project.book.goes_back_to(fact.id)
    gives = FUNCTIONS[calculation.function].gives
    like = gives if gives != "same" else first if first in project.guide.fill_ins else ""
    return {"function": calculation.function, "arguments": [*calculation.arguments], "like": like}


def _kpi(kpi: Any) -> dict[str, Any]:
    numbers = {part: getattr(kpi, part) for part in KPI_PARTS}
    return {
        "unit": kpi.unit,
        "direction": kpi.direction,
        "money": kpi.money,
        "default": kpi.default,
        **{part: None if value is None else str(value) for part, value in numbers.items()},
    }


def _pieces(pieces: tuple[Piece, ...], logics: dict[str, int]) -> list[list[Any]]:
    """Each as [key, place of its parent, place of its rule, level, holder, slots]; what ends a row may be missing."""
    places = {piece.key: i for i, piece in enumerate(pieces)} | {"": -1}
    return [_row(piece, places[piece.parent], logics[repr(piece.rule.logic)]) for piece in pieces]


def _row(piece: Piece, parent: int, rule: int) -> list[Any]:
    row = [piece.key, parent, rule, piece.numbered, int(piece.holder), list(piece.slots)]
    while len(row) > 3 and not row[-1]:
        row.pop()
    return row


# --- Words of one language ------------------------------------------------------------------------


def words_data(project: Project, language: Language) -> dict[str, Any]:
    """Everything the scripts may say in one language."""
    guide, facts = project.guide, locale_facts(language)
    fill_ins = guide.fill_ins.values()
    spoken = [key for key in project.ui if key.startswith(_SPOKEN) or key in _SPOKEN_TOO]
    return {
        "language": language,
        "ui": {key: project.ui[key][language] for key in spoken},
        "decimal": facts.decimal,
        "group": facts.group,
        "months": [*facts.months],
        "percent": facts.percent,
        "conjunction": facts.conjunction,
        "label": {f.id: f.label[language] for f in fill_ins},
        "choices": _choices(guide, language),
        "columns": {f.id: {c.id: c.label[language] for c in f.columns} for f in fill_ins if f.columns},
        "cells": {
            f"{f.id}.{c.id}": {x.id: x.label[language] for x in c.choices}
            for f in fill_ins
            for c in f.columns
            if c.choices
        },
        "patterns": {f.id: f.pattern_hint[language] for f in fill_ins if f.pattern_hint},
        "facts": {f.id: [t[language] if t else "" for t in (f.label, f.is_true, f.is_false)] for f in guide.derived},
        "clause": {c.id: c.title[language] for c in guide.clauses},
        "kpi": {kpi.id: kpi.name[language] for kpi in guide.kpis},
    }


def _choices(guide: Guide, language: Language) -> dict[str, dict[str, str]]:
    """Words of the choices by question."""
    choosing = [f for f in guide.fill_ins.values() if f.type in ("choice", "several")]
    return {f.id: {key: text[language] for key, text in guide.choices(f).items()} for f in choosing}


# --- The document on the page ---------------------------------------------------------------------


def live_agreement(renderer: Renderer, layout: Layout) -> str:
    """The complete agreement as HTML for a script to show, hide and fill; before that, as for no answers at all.

    Guidance, carried answers and the list of open points are left out: the page has other places for them.
    """
    tailored = renderer.tailor(Answers())
    return live(
        renderer.compiled("sla", layout, "html", page=False),
        tailored.shown | copy_keys(tailored, "sla", ()),
        renderer.values(tailored, layout),
        WRITERS["html"].escape,
        dict(_waits(renderer, tailored)),
        lambda key: key in ("copy:guidance", "copy:answers", "copy:open") or key.startswith("mark:"),
    )


def _guidance(renderer: Renderer, language: Language) -> dict[str, str]:
    """What a clause is for and what it guards against, as HTML, by its id. The reason is told by the page itself."""
    found = {}
    for chapter in renderer.document("sla", language).chapters:
        for entry in chapter.entries:
            for block in entry.blocks:
                if isinstance(block, Group) and block.key == "copy:guidance":
                    told = (node for node in block.blocks if not (isinstance(node, Paragraph) and _has_slot(node.line)))
                    found[entry.id] = html.fragment(tuple(told))
    return found


def _has_slot(line: Line) -> bool:
    return any(isinstance(part, Slot) for part in line)


def _waits(renderer: Renderer, tailored: Tailored) -> Iterator[tuple[str, str]]:
    """What every undecided piece waits for: the numbers of its questions."""
    fill_ins = renderer.project.guide.fill_ins
    for piece in renderer.plan.pieces:
        if f"mark:{piece.key}" in tailored.shown:
            asked = (getattr(fill_ins[n], "number", None) for n in roots(renderer.project, tailored.env, piece.rule))
            yield piece.key, ", ".join(dict.fromkeys(str(number) for number in asked if number))


# --- Files ----------------------------------------------------------------------------------------


def script(root: Path, page: str) -> str:
    """The scripts of a page as one, without comments: nothing in it is seen from outside."""
    begin, others = PAGES[page]
    sources = (root / "site_config" / "builder" / f"{name}.js" for name in SCRIPTS if name not in others)
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    return f'(()=>{{"use strict";\n{rjsmin.jsmin(text)}\n{begin}();\n}})();\n'


def island(data: Any) -> str:
    """JSON that can stand in a <script type="application/json">."""
    return safe_json(_json(data))


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def files(renderer: Renderer, profiles: tuple[Profile, ...]) -> dict[str, str]:
    """Every file under builder/ that a page asks for when it needs it, and the script itself, by name."""
    made = {name: f"guideFile({_json(name)},{_json(data)});\n" for name, data in _parts(renderer, profiles)}
    scripts = {f"{page}.js": script(renderer.project.root, page) for page in PAGES}
    return {f"{name}.js": text for name, text in made.items()} | scripts


def _parts(renderer: Renderer, profiles: tuple[Profile, ...]) -> Iterator[tuple[str, Any]]:
    project = renderer.project
    yield "basis", dict(digests(project))
    for language in LANGUAGES:
        yield f"words.{language}", words_data(project, language)
        yield f"why.{language}", _guidance(renderer, language)
    for profile in profiles:
        yield f"profile.{profile.id}", canonical(profile.answers)
    for layout in LAYOUTS:
        yield f"live.{layout}", live_agreement(renderer, layout)
    for kind in DOCUMENTS:
        for layout in LAYOUTS:
            for form in FORMS:
                yield f"{kind}.{layout}.{form}", _template(renderer, kind, layout, form)


def _template(renderer: Renderer, kind: DocumentKind, layout: Layout, form: str) -> dict[str, Any]:
    """A compiled document; of Word also the parts that are the same in every copy."""
    compiled = renderer.compiled(kind, layout, form)
    found: dict[str, Any] = {"blocks": compiled.blocks, "segments": compiled.segments}
    if form == "docx":
        found["parts"] = docx_package.fixed_parts(renderer.envelope(kind, layout))
        found["around"] = (docx_package.BEFORE_ANSWERS, docx_package.AFTER_ANSWERS)
    return found
