"""Prove the rules in content/: that each can hold and can fail, and that references and slots never dangle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator import markup, proofs
from generator.load import Project
from generator.model import Block
from generator.problems import Problem
from generator.rulebook import Owner, conditions
from generator.rules import ALWAYS, Rule, compile_rule
from generator.tailor import Piece, plan


def disproved(project: Project) -> Iterator[Problem]:
    """Every rule, suggestion, reference and slot that a case contradicts, with the case."""
    pieces = {piece.key: piece for piece in plan(project).pieces}
    yield from _rules(project, pieces)
    yield from _suggestions(project)
    yield from _references(project, pieces)
    yield from _slots_asked(project, pieces)


@dataclass(frozen=True)
class _Proof:
    """What a search for a case gave: one, none, or nothing in reasonable time."""

    case: proofs.Case | None = None
    too_hard: bool = False

    @property
    def impossible(self) -> bool:
        return self.case is None and not self.too_hard


def _find(project: Project, wanted: Iterable[proofs.Wanted]) -> _Proof:
    try:
        return _Proof(proofs.find(project.book, wanted))
    except proofs.TooHard:
        return _Proof(too_hard=True)


def _not_proved(project: Project, owner: Owner, what: str) -> Problem:
    message = f"there are too many cases to prove that {what}"
    return project.problem(owner, message, "compare with fewer choices, or make the conditions shorter", offset=0)


def _rules(project: Project, pieces: Mapping[str, Piece]) -> Iterator[Problem]:
    """A condition that never holds drops its text silently; one that always holds is a mistake too."""
    book, written = project.book, _conditions(project)
    for key, owner, _ in conditions(project.guide):
        chain: list[proofs.Wanted] = [(rule, {True}) for rule in _chain(pieces, key)]
        yield from _decides(project, written[key], owner, chain)
    for name, rule in book.visible.items():
        yield from _decides(project, rule, ("fill_in", name, "when"), [(rule, {True})])
    for fact in project.guide.derived:
        if rule_of := book.derived.get(fact.id):
            part = ("look_up", "values") if fact.look_up else ("condition",)
            yield from _decides(project, rule_of, ("derived", fact.id, *part), [(rule_of, {True})])


def _conditions(project: Project) -> dict[str, Rule]:
    """The conditions as their authors wrote them: a clause's without the scope that is added to it."""
    book = project.book
    own = {
        f"clause:{clause.id}": compile_rule(clause.when, book.names) if clause.when else ALWAYS
        for clause in project.guide.clauses
    }
    return {**book.shown, **own}


def _decides(project: Project, rule: Rule, owner: Owner, holds: list[proofs.Wanted]) -> Iterator[Problem]:
    """`holds` is the condition with all those around it: a part that its clause excludes never holds either."""
    if rule is ALWAYS:
        return
    shown, hidden = _find(project, holds), _find(project, [(rule, {False})])
    if shown.impossible:
        alone = len(holds) == 1 or _find(project, [(rule, {True})]).impossible
        message = "this condition can never hold" + ("" if alone else " where it stands")
        hint = "check the choices it compares with" if alone else "check the conditions of what it is part of"
        yield project.problem(owner, message, hint, offset=0)
    elif hidden.impossible:
        yield project.problem(
            owner, "this condition always holds", "delete it, or say what it should leave out", offset=0
        )
    elif shown.too_hard or hidden.too_hard:
        yield _not_proved(project, owner, "this condition sometimes holds and sometimes does not")


def _suggestions(project: Project) -> Iterator[Problem]:
    """The first suggestion that fits is offered, so one behind another that always fits is never seen."""
    book = project.book
    for name, offered in book.suggested.items():
        asked: list[proofs.Wanted] = [(book.visible[name], {True, None})]
        for i, rule in enumerate(offered):
            proof = _find(project, [*asked, (rule, {True})])
            owner = ("fill_in", name, "suggestions", i)
            if proof.impossible:
                message = "this suggestion can never be offered"
                yield project.problem(owner, message, "check its condition and the suggestions before it")
            elif proof.too_hard:
                yield _not_proved(project, owner, "this suggestion is offered sometimes")
            asked.append((rule, {False, None}))


