"""content/profiles/ -> Profile: every ready-made answer file, checked."""

from __future__ import annotations

from generator.answers import read_profile
from generator.load import PROFILES, Project, yaml_files
from generator.model import Profile
from generator.problems import Problem, Refused


def read_profiles(project: Project) -> tuple[Profile, ...]:
    """All profiles by id. Raises Refused with the problems of all of them."""
    problems: list[Problem] = []
    found: list[Profile] = []
    for path in yaml_files(project.root / "content" / PROFILES):
        try:
            found.append(read_profile(path, path.relative_to(project.root).as_posix(), project.guide))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return tuple(found)
