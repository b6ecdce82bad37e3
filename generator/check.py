"""Prove what a person cannot see by reading: rules that never or always hold, references that may dangle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from generator import markup, proofs
from generator.load import Project
from generator.model import ADVICE_COUNTS, Block
from generator.problems import Problem
from generator.rulebook import SCOPE, Owner
from generator.rules import ALWAYS, Rule
from generator.tailor import plan

STALE_AFTER, TOO_OLD_AFTER = 330, 400
"""Days after which a legal fact warns, and fails."""


@dataclass(frozen=True)
class Findings:
    """What a check found. Errors fail it; warnings do not."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    counts: Mapping[str, str]


def check(project: Project, today: date) -> Findings:
    """Everything that can be proved about the content; loading has already checked its form."""
    errors = [*_rules(project), *_references(project), *_slots_asked(project)]
    warnings = [*_unused(project)]
    for problem, failed in _ages(project, today):
        (errors if failed else warnings).append(problem)
    return Findings(tuple(sorted(errors)), tuple(sorted(warnings)), _counts(project))


def _owners(project: Project) -> Iterator[tuple[str, Owner]]:
    """Every conditional key with the place of its condition in the content."""
    guide = project.guide
    for clause in guide.clauses:
        yield f"clause:{clause.id}", ("clause", clause.id, "when")
        for b, block in enumerate(clause.blocks):
            here, owner = f"{clause.id}.{block.id}", ("clause", clause.id, "blocks", b)
            yield f"block:{here}", (*owner, "when")
            for i, item in enumerate(block.list):
                yield f"item:{here}.{item.id}", (*owner, "list", i, "when")
            for i, row in enumerate(block.table.rows if block.table else ()):
                yield f"row:{here}.{row.id}", (*owner, "table", "rows", i, "when")
    for kpi in guide.kpis:
        yield f"kpi:{kpi.id}", ("kpi", kpi.id, "when")
    for practice in guide.practices:
        for i, item in enumerate(practice.checklist):
            yield f"check:{item.id}", ("practice", practice.id, "checklist", i, "when")


def _rules(project: Project) -> Iterator[Problem]:
    """A condition that never holds drops its text silently; one that always holds is a mistake too."""
    book = project.book
    for key, owner in _owners(project):
        yield from _decides(project, book.shown[key], owner)
    for name, rule in book.visible.items():
        if not name.startswith("special_terms_"):
            yield from _decides(project, rule, ("fill_in", name, "when"))
    for name, rule in book.derived.items():
        yield from _decides(project, rule, ("derived", name, "condition"))


def _decides(project: Project, rule: Rule, owner: Owner) -> Iterator[Problem]:
    if rule is ALWAYS:
        return
    if proofs.find(project.book, [(rule, {True})]) is None:
        yield project.problem(owner, "this condition can never hold", "check the choices it compares with", offset=0)
    elif proofs.find(project.book, [(rule, {False, None})]) is None:
        yield project.problem(
            owner, "this condition always holds", "delete it, or say what it should leave out", offset=0
        )


def _references(project: Project) -> Iterator[Problem]:
    """Wherever a reference is shown, the clause it names must be shown: in every draft, undecided included."""
    rules_of = {piece.key: (piece.parent, piece.rule) for piece in plan(project).sla}
    for key, owner, names in _references_of(project):
        for name in dict.fromkeys(n[4:] for n in names if n.startswith("ref.")):
            shown = [(rule, {True, None}) for rule in _chain(rules_of, key)]
            example = proofs.find(project.book, [*shown, (project.book.shown[f"clause:{name}"], {False})])
            if example is not None:
                message = f"refers to clause '{name}', which may be absent: {proofs.in_words(example)}"
                yield project.problem(owner, message, "give this text a 'when' at least as strict as the clause's")


def _chain(rules_of: Mapping[str, tuple[str, Rule]], key: str) -> Iterator[Rule]:
    while key:
        key, rule = rules_of[key]
        if rule is not ALWAYS:
            yield rule


def _references_of(project: Project) -> Iterator[tuple[str, Owner, list[str]]]:
    """Every text with slots: its key, its place, the slots."""
    for clause in project.guide.clauses:
        for b, block in enumerate(clause.blocks):
            here, owner = f"{clause.id}.{block.id}", ("clause", clause.id, "blocks", b)
            yield from _texts(here, owner, block)


def _texts(here: str, owner: Owner, block: Block) -> Iterator[tuple[str, Owner, list[str]]]:
    if block.text:
        yield f"block:{here}", (*owner, "text", "da"), list(markup.slots(markup.parse(block.text.da)))
    for i, item in enumerate(block.list):
        slots = list(markup.slots(markup.line(item.text.da)))
        yield f"item:{here}.{item.id}", (*owner, "list", i, "text", "da"), slots
    for i, row in enumerate(block.table.rows if block.table else ()):
        slots = [slot for cell in row.cells for slot in markup.slots(markup.line(cell.da))]
        yield f"row:{here}.{row.id}", (*owner, "table", "rows", i, "cells"), slots


