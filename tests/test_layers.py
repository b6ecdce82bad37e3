"""One direction of flow: a module imports only what stands before it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ORDER = [
    "problems",
    "yamlfile",
    "model",
    "reading",
    "functions",
    "rules",
    "rulebook",
    "answers",
    "blocks",
    "markup",
    "prose",
    "mend",
    "load",
    "profiles",
    "confirming",
    "envelope",
    "carrying",
    "proofs",
    "wording",
    "tailor",
    "consistency",
    "proving",
    "idle",
    "check",
    "document",
    "reasons",
    "values",
    "pairing",
    "segments",
    "live",
    "writers.docx_styles",
    "writers.docx_package",
    "writers.docx",
    "writers.html",
    "writers.json_",
    "writers.markdown",
    "writers.pdf",
    "writers",
    "join",
    "render",
    "explain",
    "schema",
    "writing",
    "making",
    "batch",
    "ask",
    "glossing",
    "pictures",
    "maker",
    "reference",
    "downloads",
    "browser",
    "questions",
    "pages",
    "site",
    "serving",
    "cli",
    "__main__",
]
MAY_NOT_KNOW = {
    "model": {"yaml", "jinja2"},
    "yamlfile": {"generator.model", "pydantic"},
    "rules": {"generator.model", "generator.blocks"},
    "tailor": {"generator.render", "generator.writers", "pathlib", "jinja2"},
    "blocks": {"generator.writers"},
    "join": {"generator.blocks", "generator.model", "generator.writers"},
    "site": {"generator.rules"},
}


def module_name(path: Path, package: Path) -> str:
    parts = path.relative_to(package).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "generator"


def imported(tree: ast.Module) -> set[str]:
    """Every module that is imported, also inside functions and for type checking."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def upward(source: str, name: str) -> set[str]:
    """Modules of ours that `name` imports although they do not stand before it."""
    ours = {m.removeprefix("generator.") for m in imported(ast.parse(source)) if m.startswith("generator.")}
    return {m for m in ours if m in ORDER and m != name and ORDER.index(m) > ORDER.index(name)}


def modules(root: Path) -> dict[str, Path]:
    package = root / "generator"
    return {module_name(p, package): p for p in sorted(package.rglob("*.py")) if "data" not in p.parts}


def test_every_module_has_its_place(root: Path) -> None:
    assert set(modules(root)) - {"generator"} == set(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_imports_go_one_way(root: Path, name: str) -> None:
    source = modules(root)[name].read_text(encoding="utf-8")
    assert not upward(source, name)
    assert not MAY_NOT_KNOW.get(name, set()) & imported(ast.parse(source))


def test_an_upward_import_is_seen() -> None:
    assert upward("from generator import cli", "model") == {"cli"}
    assert upward("def f():\n    import generator.render", "tailor") == {"render"}
    assert not upward("from generator.problems import Problem", "model")


def test_writers_do_not_know_each_other(root: Path) -> None:
    for name in ("markdown", "html", "json_"):
        source = (root / "generator" / "writers" / f"{name}.py").read_text(encoding="utf-8")
        assert not {m for m in imported(ast.parse(source)) if m.startswith("generator.writers")}


def test_only_the_command_line_looks_at_the_clock_and_prints(root: Path) -> None:
    for name, path in modules(root).items():
        if name == "cli":
            continue
        source = path.read_text(encoding="utf-8")
        assert "datetime.now" not in source and "date.today" not in source, name
        assert "sys.exit" not in source, name
