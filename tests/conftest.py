"""What every test shares: the repository, its project loaded once, and reproducible random cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from generator.load import Project, load
from generator.render import Renderer

settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project(root: Path) -> Project:
    """The content of the repository, loaded."""
    return load(root)


@pytest.fixture(scope="session")
def renderer(project: Project) -> Renderer:
    """Makes documents of the repository's content."""
    return Renderer(project)
