"""What every test shares: the repository, its project loaded once, and reproducible random cases."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from generator.load import Project, load
from generator.render import Renderer
from generator.site import build

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


@pytest.fixture(scope="session")
def site(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built once, by whichever process comes first; the others wait for it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    place, failed = shared / "whole-site" / "site", shared / "whole-site" / "failed"
    try:
        place.parent.mkdir()
    except FileExistsError:
        while not place.exists():
            assert not failed.exists(), "another process could not build the site"
            time.sleep(0.2)
        return place
    try:
        return build(project, place)
    except BaseException:
        failed.touch()
        raise


def tool(name: str) -> str:
    """Where a program is. Without it the test is skipped with a line that names it, or fails with REQUIRE_TOOLS=1."""
    found = shutil.which(name)
    if found is None and os.environ.get("REQUIRE_TOOLS") == "1":
        pytest.fail(f"the program {name} is missing and REQUIRE_TOOLS=1 asks for it")
    if found is None:
        pytest.skip(f"needs the program {name}")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    executable = tool("chromium")
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=executable, args=quiet)
        yield chromium
        chromium.close()
