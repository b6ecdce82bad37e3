"""Compile each document once for a language and format, then join it for any answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

import jinja2

from generator import document, tailor
from generator.blocks import Document
from generator.envelope import Envelope
from generator.join import join
from generator.load import Project
from generator.model import LANGUAGES, Answers, DocumentKind, Language, Layout
from generator.pairing import PairedValues, pair
from generator.segments import LITERAL, Compiled
from generator.tailor import Tailored
from generator.values import Recipe, Values, recipes
from generator.writers import WRITERS

Copy: TypeAlias = Literal["answers", "guidance", "final"]
DOCUMENTS: dict[DocumentKind, Callable[[Project, Language], Document]] = {
    "sla": document.sla,
    "checklist": document.checklist,
}
_BODY = "\ue000body\ue000"
_SHORT = 100
_OUTSIDE = ("page_of", "not_advice_short", "site_done_by")
"""Words that stand outside the text: in the foot of every page, and where someone signs that a task is done."""


@dataclass(frozen=True, eq=False)
class Renderer:
    """A project ready to make documents: the plan for tailoring, and each document compiled at first use."""

    project: Project

    @cached_property
    def plan(self) -> tailor.Plan:
        """Every piece that tailoring decides."""
        return tailor.plan(self.project)

    @cached_property
    def recipes(self) -> dict[str, Recipe]:
        """How to word every value."""
        return recipes(self.plan)

    def tailor(self, answers: Answers) -> Tailored:
        """Decide every piece for these answers."""
        return tailor.tailor(self.plan, answers)

    def document(self, kind: DocumentKind, layout: Layout) -> Document:
        """The block tree of the complete document, in one language or in two."""
        if layout == "da-en":
            return pair(self.document(kind, "da"), self.document(kind, "en"))
        return DOCUMENTS[kind](self.project, layout)

    @lru_cache(maxsize=64)  # noqa: B019 - a Renderer lives as long as the process that makes documents
    def compiled(self, kind: DocumentKind, layout: Layout, form: str, *, page: bool = True) -> Compiled:
        """The complete document in one layout and format; HTML with `page` is a page of its own."""
        found = WRITERS[form].write(self.document(kind, layout))
        return self._in_page(found, kind, layout) if form == "html" and page else found

    def _in_page(self, inner: Compiled, kind: DocumentKind, layout: Layout) -> Compiled:
        shell = templates(self.project.root).get_template("documents/page.html.j2")
        page = shell.render(language=layout[:2], title=self.title(kind, layout), body=_BODY)
        before, after = page.split(_BODY)
        segments = ((0, LITERAL, before), *inner.segments, (0, LITERAL, after + "\n"))
        return Compiled(inner.blocks, segments)

    def title(self, kind: DocumentKind, layout: Layout) -> str:
        """The name of a document."""
        return self._words(f"{kind}_title", layout)

    def _words(self, key: str, layout: Layout) -> str:
        return " / ".join(self.project.ui[key][language] for language in LANGUAGES if language in layout)

    def render(
        self,
        tailored: Tailored,
        kind: DocumentKind,
        layout: Layout,
        form: str,
        copies: Iterable[Copy] = (),
        *,
        page: bool = True,
    ) -> str:
        """The text of the document for these answers. Without `copies`: a clean draft."""
        compiled = self.compiled(kind, layout, form, page=page)
        shown = tailored.shown | copy_keys(tailored, kind, copies)
        return join(compiled, shown, self.values(tailored, layout), _escape(form))

    def file(
        self,
        tailored: Tailored,
        kind: DocumentKind,
        layout: Layout,
        form: str,
        copies: Collection[Copy] = (),
        fonts: tuple[Path, ...] = (),
    ) -> bytes:
        """The document as a file. Raises Unprintable where a format cannot show a character of the answers."""
        text = self.render(tailored, kind, layout, form, copies)
        carried = self.values(tailored, layout)["answers"] if "answers" in copies else ""
        return WRITERS[form].pack(text, self.envelope(kind, layout, carried, fonts))

    def envelope(self, kind: DocumentKind, layout: Layout, carried: str = "", fonts: tuple[Path, ...] = ()) -> Envelope:
        """What goes around the text of a document where it becomes a file of its own."""
        words = {key: self._words(key, layout) for key in _OUTSIDE}
        return Envelope(kind, layout, self.title(kind, layout), words, carried, fonts)

    @lru_cache(maxsize=8)  # noqa: B019 - the formats of one document share their values
    def values(self, tailored: Tailored, layout: Layout) -> dict[str, str]:
        """The value of every slot of a layout, worded when it is asked for."""
        if layout == "da-en":
            return PairedValues(self.values(tailored, "da"), self.values(tailored, "en"))
        return Values(self.recipes, tailored, layout)


@lru_cache(maxsize=16)
def _escape(form: str) -> Callable[[str], str]:
    """How a format escapes a value. Short ones, such as numbers and names of things, come again and again."""
    escape = WRITERS[form].escape
    known = lru_cache(maxsize=8192)(escape)
    return lambda text: known(text) if len(text) <= _SHORT else escape(text)


def copy_keys(tailored: Tailored, kind: DocumentKind, copies: Iterable[Copy]) -> set[str]:
    """Which notices and extras a copy carries: a draft says so, and lists its open points."""
    keys = {f"copy:{copy}" for copy in copies}
    if "copy:guidance" not in keys:
        keys.add("copy:sign")
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
