"""What the README shows is what happens."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main

BLOCK = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)


def examples(text: str) -> Iterator[tuple[str, str]]:
    """Every `$ command` of the console blocks with the output shown below it."""
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def matches(shown: str, real: str) -> bool:
    """Whether the output is what is shown; a line `...` stands for any lines."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*".join(parts), real) is not None


@pytest.fixture
def workplace(root: Path, tmp_path: Path) -> Path:
    """A copy of what the examples read, with nothing made yet."""
    for name in ("content", "templates"):
        shutil.copytree(root / name, tmp_path / name)
    return tmp_path


def test_examples_do_what_they_show(root: Path, workplace: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    found = list(examples((root / "README.md").read_text(encoding="utf-8")))
    assert len(found) >= 5
    for command, shown in found:
        done = subprocess.run(  # noqa: S602 - the README's own commands
            command,
            shell=True,
            cwd=workplace,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert matches(shown, done.stdout + done.stderr), f"$ {command}\n{done.stdout}{done.stderr}"


def test_another_output_is_seen() -> None:
    assert matches("a\n...\nd\n", "a\nb\nc\nd\n") and matches("", "")
    assert not matches("a\n...\nd\n", "a\nb\n") and not matches("a\n", "b\n")


def test_every_command_is_in_the_table(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    for name in main.commands:
        assert f"`guide {name}" in text, name
    for name in re.findall(r"`guide ([a-z]+)", text):
        assert name in main.commands, name


def test_every_option_in_the_table_exists(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    help_text = CliRunner().invoke(main, ["sla", "--help"]).output
    for option in re.findall(r"`(--[a-z-]+)`", text):
        assert option in help_text or option == "--help", option


def test_links_lead_somewhere(root: Path) -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (root / name).read_text(encoding="utf-8")):
            if "://" not in target and target != "https":
                assert (root / target).exists(), f"{name}: {target}"


def test_make_targets_that_are_named_exist(root: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\bmake ([a-z]+)", (root / name).read_text(encoding="utf-8")):
            assert target in targets | {"and"}, f"{name}: make {target}"
