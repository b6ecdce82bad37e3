"""Everything that can be said about the content as a whole: proofs, language, advice, age of the law, profiles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from generator import prose
from generator.idle import idle
from generator.load import Project
from generator.model import LANGUAGES
from generator.problems import Problem, Refused
from generator.profiles import read_profiles
from generator.proving import disproved
from generator.reading import carried
from generator.tailor import plan, tailor

STALE_AFTER, TOO_OLD_AFTER = 330, 400
"""Days after which a legal fact warns, and fails."""
ARTICLE_WORDS = (700, 1200)
"""Least and most words of an article in each language."""


@dataclass(frozen=True)
class Findings:
    """What a check found. Errors fail it; warnings do not."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    counts: Mapping[str, str]


def check(project: Project, today: date) -> Findings:
    """Everything that can be proved about the content; loading has already checked its form."""
    outlived, unused = idle(project)
    texts = tuple(prose.pairs(project.sources))
    errors = [*disproved(project), *outlived, *_not_carried(project), *_lengths(project)]
    errors += prose.faults(texts, project.guide.style)
    warnings = [*unused, *prose.unconfirmed(texts, project.guide.confirmed)]
    for problem, failed in _ages(project, today):
        (errors if failed else warnings).append(problem)
    return Findings(tuple(sorted(errors)), tuple(sorted(warnings)), _counts(project))


def profiles(project: Project) -> tuple[list[Problem], list[Problem]]:
    """Profiles with open points, as warnings, and what is wrong in their files."""
    try:
        found = read_profiles(project)
    except Refused as refused:
        return [], list(refused.problems)
    made = plan(project)
    warnings = []
    for profile in found:
        names = tailor(made, profile.answers).open_points["sla"]
        if names:
            file = f"content/profiles/{profile.id}.yaml"
            message = f"the agreement of this profile is not complete: {', '.join(names[:5])}"
            hint = "answer them here: a profile shows a complete agreement"
            warnings.append(Problem(file, 1, 1, "answers", message, hint))
    return warnings, []


def _not_carried(project: Project) -> Iterator[Problem]:
    """Advice that no checklist item, clause, KPI or tool makes real."""
    for advice in sorted({entry.id for entry in project.guide.advice} - set(carried(project.guide))):
        hint = "name it in derives_from of an item, a clause, a KPI or a tool"
        yield project.problem(("advice", advice), f"nothing makes the advice '{advice}' real", hint)


def _lengths(project: Project) -> Iterator[Problem]:
    """Articles too thin to act on, or too long to be read in one go."""
    least, most = ARTICLE_WORDS
    for practice in project.guide.practices:
        texts = [practice.what, practice.why, *(step.text for step in practice.steps), practice.example]
        texts += [*practice.mistakes, *practice.signs, *practice.questions]
        for language in LANGUAGES:
            count = sum(len(text[language].split()) for text in texts)
            if not least <= count <= most:
                message = f"the article has {count} words in '{language}'"
                hint = f"{least} to {most} words can be read in one go"
                yield project.problem(("practice", practice.id), message, hint)


def _ages(project: Project, today: date) -> Iterator[tuple[Problem, bool]]:
    """Legal facts and the countries' bases of transfer that nobody has looked at for long."""
    for fact in project.guide.legal_facts:
        for message, hint, failed in _age(fact.id, fact.checked_on, today):
            yield project.problem(("legal_fact", fact.id, "checked_on"), message, hint), failed
    what, checked_on = "the countries' bases of transfer", project.guide.countries_checked_on
    for country in project.guide.countries[:1]:  # the date stands above the list that the first one heads
        source, _ = project.homes["country", country.id]
        for message, hint, failed in _age(what, checked_on, today):
            yield source.problem(("checked_on",), message, hint), failed


def _age(what: str, checked_on: str, today: date) -> Iterator[tuple[str, str, bool]]:
    age = (today - date.fromisoformat(checked_on)).days
    if age < 0:
        yield f"the law behind {what} was checked in the future: {checked_on}", "write the day it was checked", True
    elif age >= STALE_AFTER:
        message = f"the law behind {what} was checked {age} days ago"
        yield message, f"check it again and set the date; {TOO_OLD_AFTER} days is the limit", age >= TOO_OLD_AFTER


def _counts(project: Project) -> dict[str, str]:
    guide = project.guide
    return {
        "articles": f"{len(guide.practices)}/15",
        "advice": f"{len(list(carried(guide)))}/{len(guide.advice)}",
        "questions": str(len(guide.questionnaire.questions)),
        "clauses": f"{len(guide.clauses)}/{len(guide.clauses) + len(guide.planned)}",
        "kpis": str(len(guide.kpis)),
        "checklist items": str(len(guide.items)),
        "tools": str(len(guide.tools)),
        "glossary terms": str(len(guide.terms)),
        "legal facts": str(len(guide.legal_facts)),
    }
