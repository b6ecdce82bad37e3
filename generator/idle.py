"""Questions and choices that change nothing, and the written reasons why they are asked all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator import proofs
from generator.load import Project
from generator.model import Question, special_terms
from generator.problems import Problem
from generator.proving import references_of
from generator.rulebook import SCOPE
from generator.rules import Rule

MOST_CHOICES = 12
"""A question with more is a list of data, such as currencies: not every choice needs a rule."""


def idle(project: Project) -> tuple[list[Problem], list[Problem]]:
    """Reasons that have outlived their question's idleness, and idle questions without a reason."""
    unused = dict(_unused(project))
    return list(_outlived(project, unused)), [p for name, p in unused.items() if not _reason(project, name)]


def _unused(project: Project) -> Iterator[tuple[str, Problem]]:
    """Questions that change nothing, or choices that do not. Countries and currencies are data and exempt."""
    guide, book = project.guide, project.book
    printed = _printed(project)
    used = {*_names_used(project), *printed}
    alike = _choices_alike(project)
    for fill_in in guide.fill_ins.values():
        is_data = fill_in.choices_from is not None or len(fill_in.choices) > MOST_CHOICES
        if fill_in.id not in used and fill_in.id not in (SCOPE, *map(special_terms, guide.sections)):
            message, hint = (
                f"nothing uses the question '{fill_in.id}'",
                "use it in a slot, a condition or a derived fact",
            )
            yield fill_in.id, project.problem(("fill_in", fill_in.id), message, hint)
        elif alike.get(fill_in.id) and not is_data and fill_in.id not in printed:
            groups = "; ".join(", ".join(group) for group in alike[fill_in.id])
            several = book.names[fill_in.id].kind == "several"
            message = (
                f"no rule asks '{fill_in.id}' for {groups}"
                if several
                else f"no rule on '{fill_in.id}' tells apart {groups}"
            )
            hint = "use these choices in a rule, or the question in a slot"
            yield fill_in.id, project.problem(("fill_in", fill_in.id, "choices"), message, hint)


def _reason(project: Project, name: str) -> str | None:
    """Why a question is asked although nothing uses it, or some of its choices, yet."""
    question = project.guide.fill_ins[name]
    return question.unused if isinstance(question, Question) else None


def _outlived(project: Project, unused: Mapping[str, Problem]) -> Iterator[Problem]:
    """A reason that has outlived its question's idleness."""
    for question in project.guide.questionnaire.questions:
        if question.unused and question.id not in unused:
            message = f"'{question.id}' is used by now, every choice of it"
            yield project.problem(("fill_in", question.id, "unused"), message, "delete the reason")


def _printed(project: Project) -> set[str]:
    return {name for _, _, names in references_of(project) for name in names}


def _names_used(project: Project) -> Iterator[str]:
    book = project.book
    for rule in _every_rule(project):
        yield from rule.names
    for name in book.calculated:
        yield from book.parents(name)
    for fill_in in project.guide.fill_ins.values():
        if fill_in.currency:
            yield fill_in.currency


def _every_rule(project: Project) -> Iterator[Rule]:
    book = project.book
    yield from (*book.shown.values(), *book.visible.values(), *book.derived.values())
    for offered in book.suggested.values():
        yield from offered


def _choices_alike(project: Project) -> dict[str, list[list[str]]]:
    """For each choice question that rules mention: the choices between which they see no difference."""
    return proofs.not_told_apart(project.book, _every_rule(project))
