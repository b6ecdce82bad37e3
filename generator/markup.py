"""The Markdown subset of the content: paragraphs, lists, strong, emphasis, links and {{ slots }}; nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode

from generator.blocks import (
    Blank,
    Emphasis,
    Inline,
    Line,
    Link,
    ListBlock,
    ListItem,
    Node,
    Paragraph,
    Slot,
    Str,
    Strong,
)

_SLOT = re.compile(r"\{\{\s*((?:ref\.)?[a-z][a-z0-9_]*)\s*\}\}")


class MarkupError(Exception):
    """Text that uses more than the subset."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def _slot_rule(state: StateInline, silent: bool) -> bool:
    match = _SLOT.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.push("slot", "", 0).content = match[1]
    state.pos = match.end()
    return True


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True})
    parser.inline.ruler.before("escape", "slot", _slot_rule)
    # The text rule stops at characters that may begin something; { is not one of them by itself.
    parser.inline.add_terminator_char("{")
    return parser


@lru_cache(maxsize=8192)
def parse(text: str) -> tuple[Node, ...]:
    """The paragraphs and lists of a text. Raises MarkupError."""
    return tuple(_block(node) for node in SyntaxTreeNode(_parser().parse(text)).children)


def line(text: str) -> Line:
    """The inline content of a text of exactly one paragraph. Raises MarkupError."""
    blocks = parse(text)
    if len(blocks) != 1 or not isinstance(blocks[0], Paragraph):
        raise MarkupError("this text must be a single paragraph", "take out blank lines and list marks")
    return blocks[0].line


def _block(node: SyntaxTreeNode) -> Node:
    if node.type == "paragraph":
        return Paragraph(_line(node.children[0]))
    if node.type in ("bullet_list", "ordered_list"):
        return ListBlock(tuple(_item(item) for item in node.children), node.type == "ordered_list")
    raise _unknown(node)


def _item(node: SyntaxTreeNode) -> ListItem:
    if [child.type for child in node.children] != ["paragraph"]:
        raise MarkupError("a point of a list must be one paragraph", "no lists inside lists, no empty points")
    return ListItem((_block(node.children[0]),))


def _unknown(node: SyntaxTreeNode) -> MarkupError:
    hint = "use paragraphs, lists, **strong**, *emphasis*, [text](https://…) and {{ slots }}"
    kind = node.type.replace("_", " ").replace("inline", "in a line")
    return MarkupError(f"Markdown of the kind '{kind}' is not allowed", hint)


def _line(node: SyntaxTreeNode) -> Line:
    return tuple(part for child in node.children for part in _inline(child))


def _inline(node: SyntaxTreeNode) -> Iterator[Inline]:
    match node.type:
        case "text":
            if re.search(r"\{\{|\}\}|\{%", node.content):
                raise MarkupError("a slot is not well formed", "write {{ name }} or {{ ref.clause_id }}")
            if "](" in node.content:
                raise MarkupError("a link is not well formed", "write [text](https://…)")
            if node.content:
                yield Str(node.content)
        case "softbreak":
            yield Str(" ")
        case "slot":
            name = node.content
            yield Slot(name) if name.startswith("ref.") else Blank(name)
        case "strong":
            yield Strong(_line(node))
        case "em":
            yield Emphasis(_line(node))
        case "link":
            href = str(node.attrs.get("href", ""))
            if not href.startswith("https://"):
                raise MarkupError(f"the link '{href}' is not allowed", "a link starts with https://")
            yield Link(href, _line(node))
        case _:
            raise _unknown(node)


def slots(blocks: tuple[Node, ...] | Line) -> Iterator[str]:
    """The names of all slots in order, `ref.` included."""
    for node in blocks:
        if isinstance(node, Slot | Blank):
            yield node.name
        elif isinstance(node, Paragraph):
            yield from slots(node.line)
        elif isinstance(node, ListBlock):
            for item in node.items:
                yield from slots(item.blocks)
        elif isinstance(node, Strong | Emphasis | Link):
            yield from slots(node.children)


def shape(blocks: tuple[Node, ...]) -> tuple[object, ...]:
    """The structure both languages must share: kinds of blocks, and how many points a list has."""
    return tuple(
        ("list", node.ordered, tuple(shape(item.blocks) for item in node.items))
        if isinstance(node, ListBlock)
        else "text"
        for node in blocks
    )
