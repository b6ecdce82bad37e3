"""Reading content/: every file is read, and every planted fault is reported at its place and nothing is written.

A case in cases/faults/ plants faults in a copy of the content. `plant` lists them: in `file`, the text `find`
(which must stand there once) becomes `replace`; or `add` makes a new file, `delete: true` takes one away, and
`link: true` puts a link in its place. `encoding` is that of the file written. The mark @@ in `replace` (or @1@,
@2@ …) says where a fault must be reported: in `expect`, which holds the exact lines, it stands for LINE:COLUMN.
A list of known names that is cut short reads `known: …`, so that new content does not change the cases.
"""

from __future__ import annotations

import re
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from generator import yamlfile
from generator.cli import main
from generator.load import FILES, FOLDERS, PROFILES, Project, load, validated
from generator.problems import Refused
from generator.profiles import read_profiles

ROOT = Path(__file__).resolve().parent.parent
CASES = Path(__file__).parent / "cases" / "faults"
CONTENT = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "content").rglob("*") if path.is_file())
MARK = re.compile(r"@\d?@")


PARSED_ONCE = lru_cache(maxsize=None)(yamlfile.parse)


@pytest.fixture(autouse=True)
def unchanged_files_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsing is most of the time of loading, and a case changes one file of many."""
    monkeypatch.setattr(yamlfile, "parse", PARSED_ONCE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the guide is made from."""
    for folder in ("content", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def refusal(root: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        load(root)
    return [str(problem) for problem in refused.value.problems]


# --- Every file -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CONTENT)
def test_every_content_file_is_read_and_valid(name: str) -> None:
    inner = name.removeprefix("content/")
    folder = inner.rpartition("/")[0]
    source = yamlfile.read(ROOT / name, name)
    assert source.data
    if folder == PROFILES:
        assert "answers" in source.data
        return
    model = FILES.get(inner) or FOLDERS[folder]
    entry, faults = validated(model, source)
    assert faults == []
    assert entry is not None


def test_every_content_file_reaches_the_guide(project: Project, root: Path) -> None:
    homes = {source.file for source, _ in project.homes.values()}
    profiles = {f"content/{PROFILES}/{profile.id}.yaml" for profile in read_profiles(project)}
    assert homes | profiles == set(CONTENT)


def test_every_content_file_names_the_schema_that_editors_use(root: Path) -> None:
    lacking = [
        name
        for name in CONTENT
        if f"/{PROFILES}/" not in name
        and "yaml-language-server: $schema=" not in (root / name).read_text().split("\n")[0]
    ]
    assert lacking == []


def test_a_clause_and_a_guideline_may_have_one_code(copy: Path) -> None:
    """The brief has a clause G4 and a guideline G4."""
    guide = load(copy).guide
    assert "G4" in {p.code for p in guide.practices} & {c.code for c in guide.clauses}


def test_an_agreement_needs_fields_for_the_parties(copy: Path) -> None:
    for path in sorted((copy / "content" / "sla" / "clauses").glob("*.yaml")):
        path.write_text(path.read_text().replace("provider_name", "provider_called"))
    assert refusal(copy) == [
        "content/sla/clauses:1:1: (file): no clause has the field 'provider_name', which the front page and the "
        "signatures need; add it to the fields of a clause"
    ]


# --- Planted faults -------------------------------------------------------------------------------


def case_of(path: Path) -> dict[str, Any]:
    case = yaml.safe_load(path.read_text())
    assert set(case) == {"about", "plant", "expect"}, f"unknown or missing key in {path.name}"
    return dict(case)


def plant(root: Path, fault: dict[str, Any]) -> None:
    """Put one fault into the copy; marks stay in the text for now."""
    path = root / fault["file"]
    if "add" in fault:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fault["add"])
    elif fault.get("delete"):
        path.unlink()
    elif fault.get("link"):
        path.rename(root / "elsewhere.yaml")
        path.symlink_to(root / "elsewhere.yaml")
    else:
        text = path.read_text()
        assert text.count(fault["find"]) == 1, f"{fault['find']!r} must stand once in {fault['file']}"
        path.write_text(text.replace(fault["find"], fault["replace"]))


def marked(root: Path, faults: list[dict[str, Any]]) -> dict[str, str]:
    """Take the marks out of the planted files; gives LINE:COLUMN of each."""
    places: dict[str, str] = {}
    for fault in {fault["file"]: fault for fault in faults}.values():
        path = root / fault["file"]
        if path.is_symlink() or not path.is_file():
            continue
        text = path.read_text()
        while match := MARK.search(text):
            before = text[: match.start()].split("\n")
            assert match[0] not in places, f"the mark {match[0]} stands twice"
            places[match[0]] = f"{len(before)}:{len(before[-1]) + 1}"
            text = text[: match.start()] + text[match.end() :]
        path.write_bytes(text.encode(fault.get("encoding", "utf-8")))
    return places


def check(root: Path) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "check", "--today", "2026-11-30"])


