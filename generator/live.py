"""A compiled HTML document -> HTML whose parts a script can show, hide and fill, without parsing anything.

What varies is marked on the elements themselves. It reads as the document does for the answers it was made with.

    data-b  the blocks that an element stands for: it is shown when all of them are
    data-s  the slot that is its text
    data-a  the slots of its attributes, such as data-status=status.clause:parties
    data-f  the question that is answered here: its value, or marked as blank its placeholder
    data-d  on the first element of a block that is undecided: what it waits for. A script writes the marks themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from generator.segments import LITERAL, Compiled

_OPEN, _CLOSE, _SLOT, _END = "\ue100", "\ue101", "\ue102", "\ue103"
"""Private characters, which no text may hold, around block keys and slot names in the text that is taken apart here."""
_TOKEN = re.compile(f"{_OPEN}([^{_END}]*){_END}|({_CLOSE})|{_SLOT}([^{_END}]*){_END}|<(/?)([a-z0-9]+)([^>]*)>")
_IN_ATTRIBUTE = re.compile(f'([a-z-]+)="{_SLOT}([^{_END}]*){_END}"')
_VOID = {"br", "input", "hr", "img"}


@dataclass
class _Slot:
    name: str


@dataclass
class _Element:
    """An element, or (without a tag) the block of a document with the key `key`."""

    tag: str = ""
    attributes: str = ""
    key: str = ""
    children: list[_Node] = field(default_factory=list)


_Node: TypeAlias = "_Element | _Slot | str"


def live(
    compiled: Compiled,
    shown: Set[str],
    values: Mapping[str, str],
    escape: Callable[[str], str],
    waits: Mapping[str, str],
    left_out: Callable[[str], bool],
) -> str:
    """The document with every part in it; those that are not in `shown` are hidden.

    `waits` says in short what an undecided block waits for; blocks whose key is `left_out` are not there at all.
    """
    root = _tree(_marked(compiled, left_out))
    return "".join(_write(root.children, "", _Look(shown, values, escape, waits)))


def _marked(compiled: Compiled, left_out: Callable[[str], bool]) -> str:
    """The text of all segments, with marks where blocks begin and end and where slots stand."""
    out: list[str] = []
    path: list[int] = [0]
    gone = {-1: False}
    for i, (parent, key) in enumerate(compiled.blocks):
        gone[i] = gone[parent] or left_out(key)
    for block, kind, text in compiled.segments:
        if gone[block]:
            continue
        wanted = _path(compiled, block)
        while path != wanted[: len(path)]:
            path.pop()
            out.append(_CLOSE)
        for inner in wanted[len(path) :]:
            path.append(inner)
            out.append(f"{_OPEN}{compiled.blocks[inner][1]}{_END}")
        out.append(text if kind == LITERAL else f"{_SLOT}{text}{_END}")
    return "".join(out) + _CLOSE * (len(path) - 1)


def _path(compiled: Compiled, block: int) -> list[int]:
    path = [block]
    while compiled.blocks[path[0]][0] >= 0:
        path.insert(0, compiled.blocks[path[0]][0])
    return path


def _tree(text: str) -> _Element:
    """The marked text as a tree of elements and blocks. Raises ValueError where they are not nested."""
    root = _Element()
    stack, at = [root], 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            stack[-1].children.append(text[at : match.start()])
        at = match.end()
        key, close, slot, end, tag, attributes = match.groups()
        if slot is not None:
            stack[-1].children.append(_Slot(slot))
        elif close or end:
            if stack.pop().tag != (tag or ""):
                raise ValueError(f"blocks and elements are not nested near {text[max(0, at - 80) : at]!r}")
        else:
            found = _Element(tag or "", attributes or "", key or "")
            stack[-1].children.append(found)
            if tag not in _VOID:
                stack.append(found)
    if len(stack) > 1:
        raise ValueError(f"{stack[-1].tag or stack[-1].key} is not closed")
    return root


@dataclass(frozen=True)
class _Look:
    """How the document looks before any script."""

    shown: Set[str]
    values: Mapping[str, str]
    escape: Callable[[str], str]
    waits: Mapping[str, str]

    def value(self, slot: str) -> str:
        return self.escape(self.values[slot])

    def hidden(self, keys: str) -> str:
        return "" if self.shown >= set(keys.split()) else " hidden"


def _write(nodes: list[_Node], keys: str, look: _Look) -> Iterator[str]:
    """Nodes that stand directly in the blocks `keys`."""
    key = keys.rpartition(" ")[2]
    waits = look.waits.get(key)
    for node in nodes:
        match node:
            case str():
                yield node
            case _Slot():
                yield f"<span{_keys(keys, look)}{_slot(node)}>{look.value(node.name)}</span>"
            case _Element(tag="") if node.key.startswith("filled:"):
                yield _answer(node, look)
            case _Element(tag="") if node.key.startswith("blank:"):
                pass  # it stands in the element of the value
            case _Element(tag=""):
                yield from _block(node, f"{keys} {node.key}".strip(), look)
            case _Element():
                # The contents list clauses too, and need no mark. What a row waits for stands in its first cell.
                marked = waits is not None and not (node.tag == "li" and key.startswith("clause:"))
                mark = f' data-d="{waits}"' if marked else ""
                if mark and node.tag == "tr" and isinstance(node.children[0], _Element):
                    node.children[0].attributes += mark
                    mark = ""
                yield from _element(node, _keys(keys, look) + mark, look)
                waits = None


def _answer(filled: _Element, look: _Look) -> str:
    """A value or its placeholder, one of which is always shown."""
    (slot,) = filled.children
    if not isinstance(slot, _Slot):
        raise ValueError(f"{filled.key} holds more than its value")
    if filled.key in look.shown:
        return f'<mark data-f="{slot.name}">{look.value(slot.name)}</mark>'
    return f'<mark class="blank" data-f="{slot.name}">{look.value(placeholder(slot.name))}</mark>'


def placeholder(slot: str) -> str:
    """The slot of what stands for a value that is missing, in the language of the value."""
    language, colon, name = slot.rpartition(":")
    return f"{language}{colon}placeholder.{name}"


def _block(block: _Element, keys: str, look: _Look) -> Iterator[str]:
    """What a block holds carries its key; words that stand bare in it get an element to carry it."""
    words = any(isinstance(child, str) and child.strip() for child in block.children)
    if words:
        inner = "".join(_write(block.children, "", look))
        yield f"<span{_keys(keys, look)}>{inner}</span>"
    else:
        yield from _write(block.children, keys, look)


def _element(element: _Element, more: str, look: _Look) -> Iterator[str]:
    attributes = element.attributes
    slots = " ".join(f"{name}={slot}" for name, slot in _IN_ATTRIBUTE.findall(attributes))
    if slots:
        attributes = _IN_ATTRIBUTE.sub(lambda m: f'{m[1]}="{look.value(m[2])}"', attributes)
        attributes += f' data-a="{slots}"'
    attributes += more
    if element.tag in _VOID:
        yield f"<{element.tag}{attributes}>"
        return
    match element.children:
        case [_Slot() as slot]:
            inner = look.value(slot.name)
            attributes += _slot(slot)
        case children:
            inner = "".join(_write(children, "", look))
    yield f"<{element.tag}{attributes}>{inner}</{element.tag}>"


def _slot(slot: _Slot) -> str:
    return f' data-s="{slot.name}"'


def _keys(keys: str, look: _Look) -> str:
    return f' data-b="{keys}"{look.hidden(keys)}' if keys else ""
