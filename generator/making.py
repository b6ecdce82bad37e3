"""One answer file -> the files of its documents: what the commands that make documents share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator import yamlfile
from generator.answers import parse_answers
from generator.consistency import breaches
from generator.envelope import Unprintable
from generator.model import DocumentKind, Layout
from generator.problems import Problem, Refused
from generator.render import Copy, Renderer
from generator.tailor import Tailored
from generator.yamlfile import Source


@dataclass(frozen=True)
class Order:
    """Which documents to make of each set of answers. `fonts` are folders with more fonts for PDF."""

    kind: DocumentKind
    layouts: tuple[Layout, ...]
    formats: tuple[str, ...]
    copies: tuple[Copy, ...] = ()
    fonts: tuple[Path, ...] = ()

    @property
    def name(self) -> str:
        """What the names of the files begin with. A copy with guidance has one of its own: it is not to be sent."""
        return f"{self.kind}-guidance" if "guidance" in self.copies else self.kind


def given(name: str, what: str) -> Path:
    """The file that a user names. Raises Refused where there is none, and says `what` to name instead."""
    path = Path(name)
    if path.is_dir():
        raise Refused([Problem(name, 1, 1, "(file)", "is a folder", f"name {what}")])
    if not path.exists():
        hint = f"name {what}, such as one of content/profiles" if what == "an answer file" else f"name {what}"
        raise Refused([Problem(name, 1, 1, "(file)", "there is no such file", hint)])
    return path


def source(name: str) -> Source:
    """The data of an answer file that a user names, not yet checked. Raises Refused, OSError."""
    return yamlfile.read(given(name, "an answer file"), name, follow=True)


def make(renderer: Renderer, found: Source, order: Order) -> dict[str, bytes]:
    """Every file of the order by its name. Raises Refused, with every problem of the answers."""
    tailored = renderer.tailor(parse_answers(found, renderer.project.guide))
    if "final" in order.copies:
        _refuse_open(tailored, found)
    made: dict[str, bytes] = {}
    for layout in order.layouts:
        for form in order.formats:
            try:
                name = f"{order.name}.{layout}.{form}"
                made[name] = renderer.file(tailored, order.kind, layout, form, order.copies, order.fonts)
            except Unprintable as error:
                raise Refused(_unprintable(found, error.characters, form.upper())) from None
    return made


def _unprintable(found: Source, characters: str, form: str) -> Iterator[Problem]:
    """Each answer with a character that the format cannot show."""
    hint = f"write it otherwise, choose formats without {form}, or name a folder with a font that has it (--font-path)"
    problems = []
    for path in found.positions:
        value = yamlfile.at(found.data, path)
        lacking = [c for c in characters if isinstance(value, str) and c in value] if path[:1] == ("answers",) else []
        if lacking:
            named = ", ".join(f"{c} (U+{ord(c):04X})" for c in dict.fromkeys(lacking))
            problems.append(found.problem(path, f"the fonts for {form} lack {named}", hint))
    named = ", ".join(f"U+{ord(c):04X}" for c in characters)
    yield from problems or [found.problem((), f"the fonts for {form} lack {named}", hint)]


def _refuse_open(tailored: Tailored, found: Source) -> None:
    """A final copy has nothing open and breaks no rule of consistency."""
    problems = []
    for breach in breaches(tailored):
        path = ("answers", *breach.key.split("."))
        problems.append(found.problem(path, breach.message, breach.hint, at_key=True))
    for name in tailored.open_points["sla"]:
        path = ("answers", "kpis", name[4:]) if name.startswith("kpi.") else ("answers", name)
        message = f"'{_label(tailored, name)}' is not settled"
        problems.append(found.problem(path, message, "answer it, or leave out --final", at_key=True))
    if problems:
        raise Refused(problems)


def _label(tailored: Tailored, name: str) -> str:
    guide = tailored.project.guide
    if name.startswith("kpi."):
        return guide.kpi[name[4:]].name.en
    return guide.fill_ins[name].label.en
