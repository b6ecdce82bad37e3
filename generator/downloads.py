"""The documents that the site offers: of every profile, and blank ones to print; all layouts and formats."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator import __version__
from generator.answers import canonical
from generator.model import LAYOUTS, Answers, DocumentKind, Profile
from generator.render import Copy, Renderer
from generator.tailor import Tailored
from generator.writers import WRITERS

DOCUMENTS: tuple[tuple[str, DocumentKind, tuple[Copy, ...]], ...] = (
    ("sla", "sla", ()),
    ("sla-guidance", "sla", ("guidance",)),
    ("checklist", "checklist", ()),
)
"""What each profile has: name of the file, kind of document, what the copy carries."""
BLANK = ("sla", "checklist")
"""What there is without any answers, under blank/."""


def downloads(renderer: Renderer, profiles: tuple[Profile, ...]) -> dict[str, bytes]:
    """Path under the site's root to file: every document of every profile, its answer file, and the blank ones."""
    files: dict[str, bytes] = {}
    for profile in profiles:
        folder = f"profiles/{profile.id}"
        files |= _documents(renderer, renderer.tailor(profile.answers), folder, tuple(name for name, *_ in DOCUMENTS))
        files[f"{folder}/answers.json"] = _answer_file(profile).encode()
    return files | dict(_documents(renderer, renderer.tailor(Answers()), "blank", BLANK))


def _documents(
    renderer: Renderer, tailored: Tailored, folder: str, names: tuple[str, ...]
) -> Iterator[tuple[str, bytes]]:
    for name, kind, copies in DOCUMENTS:
        if name not in names:
            continue
        for layout in LAYOUTS:
            for form in WRITERS:
                yield f"{folder}/{name}.{layout}.{form}", renderer.file(tailored, kind, layout, form, copies)


def _answer_file(profile: Profile) -> str:
    plain = {
        "title": profile.title.model_dump(),
        "content_version": profile.answers.content_version or __version__,
        "answers": canonical(profile.answers),
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
