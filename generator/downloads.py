"""The documents that the site offers: of every profile, and blank ones to print; all layouts and formats."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from generator import __version__
from generator.answers import canonical
from generator.load import Project
from generator.model import LAYOUTS, Answers, DocumentKind, Profile
from generator.render import Copy, Renderer
from generator.writers import WRITERS

DOCUMENTS: dict[str, tuple[DocumentKind, tuple[Copy, ...]]] = {
    "sla": ("sla", ()),
    "sla-guidance": ("sla", ("guidance",)),
    "checklist": ("checklist", ()),
}
"""What each profile has: name of the file, and its kind of document and what the copy carries."""
BLANK = ("sla", "checklist")
"""What there is without any answers, under blank/."""


def downloads(project: Project, profiles: tuple[Profile, ...]) -> dict[str, bytes]:
    """Path under the site's root to file: every document of every profile, its answer file, and the blank ones.

    PDF takes its time, so each set of answers goes to a process of its own; they are started anew, because Typst hangs
    in one that was forked.
    """
    sets = [(f"profiles/{profile.id}", profile.answers, tuple(DOCUMENTS)) for profile in profiles]
    sets.append(("blank", Answers(), BLANK))
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_start, initargs=(project,)) as pool:
        made = pool.map(_documents, *zip(*sets, strict=True))
    answers = {f"profiles/{profile.id}/answers.json": _answer_file(profile).encode() for profile in profiles}
    return {name: raw for files in made for name, raw in files.items()} | answers


class _Worker:
    """What a process keeps between sets of answers."""

    renderer: Renderer


def _start(project: Project) -> None:
    _Worker.renderer = Renderer(project)


def _documents(folder: str, answers: Answers, names: tuple[str, ...]) -> dict[str, bytes]:
    renderer = _Worker.renderer
    tailored = renderer.tailor(answers)
    return {
        f"{folder}/{name}.{layout}.{form}": renderer.file(tailored, kind, layout, form, copies)
        for name, (kind, copies) in DOCUMENTS.items()
        if name in names
        for layout in LAYOUTS
        for form in WRITERS
    }


def _answer_file(profile: Profile) -> str:
    plain = {
        "title": profile.title.model_dump(),
        "content_version": profile.answers.content_version or __version__,
        "answers": canonical(profile.answers),
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
