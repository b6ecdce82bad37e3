"""Why a clause, block or item is in, out or undecided, in words."""

from __future__ import annotations

from collections.abc import Iterator

from generator import rules
from generator.model import Question
from generator.rulebook import SCOPE
from generator.tailor import Tailored, roots
from generator.wording import Wording


def reason(tailored: Tailored, key: str, rule: rules.Rule, wording: Wording) -> str:
    """One sentence: the status of `key`, and the answers that brought it there."""
    status = tailored.status(key)
    if key.startswith("kpi:") and _is_choice(tailored, key):
        return wording.say(f"reason_{status}_chosen")
    names = list(dict.fromkeys(rules.support(rule.logic, tailored.env)))
    if len(names) > 1 and SCOPE in names and status != "out":
        names.remove(SCOPE)
    if not names:
        return wording.say("reason_always")
    derived = [name for name in names if name not in tailored.project.guide.fill_ins]
    # Of an open fact the questions behind it say all there is to say.
    facts = [_words(tailored, name, wording) for name in derived if status != "undecided" or name in tailored.env]
    answers = dict.fromkeys(n for name in names for n in _answers_behind(tailored, name))
    told = [_answer(tailored, name, wording) for name in answers]
    because = "; ".join(facts or told)
    return wording.say(f"reason_{status}", f"{because} ({'; '.join(told)})" if facts and told else because)


def _is_choice(tailored: Tailored, key: str) -> bool:
    """Whether a KPI is in only by choice: somebody chose KPIs, or it is not in the default set."""
    return tailored.answers.kpis is not None or not tailored.project.guide.kpi[key[4:]].default


def _words(tailored: Tailored, name: str, wording: Wording) -> str:
    """A derived fact in words: what it says, its number, or that it is open."""
    project, env, language = tailored.project, tailored.env, wording.language
    fact = project.guide.derived_fact[name]
    if name not in env:
        return wording.say("reason_open_fact", fact.label[language])
    if name in project.book.calculated:
        if env[name] is rules.NOT_ASKED:
            return wording.say("reason_not_asked", fact.label[language])
        text = wording.calculated(project.guide, project.book, name, env[name], env)
        return wording.say("reason_answer", fact.label[language], text)
    words = fact.is_true if env[name] else fact.is_false
    return (words or fact.label)[language]


def _answers_behind(tailored: Tailored, name: str) -> Iterator[str]:
    """The questions a name stands on: itself, or those that decided a derived fact."""
    book = tailored.project.book
    if name in tailored.project.guide.fill_ins:
        yield name
        return
    parents = rules.support(book.derived[name].logic, tailored.env) if name in book.derived else book.parents(name)
    for parent in dict.fromkeys(parents):
        yield from _answers_behind(tailored, parent)


def _answer(tailored: Tailored, name: str, wording: Wording) -> str:
    guide, env = tailored.project.guide, tailored.env
    label = label_of(tailored, name, wording)
    if name == SCOPE and tailored.answers.values.get(name, "full") == "full":
        return wording.say("reason_scope_default")
    if name not in env:
        return wording.say("reason_open", label)
    if env[name] is rules.NOT_ASKED:
        return wording.say("reason_not_asked", label)
    if tailored.project.book.names[name].kind == "answered":
        return wording.say("reason_answered" if env[name] else "reason_open", label)
    return wording.say("reason_answer", label, wording.value(guide, guide.fill_ins[name], env[name], env))


def label_of(tailored: Tailored, name: str, wording: Wording) -> str:
    """A question as people refer to it: its number and its words."""
    asked = tailored.project.guide.fill_ins[name]
    label = asked.label[wording.language]
    if isinstance(asked, Question):
        return wording.say("question_named", str(asked.number), label)
    return wording.say("field_named", label)


def depends(tailored: Tailored, rule: rules.Rule, wording: Wording) -> str:
    """The questions an undecided rule waits for."""
    names = dict.fromkeys(roots(tailored.project, tailored.env, rule))
    return wording.listing([label_of(tailored, name, wording) for name in names])