def _references(project: Project, pieces: Mapping[str, Piece]) -> Iterator[Problem]:
    """Wherever a reference is shown, the clause it names must be shown: in every draft, undecided included."""
    for key, owner, names in references_of(project):
        for name in dict.fromkeys(n[4:] for n in names if n.startswith("ref.")):
            proof = _find(project, [*_drafted(pieces, key), (project.book.shown[f"clause:{name}"], {False})])
            if proof.case is not None:
                message = f"refers to clause '{name}', which may be absent: {_example(project, proof)}"
                yield project.problem(owner, message, "give this text a 'when' at least as strict as the clause's")
            elif proof.too_hard:
                yield _not_proved(project, owner, f"the clause '{name}' is present wherever this refers to it")


def _example(project: Project, proof: _Proof) -> str:
    return proofs.in_words(project.book, proof.case or {})


def _drafted(pieces: Mapping[str, Piece], key: str) -> list[proofs.Wanted]:
    """A draft shows what is in or undecided."""
    return [(rule, {True, None}) for rule in _chain(pieces, key)]


def _chain(pieces: Mapping[str, Piece], key: str) -> Iterator[Rule]:
    """The condition of a piece and of everything around it."""
    while key:
        piece = pieces[key]
        if piece.rule is not ALWAYS:
            yield piece.rule
        key = piece.parent


def references_of(project: Project) -> Iterator[tuple[str, Owner, list[str]]]:
    """Every text with slots, and every table that a question fills: its key, its place, the slots."""
    for clause in project.guide.clauses:
        for b, block in enumerate(clause.blocks):
            here, owner = f"{clause.id}.{block.id}", ("clause", clause.id, "blocks", b)
            yield from _texts(here, owner, block)
            if block.answer_table:
                yield f"block:{here}", (*owner, "answer_table"), [block.answer_table]
            if block.country_table and "countries" in project.guide.fill_ins:
                yield f"block:{here}", (*owner, "country_table"), ["countries"]


def _texts(here: str, owner: Owner, block: Block) -> Iterator[tuple[str, Owner, list[str]]]:
    if block.text:
        yield f"block:{here}", (*owner, "text", "da"), list(markup.slots(markup.parse(block.text.da)))
    for i, item in enumerate(block.list):
        slots = list(markup.slots(markup.line(item.text.da)))
        yield f"item:{here}.{item.id}", (*owner, "list", i, "text", "da"), slots
    for i, row in enumerate(block.table.rows if block.table else ()):
        slots = [slot for cell in row.cells for slot in markup.slots(markup.line(cell.da))]
        yield f"row:{here}.{row.id}", (*owner, "table", "rows", i, "cells"), slots


def _slots_asked(project: Project, pieces: Mapping[str, Piece]) -> Iterator[Problem]:
    """Wherever a slot is shown, its question must be asked; else nobody can ever fill it."""
    for key, owner, names in references_of(project):
        for name in dict.fromkeys(n for n in names if not n.startswith("ref.")):
            for asked in dict.fromkeys(_asked(project, name)):
                proof = _find(project, [*_drafted(pieces, key), (project.book.visible[asked], {False})])
                if proof.case is not None:
                    message = f"the slot '{name}' may stand here when it is not asked: {_example(project, proof)}"
                    hint = "give this text a 'when' at least as strict as the question's"
                    yield project.problem(owner, message, hint)
                    break
                if proof.too_hard:
                    yield _not_proved(project, owner, f"'{name}' is asked wherever its slot stands")


def _asked(project: Project, name: str) -> Iterator[str]:
    """The questions with a condition that a slot needs: its own, its currency's, those of a calculation."""
    book = project.book
    if name not in book.visible:
        for parent in book.parents(name):
            yield from _asked(project, parent)
        return
    if book.visible[name] is not ALWAYS:
        yield name
    if currency := project.guide.fill_ins[name].currency:
        yield from _asked(project, currency)
