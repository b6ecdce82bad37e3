"""Take the faults out of faulty data, so that one run can report what is wrong elsewhere too.

What comes of it is never published: it only serves to find further problems. `lost` are the ids that may be
missing because of a fault already reported; what refers to them is not reported again.
"""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from generator.problems import Problem
from generator.yamlfile import Data

_ROUNDS = 4
_ID = re.compile(rb"\bid: *([A-Za-z0-9_]+)")


def mend(adapter: TypeAdapter[Any], data: Data, lost: set[str]) -> Any:
    """The entry that the data give once faulty values are left out, or None. Adds to `lost`."""
    data = copy.deepcopy(data)
    everything = set(_ids(data))
    for _ in range(_ROUNDS):
        try:
            return adapter.validate_python(data)
        except ValidationError as error:
            for fault in error.errors():
                if not _mend_one(data, fault, lost):
                    lost |= everything
                    return None
    lost |= everything
    return None


def _mend_one(data: Any, fault: Any, lost: set[str]) -> bool:
    """Fill in what is missing, take the nearest of allowed words, leave anything else out."""
    loc, holder = fault["loc"], data
    for part in loc[:-1]:
        inside = part in holder if isinstance(holder, dict) else isinstance(holder, list) and isinstance(part, int)
        holder = holder[part] if inside else holder
    if not loc or not isinstance(holder, dict):
        return False
    last = loc[-1]
    if fault["type"] == "literal_error":
        allowed = re.findall(r"'([^']*)'", fault["ctx"]["expected"])
        holder[last] = (difflib.get_close_matches(str(fault["input"]), allowed, n=1, cutoff=0) or allowed)[0]
        return True
    if fault["type"] == "missing":
        other = {"da": "en", "en": "da"}.get(str(last), "")
        holder[last] = holder[other] if isinstance(holder.get(other), str) else {"da": "–", "en": "–"}
        return True
    if last not in holder:
        return False
    lost |= {str(last), *_ids(holder.pop(last))}
    return True


def _ids(data: Data) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(word := data.get("id"), str):
            yield word
        for value in data.values():
            yield from _ids(value)
    elif isinstance(data, list):
        for value in data:
            yield from _ids(value)


def ids_in(raw: bytes) -> set[str]:
    """The ids in a file that cannot be parsed."""
    return {word.decode() for word in _ID.findall(raw)}


def follows(problem: Problem, lost: set[str]) -> bool:
    """Whether a problem is only an effect of one already reported."""
    return any(f"'{word}'" in problem.message for word in lost)