def shortened(line: str) -> str:
    return re.sub(r"known: [^;()]*, …", "known: …", line)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_planted_fault_is_reported_at_its_place(path: Path, copy: Path) -> None:
    case = case_of(path)
    for fault in case["plant"]:
        plant(copy, fault)
    places = marked(copy, case["plant"])
    before = {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()}
    result = check(copy)
    expected = [MARK.sub(lambda match: places[match[0]], line) for line in case["expect"]]
    assert [shortened(line) for line in result.stderr.splitlines()] == expected
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit), "a traceback"
    assert all(line.startswith("warning: ") for line in result.stdout.splitlines())
    assert {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()} == before


def test_the_untouched_copy_is_in_order(copy: Path) -> None:
    result = check(copy)
    assert (result.exit_code, result.stderr) == (0, "")


def test_sla_refuses_faulty_content_and_writes_nothing(copy: Path, tmp_path: Path) -> None:
    path = copy / "content/sla/clauses/e1-service_credits.yaml"
    path.write_text(path.read_text().replace("code: E1", "kode: E1"))
    profile = str(copy / "content/profiles/software-team-india.yaml")
    out = tmp_path / "out"
    for command in (["sla", profile, "-o", str(out)], ["checklist", profile, "-o", str(out)], ["explain", profile]):
        result = CliRunner().invoke(main, ["--root", str(copy), *command])
        assert result.exit_code == 2
        assert result.stdout == ""
        assert [line.split(": ")[1] for line in result.stderr.splitlines()] == ["code", "kode"]
        assert not out.exists()


# --- Strangers ------------------------------------------------------------------------------------


def test_hidden_files_are_not_read_and_not_refused(copy: Path) -> None:
    for name in ("content/.DS_Store", "content/sla/clauses/.a1-parties.yaml", "content/sla/clauses/.#a1.yaml"):
        (copy / name).write_text("not: [yaml")
    (copy / "content/.git").mkdir()
    assert load(copy).guide == load(ROOT).guide


def test_a_link_to_a_folder_is_refused(copy: Path) -> None:
    (copy / "content/sla/clauses").rename(copy / "elsewhere")
    (copy / "content/sla/clauses").symlink_to(copy / "elsewhere")
    assert "content/sla/clauses:1:1: (file): is a symbolic link; put the file itself here" in refusal(copy)


def test_a_folder_in_the_place_of_a_file_is_refused(copy: Path) -> None:
    (copy / "content/countries.yaml").unlink()
    (copy / "content/countries.yaml").mkdir()
    assert "content/countries.yaml:1:1: (file): is not a file; put the file itself here" in refusal(copy)


def test_a_root_without_content_is_one_clear_problem(tmp_path: Path) -> None:
    expected = "content:1:1: (file): there is no such folder; name the folder that holds content/ with --root"
    assert refusal(tmp_path) == [expected]


def test_every_missing_file_is_reported(copy: Path) -> None:
    for name in FILES:
        (copy / "content" / name).unlink()
    (copy / "templates/ui.yaml").unlink()
    names = sorted([*(f"content/{name}" for name in FILES), "templates/ui.yaml"])
    assert refusal(copy) == [f"{name}:1:1: (file): the file is missing; every guide needs it" for name in names]


def test_loading_twice_gives_the_same_guide(project: Project, root: Path) -> None:
    assert load(root).guide == project.guide