def _slots_asked(project: Project) -> Iterator[Problem]:
    """Wherever a slot is shown, its question must be asked; else nobody can ever fill it."""
    rules_of = {piece.key: (piece.parent, piece.rule) for piece in plan(project).sla}
    for key, owner, names in _references_of(project):
        for name in dict.fromkeys(n for n in names if not n.startswith("ref.")):
            for asked in _asked(project, name):
                shown = [(rule, {True, None}) for rule in _chain(rules_of, key)]
                example = proofs.find(project.book, [*shown, (asked, {False})])
                if example is not None:
                    message = f"the slot '{name}' may stand here when it is not asked: {proofs.in_words(example)}"
                    yield project.problem(
                        owner, message, "give this text a 'when' at least as strict as the question's"
                    )
                    break


def _asked(project: Project, name: str) -> Iterator[Rule]:
    book = project.book
    if name in book.visible:
        if book.visible[name] is not ALWAYS:
            yield book.visible[name]
    else:
        for parent in book.parents(name):
            yield from _asked(project, parent)


def _unused(project: Project) -> Iterator[Problem]:
    """Questions and choices that change nothing. Countries and currencies are data and exempt."""
    guide, book = project.guide, project.book
    used = set(_names_used(project))
    words = _choices_used(project)
    for fill_in in guide.fill_ins.values():
        if fill_in.id in used or fill_in.id.startswith("special_terms_") or fill_in.id == SCOPE:
            continue
        yield project.problem(
            ("fill_in", fill_in.id), "nothing uses this question", "use it, or say in `why` what it is for"
        )
    for fill_in in guide.fill_ins.values():
        name = book.names[fill_in.id]
        is_data = fill_in.choices_from is not None or len(fill_in.choices) > 12
        if (
            name.kind not in ("choice", "several")
            or is_data
            or fill_in.id not in words
            or fill_in.id in _printed(project)
        ):
            continue
        for i, choice in enumerate(fill_in.choices):
            if choice.id not in words[fill_in.id]:
                message = f"no rule tells the choice '{choice.id}' from the others"
                yield project.problem(("fill_in", fill_in.id, "choices", i), message, "use it in a rule, or in a slot")


def _printed(project: Project) -> set[str]:
    return {name for _, _, names in _references_of(project) for name in names}


def _names_used(project: Project) -> Iterator[str]:
    book = project.book
    yield from _printed(project)
    for rule in (*book.shown.values(), *book.visible.values(), *book.derived.values()):
        yield from rule.names
    for rules in book.suggested.values():
        for rule in rules:
            yield from rule.names
    for name in book.calculated:
        yield from book.parents(name)
    for fill_in in project.guide.fill_ins.values():
        if fill_in.currency:
            yield fill_in.currency
    for clause in project.guide.clauses:
        yield from (block.answer_table for block in clause.blocks if block.answer_table)


def _choices_used(project: Project) -> dict[str, set[str]]:
    """For each choice question that rules mention: the choices they tell apart."""
    book = project.book
    suggested = [rule for rules in book.suggested.values() for rule in rules]
    every = (*book.shown.values(), *book.visible.values(), *book.derived.values(), *suggested)
    return proofs.choices_told_apart(book, every)


def _ages(project: Project, today: date) -> Iterator[tuple[Problem, bool]]:
    for fact in project.guide.legal_facts:
        age = (today - date.fromisoformat(fact.checked_on)).days
        if age >= STALE_AFTER:
            message = f"the law behind {fact.id} was checked {age} days ago"
            hint = f"check it again and set the date; {TOO_OLD_AFTER} days is the limit"
            yield project.problem(("legal_fact", fact.id, "checked_on"), message, hint), age >= TOO_OLD_AFTER


def _counts(project: Project) -> dict[str, str]:
    guide = project.guide
    carried = {advice for practice in guide.practices for item in practice.checklist for advice in item.derives_from}
    carried |= {advice for clause in guide.clauses for advice in clause.derives_from}
    carried |= {advice for kpi in guide.kpis for advice in kpi.derives_from}
    return {
        "articles": f"{len(guide.practices)}/15",
        "advice": f"{len(carried)}/{sum(ADVICE_COUNTS.values())}",
        "questions": str(len(guide.questionnaire.questions)),
        "clauses": f"{len(guide.clauses)}/{len(guide.clauses) + len(guide.planned)}",
        "kpis": str(len(guide.kpis)),
        "checklist items": str(len(guide.items)),
        "legal facts": str(len(guide.legal_facts)),
    }
