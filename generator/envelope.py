"""What goes around the text of a document where it becomes a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.model import DocumentKind, Layout

ANSWERS_NAMESPACE = "urn:outsourcing-guide:answers:1"
"""Of the part of a Word document that carries the answers, by which an edited copy still gives them back."""
ATTACHMENT = "answers.json"
"""The embedded file of a PDF that carries the answers."""


@dataclass(frozen=True)
class Envelope:
    """`answers` is the JSON that a working copy carries, and empty in every other copy.

    `words` are the few that stand outside the text, such as 'page'; `fonts` are folders with more fonts for PDF.
    """

    kind: DocumentKind
    layout: Layout
    title: str
    words: Mapping[str, str]
    answers: str = ""
    fonts: tuple[Path, ...] = ()


class Unprintable(Exception):
    """The answers hold characters that this format cannot show."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters
