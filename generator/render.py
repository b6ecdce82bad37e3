"""Compile each document once for a language and format, then join it for any answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

import jinja2

from generator import document, tailor
from generator.blocks import Document
from generator.join import join
from generator.load import Project
from generator.model import Answers, Language
from generator.segments import LITERAL, Compiled
from generator.tailor import DocumentKind, Tailored
from generator.values import values
from generator.writers import WRITERS

Copy: TypeAlias = Literal["answers", "guidance", "final"]
DOCUMENTS: dict[DocumentKind, Callable[[Project, Language], Document]] = {
    "sla": document.sla,
    "checklist": document.checklist,
}
_BODY = "\ue000body\ue000"


@dataclass(frozen=True, eq=False)
class Renderer:
    """A project ready to make documents: the plan for tailoring, and each document compiled at first use."""

    project: Project

    @cached_property
    def plan(self) -> tailor.Plan:
        """Every piece that tailoring decides."""
        return tailor.plan(self.project)

    def tailor(self, answers: Answers) -> Tailored:
        """Decide every piece for these answers."""
        return tailor.tailor(self.plan, answers)

    @lru_cache(maxsize=64)  # noqa: B019 - a Renderer lives as long as the process that makes documents
    def compiled(self, kind: DocumentKind, language: Language, form: str, *, page: bool = True) -> Compiled:
        """The complete document in one language and format; HTML with `page` is a page of its own."""
        found = WRITERS[form].write(DOCUMENTS[kind](self.project, language))
        return self._in_page(found, kind, language) if form == "html" and page else found

    def _in_page(self, inner: Compiled, kind: DocumentKind, language: Language) -> Compiled:
        title = self.project.ui[f"{kind}_title"][language]
        shell = templates(self.project.root).get_template("documents/page.html.j2")
        before, after = shell.render(language=language, title=title, body=_BODY).split(_BODY)
        segments = ((0, LITERAL, before), *inner.segments, (0, LITERAL, after + "\n"))
        return Compiled(inner.blocks, segments)

    def render(
        self,
        tailored: Tailored,
        kind: DocumentKind,
        language: Language,
        form: str,
        copies: Iterable[Copy] = (),
        *,
        page: bool = True,
    ) -> str:
        """The document for these answers. Without `copies`: a clean draft."""
        compiled = self.compiled(kind, language, form, page=page)
        shown = tailored.shown | copy_keys(tailored, kind, copies)
        return join(compiled, shown, self._values(tailored, language), WRITERS[form].escape)

    @lru_cache(maxsize=8)  # noqa: B019 - the formats of one document share their values
    def _values(self, tailored: Tailored, language: Language) -> dict[str, str]:
        return values(self.plan, tailored, language)


def copy_keys(tailored: Tailored, kind: DocumentKind, copies: Iterable[Copy]) -> set[str]:
    """Which notices and extras a copy carries: a draft says so, and lists its open points."""
    keys = {f"copy:{copy}" for copy in copies}
    if "copy:final" not in keys:
        keys |= {"copy:draft", "copy:open"} if tailored.open_points[kind] else {"copy:settled"}
    return keys


def templates(root: Path) -> jinja2.Environment:
    """Page and document templates: trusted text around values that are always escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(root / "templates"),
        autoescape=jinja2.select_autoescape(("html", "html.j2")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
