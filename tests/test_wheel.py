"""An installed package works anywhere, without the repository beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SOURCES = (
    "generator",
    "content",
    "templates",
    "site_config",
    "mkdocs.yml",
    "mkdocs.en.yml",
    "pyproject.toml",
    "setup.py",
)


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, unpacked; built from a copy, so that nothing is left in the repository."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    for name in (*SOURCES, "README.md", "LICENSE", "LICENSE-CONTENT"):
        if (root / name).is_dir():
            shutil.copytree(root / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(root / name, source / name)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(target),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = target.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def guide(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "generator", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_documents_are_made_from_the_packaged_content(installed: Path, tmp_path: Path) -> None:
    profile = installed / "generator" / "data" / "content" / "profiles" / "software-team-india.yaml"
    done = guide(installed, tmp_path, "sla", str(profile), "-o", "out", "--final")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "out").iterdir())) == 15


def test_the_site_is_made_from_the_packaged_content(installed: Path, tmp_path: Path) -> None:
    done = guide(installed, tmp_path, "build", "--site-dir", "site")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "site" / "da" / "index.html").is_file()


def test_schemas_are_packaged(installed: Path) -> None:
    assert (installed / "generator" / "schema" / "clause.json").is_file()
