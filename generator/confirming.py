"""What 'guide confirm' writes: which pairs of texts somebody has read in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from generator.load import Project
from generator.problems import Problem, Refused, did_you_mean
from generator.prose import confirmation, pairs

FILE = "confirmed.yaml"
_HEAD = """# yaml-language-server: $schema=../generator/schema/confirmed.json
# Written by 'guide confirm'. Each entry stands for a Danish and an English text that somebody has read side by side.
pairs:
"""


def confirmed(project: Project, files: Sequence[str]) -> tuple[str, Mapping[str, int]]:
    """The new content of the file, and how many texts of each content file are newly confirmed.

    `files` are names such as content/questionnaire.yaml; none means all. Raises Refused for one that has no texts.
    """
    names = [source.file for source in project.sources]
    unknown = [file for file in files if file not in names]
    if unknown:
        message = "no content file of this name holds texts"
        raise Refused([Problem(file, 1, 1, "(file)", message, did_you_mean(file, names)) for file in unknown])
    before = set(project.guide.confirmed.pairs)
    read: dict[str, str] = {}
    for pair in pairs(project.sources):
        if not files or pair.source.file in files:
            read.setdefault(confirmation(pair), pair.source.file)
    new = Counter(file for entry, file in read.items() if entry not in before)
    # Only a confirmation of everything knows which old entries stand for no text any more.
    return _text(set(read) | before if files else set(read)), new


def _text(entries: set[str]) -> str:
    return _HEAD + "".join(f"- {entry}\n" for entry in sorted(entries)) if entries else _HEAD.rstrip() + " []\n"
