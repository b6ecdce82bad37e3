"""The questionnaire in the terminal: questions that apply, one after the other, then the fields that are blank."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, Protocol, TextIO

from generator import rules, yamlfile
from generator.answers import typed_value
from generator.load import Project
from generator.model import Answers, FillIn, Language, Question
from generator.problems import Problem, visible
from generator.tailor import Plan, plan, tailor
from generator.values import suggested_value, suggestion
from generator.wording import Wording
from generator.yamlfile import Data, Position, Source


class Prompter(Protocol):
    """Puts one question to a person and gives back what they wrote: raw, or None for 'not decided'."""

    def show(self, text: str) -> None:
        """Tell something."""

    def ask(self, fill_in: FillIn, heading: str, choices: dict[str, str]) -> Data:
        """Ask. Raises KeyboardInterrupt or EOFError when the person stops."""


def prompter(project: Project, language: Language) -> Prompter:
    """Menus on a terminal; plain lines in a pipe."""
    wording = Wording(language, project.ui)
    if sys.stdin.isatty() and sys.stdout.isatty():
        return Menus(wording)
    return Lines(wording, sys.stdin, sys.stdout)


def ask(project: Project, language: Language, prompter: Prompter) -> Answers:
    """Ask everything that applies. When the person stops, what was answered is kept."""
    wording = Wording(language, project.ui)
    values: dict[str, Any] = {}
    prompter.show(wording.say("ask_intro"))
    try:
        for question in project.guide.questionnaire.questions:
            _ask_one(project, question, values, wording, prompter)
        if _wants_fields(wording, prompter):
            for fill_in in _blank_fields(plan(project), values):
                _ask_one(project, fill_in, values, wording, prompter)
    except (KeyboardInterrupt, EOFError):
        prompter.show("")
    return Answers(content_version=project.guide.version, values=values)


def _wants_fields(wording: Wording, prompter: Prompter) -> bool:
    question = FillIn.model_validate({"id": "fields", "label": {"da": "x", "en": "x"}, "type": "text"})
    answer = prompter.ask(question, wording.say("ask_fields"), {})
    return isinstance(answer, str) and answer.strip().lower()[:1] in ("j", "y")


def _blank_fields(made: Plan, values: dict[str, Any]) -> Iterator[FillIn]:
    """The fields the agreement still lacks; answering one may bring others."""
    project = made.project
    asked: set[str] = {q.id for q in project.guide.questionnaire.questions}
    while True:
        tailored = tailor(made, Answers(values=values))
        names = [n for n in tailored.open_points["sla"] if n not in asked and n in project.guide.fill_ins]
        if not names:
            return
        asked.add(names[0])
        yield project.guide.fill_ins[names[0]]


def _ask_one(project: Project, fill_in: FillIn, values: dict[str, Any], wording: Wording, prompter: Prompter) -> None:
    env = project.book.environment(values)
    if env.get(fill_in.id, "open") is rules.NOT_ASKED:
        return
    language = wording.language
    heading = _heading(project, fill_in, env, wording)
    choices = {key: label[language] for key, label in project.guide.choices(fill_in).items()}
    if fill_in.type == "yes_no":
        choices = {"yes": wording.say("yes"), "no": wording.say("no")}
    while True:
        raw = _safe(prompter.ask(fill_in, heading, choices))
        problems: list[Problem] = []
        source = Source("", {}, {(): Position(1, 1, 1, 1)})
        problems += [source.problem((), message, "write it again") for message in _hidden(raw)]
        value = typed_value(project.guide, fill_in, raw, source, (fill_in.id,), problems)
        if not problems:
            break
        for problem in problems:
            prompter.show(wording.say("ask_wrong", visible(f"{problem.message}; {problem.hint}")))
    if value is not None:
        values[fill_in.id] = value


def _safe(raw: Data) -> Data:
    """What was typed, in the form in which a file would give it."""
    if isinstance(raw, str):
        return yamlfile.normal(raw)
    if isinstance(raw, list):
        return [_safe(part) for part in raw]
    return {key: _safe(value) for key, value in raw.items()} if isinstance(raw, dict) else raw


def _hidden(raw: Data) -> Iterator[str]:
    """What is wrong with the characters of what was typed: a file with them could not be read again."""
    if isinstance(raw, str) and (message := yamlfile.forbidden(raw)):
        yield message
    for part in raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ():
        yield from _hidden(part)


def _heading(project: Project, fill_in: FillIn, env: rules.Environment, wording: Wording) -> str:
    language = wording.language
    number = f"{fill_in.number}. " if isinstance(fill_in, Question) else ""
    lines = [f"\n{number}{fill_in.label[language]}"]
    lines += [text[language] for text in (fill_in.why, fill_in.help) if text]
    offered = suggestion(project.book, fill_in, env)
    if offered:
        value = suggested_value(fill_in, offered.value)
        lines.append(wording.say("suggestion", wording.value(project.guide, fill_in, value, env)))
        lines += [offered.reason[language]] if offered.reason else []
    return "\n".join(lines)


# --- Two ways to ask ------------------------------------------------------------------------------


class Lines:
    """Plain lines: for pipes, screen readers and simple terminals."""

    def __init__(self, wording: Wording, source: TextIO, target: TextIO) -> None:
        self._wording, self._source, self._target = wording, source, target

    def show(self, text: str) -> None:
        """Print a line."""
        print(text, file=self._target, flush=True)

    def ask(self, fill_in: FillIn, heading: str, choices: dict[str, str]) -> Data:
        """Print the question and its choices; read a line."""
        self.show(heading)
        for place, (key, label) in enumerate(choices.items(), 1):
            self.show(f"    {place}. {label} ({key})")
        if fill_in.type == "table":
            return self._table(fill_in)
        self.show(f"  {self._how(fill_in)}")
        text = self._line()
        meant = _meant(choices)
        if fill_in.type == "several" and text:
            parts = (part.strip() for part in text.split(","))
            return [meant.get(part.casefold(), part) for part in parts if part]
        return meant.get(text.casefold(), text) or None

    def _how(self, fill_in: FillIn) -> str:
        say = self._wording.say
        if fill_in.type == "several":
            return say("ask_several")
        if fill_in.type in ("choice", "yes_no"):
            return say("ask_one")
        if fill_in.type == "date":
            return say("ask_date")
        if fill_in.minimum is not None and fill_in.maximum is not None:
            return say("ask_number", str(fill_in.minimum), str(fill_in.maximum))
        return say("ask_text")

    def _line(self) -> str:
        line = self._source.readline()
        if not line:
            raise EOFError
        return line.strip()

    def _table(self, fill_in: FillIn) -> Data:
        rows: list[Data] = []
        while len(rows) < fill_in.max_rows:
            self.show(self._wording.say("ask_row", str(len(rows) + 1)))
            row: dict[str, Data] = {}
            for column in fill_in.columns:
                options = f" ({', '.join(c.id for c in column.choices)})" if column.choices else ""
                self.show(f"  {column.label[self._wording.language]}{options}")
                text = self._line()
                if not text and not row:
                    return rows or None
                row[column.id] = text
            rows.append(row)
        return rows


def _meant(choices: dict[str, str]) -> dict[str, str]:
    """What people may type for a choice: its number in the list, its words or its id."""
    found = {str(place): key for place, key in enumerate(choices, 1)}
    found |= {label.casefold(): key for key, label in choices.items()}
    return found | {key.casefold(): key for key in choices}


class Menus:
    """Menus to move in with the arrow keys."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def show(self, text: str) -> None:
        """Print a line."""
        print(text, flush=True)

    def ask(self, fill_in: FillIn, heading: str, choices: dict[str, str]) -> Data:
        """A menu for choices, a line for the rest."""
        import questionary  # only a person at a terminal needs it

        self.show(heading)
        if fill_in.type == "table":
            return Lines(self._wording, sys.stdin, sys.stdout).ask(fill_in, "", {})
        options = [questionary.Choice(label, value=key) for key, label in choices.items()]
        if fill_in.type == "several":
            return questionary.checkbox("", choices=options).unsafe_ask() or None
        if options:
            nothing = questionary.Choice(self._wording.say("ask_open"), value="")
            return questionary.select("", choices=[nothing, *options]).unsafe_ask() or None
        text: str = questionary.text("").unsafe_ask()
        return text.strip() or None
