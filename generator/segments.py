"""A compiled document: a flat list of segments, and the table of the blocks they belong to.

This is all that tailoring a document needs, in Python or in a browser: see generator/join.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LITERAL, SLOT, RAW = 0, 1, 2


@dataclass(frozen=True)
class Compiled:
    """`blocks[i]` is (parent, key): in when its parent is and its key is shown. Block 0 is the whole document.

    A segment is (block, kind, text): LITERAL text; the name of a SLOT whose value is escaped; or the name of a
    RAW slot, whose value is JSON that is safe in every format.
    """

    blocks: tuple[tuple[int, str], ...]
    segments: tuple[tuple[int, int, str], ...]


class Builder:
    """Collects segments in order; neighbouring literal texts of one block become one segment."""

    def __init__(self) -> None:
        self._blocks: list[tuple[int, str]] = [(-1, "")]
        self._segments: list[tuple[int, int, str]] = []
        self._at = 0

    def text(self, text: str) -> None:
        """Literal text, already in the form of the format."""
        if self._segments and self._segments[-1][:2] == (self._at, LITERAL):
            text = self._segments.pop()[2] + text
        if text:
            self._segments.append((self._at, LITERAL, text))

    def slot(self, name: str) -> None:
        """The value of a slot, escaped when it is filled in."""
        self._segments.append((self._at, SLOT, name))

    def raw(self, name: str) -> None:
        """The value of a slot that holds JSON, as it is."""
        self._segments.append((self._at, RAW, name))

    @contextmanager
    def group(self, key: str) -> Iterator[None]:
        """Everything written inside is in or out by `key`; without a key it is simply written."""
        if not key:
            yield
            return
        outer, self._at = self._at, len(self._blocks)
        self._blocks.append((outer, key))
        yield
        self._at = outer

    def compiled(self) -> Compiled:
        """What was collected."""
        return Compiled(tuple(self._blocks), tuple(self._segments))
