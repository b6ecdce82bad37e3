"""Segments, decisions and values -> text. The browser has a twin of this; both know nothing of formats or clauses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from generator.segments import LITERAL, SLOT, Compiled


def join(compiled: Compiled, shown: Set[str], values: Mapping[str, str], escape: Callable[[str], str]) -> str:
    """The document for one set of answers: the blocks whose keys are shown, with their slots filled in."""
    inside: list[bool] = []
    for parent, key in compiled.blocks:
        inside.append(parent < 0 or (inside[parent] and key in shown))
    parts: list[str] = []
    for block, kind, text in compiled.segments:
        if inside[block]:
            parts.append(text if kind == LITERAL else escape(values[text]) if kind == SLOT else values[text])
    return "".join(parts)
