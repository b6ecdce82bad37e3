"""Words of the trade, explained where a page first uses them: each use becomes a link to its meaning on that page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.blocks import Emphasis, Gloss, Inline, Line, ListBlock, Node, Paragraph, Str, Strong
from generator.model import Language, Term


class Glosses:
    """The words of one page: marks the first use of each, and remembers which were used, in order."""

    def __init__(self, terms: Iterable[Term], language: Language) -> None:
        self._terms = {term.id: term for term in terms if term.explained}
        self._by_form = {
            form.casefold(): term.id
            for term in self._terms.values()
            for form in (term.term[language], *term.forms[language])
        }
        # The longest form first, so that a compound is not cut at a word it begins with.
        forms = sorted(self._by_form, key=lambda form: (-len(form), form))
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE)
        self._used: dict[str, Term] = {}

    @property
    def used(self) -> tuple[Term, ...]:
        """The terms marked so far."""
        return tuple(self._used.values())

    def mark(self, blocks: tuple[Node, ...]) -> tuple[Node, ...]:
        """The same blocks with the first use of each term linked to its meaning."""
        return tuple(self._block(block) for block in blocks)

    def _block(self, block: Node) -> Node:
        match block:
            case Paragraph():
                return replace(block, line=self.line(block.line))
            case ListBlock():
                items = tuple(replace(item, blocks=self.mark(item.blocks)) for item in block.items)
                return replace(block, items=items)
        return block

    def line(self, line: Line) -> Line:
        """The same line, marked. Links stay as they are: a link cannot hold another."""
        return tuple(part for inline in line for part in self._inline(inline))

    def _inline(self, inline: Inline) -> Iterator[Inline]:
        match inline:
            case Str():
                yield from self._text(inline.text)
            case Strong() | Emphasis():
                yield replace(inline, children=self.line(inline.children))
            case _:
                yield inline

    def _text(self, text: str) -> Iterator[Inline]:
        done = 0
        for found in self._pattern.finditer(text) if self._by_form else ():
            term = self._by_form[found[0].casefold()]
            if term in self._used:
                continue
            self._used[term] = self._terms[term]
            if found.start() > done:
                yield Str(text[done : found.start()])
            yield Gloss(term, (Str(found[0]),))
            done = found.end()
        if done < len(text):
            yield Str(text[done:])
