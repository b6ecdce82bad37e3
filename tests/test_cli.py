"""The command line: exit codes, names of files, all or nothing, same bytes, and the questionnaire through a pipe."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from generator import __version__, cli, writing
from generator.answers import read_answers
from generator.cli import main
from generator.load import Project
from generator.model import Question
from generator.profiles import read_profiles
from generator.render import Renderer

ROOT = Path(__file__).resolve().parent.parent
PROFILE = "content/profiles/software-team-india.yaml"
PROFILES = sorted(path.name for path in (ROOT / "content/profiles").glob("*.yaml"))
SOME = "answers:\n  company_size: small\n  countries: [PL]\n  personal_data: [contact]\n"


def guide(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    """Run a command in this process, on the content of the repository unless it names another."""
    words = [str(argument) for argument in arguments]
    root = [] if "--root" in words else ["--root", str(ROOT)]
    return CliRunner().invoke(main, [*root, *words], input=stdin)


def program(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a user does."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    command = [sys.executable, "-m", "generator", *map(str, arguments)]
    return subprocess.run(command, env=env, capture_output=True, check=False, timeout=60, **options)


@pytest.fixture(autouse=True)
def made_once(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The repository's content is loaded and compiled once; another --root is loaded as always."""
    load = cli._project
    monkeypatch.setattr(cli, "_project", lambda root: renderer.project if root == ROOT else load(root))
    monkeypatch.setattr("generator.render.Renderer", lambda project: renderer)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """An answer file with few answers."""
    path = tmp_path / "answers.yaml"
    path.write_text(SOME)
    return path


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# --- The program ----------------------------------------------------------------------------------


def test_the_module_runs_and_says_its_version() -> None:
    result = program("--version")
    assert (result.returncode, result.stdout, result.stderr) == (0, f"guide, version {__version__}\n".encode(), b"")


@pytest.mark.parametrize("name", ["", *sorted(main.commands)])
def test_every_command_explains_itself(name: str) -> None:
    result = guide(*name.split(), "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Usage: ")
    assert guide(*name.split(), "-h").stdout == result.stdout


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_option_has_a_help_text(name: str) -> None:
    options = [p for p in main.commands[name].params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["slaa"],
        ["sla"],
        ["sla", PROFILE],
        ["sla", PROFILE, "-o"],
        ["sla", PROFILE, "-o", "out", "--lang", "de"],
        ["sla", PROFILE, "-o", "out", "--format", "odt"],
        ["sla", PROFILE, "-o", "out", "--finale"],
        ["sla", PROFILE, "second", "-o", "out"],
        ["checklist", PROFILE, "-o", "out", "--final"],
        ["explain", PROFILE, "--format", "md"],
        ["ask"],
        ["--root"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2_and_writes_nothing(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = guide(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert tree(tmp_path) == {}


# --- Refused input --------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["sla", "-o", "out"], ["checklist", "-o", "out"], ["explain"]], ids=lambda c: c[0])
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("gone.yaml", "there is no such file; name an answer file, such as one of content/profiles"),
        ("./gone.yaml", "there is no such file; name an answer file, such as one of content/profiles"),
        ("folder", "is a folder; name an answer file"),
        ("empty.yaml", "the file is empty; see the files in content/ for what it should hold"),
    ],
)
def test_an_answer_file_that_cannot_be_one_exits_2(
    command: list[str], name: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("empty.yaml").touch()
    result = guide(*command, name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{name}:1:1: (file): {line}\n"  # the file as typed
    assert not Path("out").exists()


def test_the_root_may_be_named_and_must_hold_content(tmp_path: Path, answers: Path) -> None:
    result = guide("--root", tmp_path, "sla", answers, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr.startswith("content:1:1: (file): there is no such folder")
    assert guide("--root", tmp_path / "gone", "check").exit_code == 2
    assert guide("--root", answers, "check").exit_code == 2


def test_the_root_is_the_folder_one_stands_in_if_it_holds_content(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(ROOT)
    assert cli.default_root() == ROOT
    monkeypatch.chdir(tmp_path)
    assert cli.default_root() != tmp_path
    (tmp_path / "content").mkdir()  # as in many a website that is no guide
    assert cli.default_root() != tmp_path
    (tmp_path / "content/questionnaire.yaml").touch()
    assert cli.default_root() == tmp_path


@pytest.mark.parametrize("day", ["", "30-11-2026", "2026-13-01", "20261130", "2026-W48-1", "tomorrow"])
def test_a_date_that_is_none_exits_2(day: str) -> None:
    result = guide("check", "--today", day)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"--today:1:1: today: '{day}' is not a date; write it as 2026-11-30\n"


@pytest.mark.parametrize("epoch", ["x", "1.5", "²", "9" * 30, "-" + "9" * 30])
def test_a_source_date_epoch_that_is_none_exits_2(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    result = guide("check")
    assert result.exit_code == 2
    assert result.stderr.startswith("SOURCE_DATE_EPOCH:1:1: today: ")


def test_the_date_decides_whether_the_law_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4102444800")  # 2100-01-01
    result = guide("check")
    assert result.exit_code == 2
    assert "content/legal_facts.yaml:" in result.stderr
    assert guide("check", "--today", "2026-11-30").exit_code == 0  # the option goes before the variable


def test_an_unknown_schema_exits_2() -> None:
    result = guide("schema", "claus")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no schema 'claus'" in result.stderr
    assert "(did you mean 'clause'?)" in result.stderr
    assert json.loads(guide("schema").stdout)["title"] == "answers"


# --- What is written ------------------------------------------------------------------------------

LANGUAGES, LAYOUTS, FORMATS = ("da", "en"), cli.LAYOUTS, tuple(cli.FORMATS)


@pytest.mark.parametrize("kind", ["sla", "checklist"])
@pytest.mark.parametrize(
    ("layouts", "formats"),
    [
        ((), ()),
        *(((layout,), ("md", "json")) for layout in LAYOUTS),
        *((("da-en",), (form,)) for form in FORMATS),
        (("da", "en"), ()),
        *(((), pair) for pair in combinations(("md", "html", "docx"), 2)),
    ],
    ids=lambda v: "+".join(v) or "all",
)
def test_output_files_are_named_by_kind_language_and_format(
    kind: str, layouts: tuple[str, ...], formats: tuple[str, ...], answers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "new" / "out"
    flags = [*(w for v in layouts for w in ("--lang", v)), *(w for v in formats for w in ("--format", v))]
    result = guide(kind, answers, "-o", out, *flags)
    names = [f"{kind}.{v}.{form}" for v in layouts or LAYOUTS for form in formats or FORMATS]
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [str(out / name) for name in names]
    assert sorted(tree(out)) == sorted(names)
    texts = [data for name, data in tree(out).items() if name.endswith((".md", ".html", ".json"))]
    assert all(data.endswith(b"\n") and b"\r" not in data for data in texts)


def test_a_flag_given_twice_counts_once(answers: Path, tmp_path: Path) -> None:
    flags = ["--lang", "en", "--lang", "en", "--format", "md", "--format", "md"]
    result = guide("sla", answers, "-o", tmp_path / "out", *flags)
    assert result.stdout.splitlines() == [str(tmp_path / "out/sla.en.md")]


def test_a_copy_with_guidance_has_a_name_of_its_own(answers: Path, tmp_path: Path) -> None:
    guide("sla", answers, "-o", tmp_path / "out", "--guidance", "--lang", "da", "--format", "md")
    assert list(tree(tmp_path / "out")) == ["sla-guidance.da.md"]


def test_other_files_and_their_rights_stay_as_they_are(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in ("letter.docx", "sla.da.docx", "sla.md", ".hidden", "sla.en.md"):
        (out / name).write_text("mine")
    (out / "letter.docx").chmod(0o444)
    assert guide("sla", answers, "-o", out, "--format", "md").exit_code == 0
    left = {name: data for name, data in tree(out).items() if data == b"mine"}
    assert sorted(left) == [".hidden", "letter.docx", "sla.da.docx", "sla.md"]
    assert stat.S_IMODE((out / "letter.docx").stat().st_mode) == 0o444
    assert len(tree(out)) == 7


def test_refused_answers_leave_the_folder_as_it_was(tmp_path: Path) -> None:
    out, faulty = tmp_path / "out", tmp_path / "faulty.yaml"
    out.mkdir()
    (out / "sla.da.md").write_text("old")
    faulty.write_text("answers: {team_size: many}\n")
    assert guide("sla", faulty, "-o", out).exit_code == 2
    assert tree(out) == {"sla.da.md": b"old"}


# --- Failures -------------------------------------------------------------------------------------


def full_disk(after: int) -> Any:
    """A Path.open that fails from the nth file on, as a full disk does: some of the text is already written."""
    original, count = Path.open, 0

    def opening(self: Path, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        nonlocal count
        stream = original(self, mode, *arguments, **options)
        if mode == "xb":
            count += 1
            if count > after:
                stream.write(b"half")
                stream.close()
                raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return stream

    return opening


@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_full_disk_exits_1_and_leaves_old_files_as_they_were(
    after: int, answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert guide("sla", answers, "-o", out).exit_code == 0
    before = tree(out)
    answers.write_text(SOME.replace("PL", "IN"))
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", full_disk(after))
        result = guide("sla", answers, "-o", out)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("guide: ") and "No space left on device" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert tree(out) == before


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_file_that_cannot_be_put_into_place_puts_the_others_back(
    fails_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("old a")
    (tmp_path / "c").write_text("old c")
    original, count = Path.replace, 0

    def replacing(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == fails_at:
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        return original(self, target)

    monkeypatch.setattr(Path, "replace", replacing)
    with pytest.raises(PermissionError):
        writing.write_files(tmp_path, {"a": "new a", "b": "new b", "c": "new c"})
    assert tree(tmp_path) == {"a": b"old a", "c": b"old c"}


def test_a_folder_in_the_place_of_a_file_exits_1_and_writes_nothing(answers: Path, tmp_path: Path) -> None:
    (tmp_path / "out/sla.en.json").mkdir(parents=True)
    result = guide("sla", answers, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr == f"guide: {tmp_path}/out/sla.en.json: Is a directory\n"
    assert tree(tmp_path / "out") == {}


def test_a_folder_that_cannot_be_written_to_exits_1(answers: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for command in (["sla", answers], ["checklist", answers]):
        result = guide(*command, "-o", tmp_path / "file/out")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"guide: {tmp_path}/file/out: Not a directory\n"
    result = guide("ask", "-o", tmp_path / "file/answers.yaml", stdin="small\n")
    assert (result.exit_code, result.stdout) == (1, "")  # before the first question


def test_an_answer_file_that_may_not_be_read_exits_1(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path.open

    def opening(self: Path, *arguments: Any, **options: Any) -> Any:
        if self == answers:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return original(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", opening)
    result = guide("sla", answers, "-o", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (1, f"guide: {answers}: Permission denied\n")


def test_a_reader_that_has_gone_ends_the_program_quietly() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "generator", "--root", str(ROOT), "schema"]
    with open(write_end, "wb") as gone:  # noqa: PTH123 - a descriptor has no path
        result = subprocess.run(command, env=env, stdout=gone, stderr=subprocess.PIPE, check=False, timeout=60)
    assert (result.returncode, result.stderr) == (1, b"")


# --- Same input, same bytes -----------------------------------------------------------------------

MACHINES: list[dict[str, str]] = [
    {"PYTHONHASHSEED": "1", "LANG": "C", "TZ": "Pacific/Kiritimati"},
    {"PYTHONHASHSEED": "2", "LC_ALL": "da_DK.ISO-8859-1", "TZ": "America/Anchorage", "PYTHONIOENCODING": "latin-1"},
    {"PYTHONHASHSEED": "3", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "SOURCE_DATE_EPOCH": "1"},
]


def test_output_does_not_depend_on_folder_hash_seed_language_or_time_zone(tmp_path: Path) -> None:
    written, said = [], []
    for i, machine in enumerate(MACHINES):
        work = tmp_path / f"work{i}"
        work.mkdir()
        shutil.copy(ROOT / PROFILE, work / "answers.yaml")
        for command in (["sla", "--with-answers"], ["checklist"]):
            result = program("--root", ROOT, *command, "answers.yaml", "-o", "out", env=machine, cwd=work)
            assert (result.returncode, result.stderr) == (0, b"")
        written.append(tree(work / "out"))
        said.append(program("--root", ROOT, "explain", "answers.yaml", env=machine, cwd=work).stdout)
    assert len(written[0]) == 2 * len(LAYOUTS) * len(FORMATS)
    assert written[0] == written[1] == written[2]
    assert said[0] == said[1] == said[2]
    assert "æ" in said[0].decode("utf-8")
    assert not any(str(tmp_path).encode() in data or str(ROOT).encode() in data for data in written[0].values())


def test_yaml_and_json_answers_give_the_same_documents(tmp_path: Path) -> None:
    data = {"answers": {"company_size": "small", "countries": ["PL"], "overlap_hours": 1.5, "trade_secrets": "yes"}}
    (tmp_path / "a.json").write_text(json.dumps(data))
    (tmp_path / "a.yaml").write_text(
        "answers:\n  trade_secrets: yes\n  overlap_hours: 1.50\n  countries:\n    - PL\n  company_size: 'small'\n"
    )
    for form in ("json", "yaml"):
        assert guide("sla", tmp_path / f"a.{form}", "-o", tmp_path / form).exit_code == 0
    assert tree(tmp_path / "json") == tree(tmp_path / "yaml")


# --- Final ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_gives_a_final_agreement(name: str, tmp_path: Path) -> None:
    result = guide("sla", ROOT / "content/profiles" / name, "-o", tmp_path / "out", "--final")
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(tree(tmp_path / "out")) == len(LAYOUTS) * len(FORMATS)


def test_final_refuses_with_one_line_for_each_open_point(answers: Path, tmp_path: Path, renderer: Any) -> None:
    result = guide("sla", answers, "-o", tmp_path / "out", "--final")
    tailored = renderer.tailor(read_answers(answers, "a", renderer.project.guide))
    names = tailored.open_points["sla"]
    keys = {f"answers.{n.replace('kpi.', 'kpis.', 1) if n.startswith('kpi.') else n}" for n in names}
    lines = result.stderr.splitlines()
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(lines) == len(names) > 20
    assert {line.removeprefix(f"{answers}:1:1: ").split(": ")[0] for line in lines} == keys
    assert all(line.endswith("is not settled; answer it, or leave out --final") for line in lines)
    assert not (tmp_path / "out").exists()


def test_final_points_at_what_is_half_answered(tmp_path: Path) -> None:
    text = (ROOT / PROFILE).read_text()
    assert text.count("\n  team_size: 4\n") == text.count("S01: {weight: 20, ") == 1
    path = tmp_path / "a.yaml"
    path.write_text(text.replace("\n  payment_days: 30\n", "\n  payment_days:\n").replace("{weight: 20, ", "{"))
    lines = path.read_text().split("\n")
    result = guide("sla", path, "-o", tmp_path / "out", "--final")
    payment = next(i for i, line in enumerate(lines, 1) if line == "  payment_days:")
    kpi = next(i for i, line in enumerate(lines, 1) if line.startswith("    S01: "))
    assert [line.removeprefix(f"{path}:").split(": '")[0] for line in result.stderr.splitlines()] == [
        f"{kpi}:5: answers.kpis.S01",
        f"{payment}:3: answers.payment_days",
    ]


# --- Answers that no longer apply -----------------------------------------------------------------


def test_an_answer_to_a_question_that_does_not_apply_is_ignored(tmp_path: Path) -> None:
    fresh, stale = tmp_path / "fresh.yaml", tmp_path / "stale.yaml"
    fresh.write_text(SOME + "  e_signature: yes\n  incentive_scheme: none\n")
    stale.write_text(fresh.read_text() + "  counterparts: 3\n  at_risk: 10\n  bonus_cap: 3\n")
    for language in LANGUAGES:
        first, second = (guide("explain", path, "--lang", language) for path in (fresh, stale))
        assert (first.exit_code, second.exit_code) == (0, 0)
        assert first.stdout == second.stdout
    for path in (fresh, stale):
        assert guide("sla", path, "-o", tmp_path / path.stem, "--format", "md").exit_code == 0
    for name, data in tree(tmp_path / "fresh").items():
        # only the fingerprint of the answers, 12 hexadecimal digits, may differ: once in each language
        pairs = zip(data.split(), (tmp_path / "stale" / name).read_bytes().split(), strict=True)
        assert len([pair for pair in pairs if pair[0] != pair[1]]) <= (2 if "da-en" in name else 1)


# --- The questionnaire ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["answers.yaml", "answers.json", "answers", "new/answers.JSON"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_ask_writes_a_file_that_loads(name: str, language: str, tmp_path: Path, project: Project) -> None:
    path = tmp_path / name
    typed = "small\nnone\nboth\nsoftware, finance\n\ncost\n"
    result = guide("ask", "--lang", language, "-o", path, stdin=typed)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(f"{path}\n")
    found = read_answers(path, "a", project.guide)
    assert found.content_version == __version__
    assert found.values == {
        "company_size": "small",
        "sector_rules": ("none",),
        "document_language": "both",
        "work": ("software", "finance"),
        "goals": ("cost",),
    }
    assert path.read_bytes().startswith(b"{") == (path.suffix.lower() == ".json")
    assert list(path.parent.iterdir()) == [path]


def test_ask_keeps_what_was_answered_when_the_input_ends(tmp_path: Path, project: Project) -> None:
    for count, typed in enumerate(["", "small", "small\nnone"]):
        path = tmp_path / f"{count}.yaml"
        assert guide("ask", "-o", path, stdin=typed).exit_code == 0
        assert len(read_answers(path, "a", project.guide).values) == count


def test_ask_keeps_what_was_answered_when_interrupted(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter(["small", "none"])

    def line(self: Any) -> str:
        for text in lines:
            return text
        raise KeyboardInterrupt

    monkeypatch.setattr("generator.ask.Lines._line", line)
    path = tmp_path / "a.yaml"
    assert guide("ask", "-o", path).exit_code == 0
    assert read_answers(path, "a", project.guide).values == {"company_size": "small", "sector_rules": ("none",)}


def test_ask_asks_again_after_an_answer_it_cannot_use(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "a.yaml"
    result = guide("ask", "--lang", "en", "-o", path, stdin="smal\nsma\u202ell\nsmall\nnone, public\nnone\n")
    said = [line for line in result.stdout.splitlines() if line.startswith("That cannot be used: ")]
    assert said[0].endswith("(did you mean 'small'?)")
    assert said[1] == "That cannot be used: the character U+202E is not allowed; write it again"
    assert "'none' excludes the other choices" in said[-1]
    assert read_answers(path, "a", project.guide).values == {"company_size": "small", "sector_rules": ("none",)}


def test_ask_takes_labels_as_well_as_ids(tmp_path: Path, project: Project) -> None:
    questions = project.guide.questionnaire.questions
    place, first = next((i, q) for i, q in enumerate(questions) if q.type == "yes_no")
    asked = [q for q in questions[: place + 1] if project.book.environment({}).get(q.id, "open") is not None]
    for language, word in (("da", "Ja"), ("en", "YES")):
        path = tmp_path / f"{language}.yaml"
        assert guide("ask", "--lang", language, "-o", path, stdin="\n" * (len(asked) - 1) + f"{word}\n").exit_code == 0
        assert read_answers(path, "a", project.guide).values == {first.id: True}


def test_ask_takes_the_number_of_a_choice(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "a.yaml"
    result = guide("ask", "--lang", "da", "-o", path, stdin="2\n1\n\n1, 4\n")
    assert "    2. 10 til 49 ansatte (small)" in result.stdout
    assert read_answers(path, "a", project.guide).values == {
        "company_size": "small",
        "sector_rules": ("none",),
        "work": ("software", "finance"),
    }


def test_ask_never_overwrites_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("mine")
    result = guide("ask", "-o", path, stdin="small\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{path}:1:1: (file): the file exists; name a new file, or move this one away\n"
    assert path.read_text() == "mine"
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "gone.yaml")
    assert guide("ask", "-o", link, stdin="small\n").exit_code == 2


def test_ask_through_a_real_pipe_in_any_locale(tmp_path: Path, project: Project) -> None:
    typed = b"small\n\xff\nnone\n"
    for i, machine in enumerate(MACHINES):
        path = tmp_path / f"{i}.yaml"
        result = program("--root", ROOT, "ask", "-o", path, env=machine, input=typed)
        assert (result.returncode, result.stderr) == (0, b"")
        assert "Hvor mange ansatte har I?" in result.stdout.decode("utf-8")
        found = read_answers(path, "a", project.guide).values
        assert found == {"company_size": "small", "sector_rules": ("none",)}


def test_everything_asked_can_be_answered_by_its_profile(tmp_path: Path, project: Project) -> None:
    """Typing the answers of a profile, question by question, gives those answers back."""
    profile = next(p for p in read_profiles(project) if f"{p.id}.yaml" == Path(PROFILE).name)
    values = profile.answers.values
    env = project.book.environment(values)
    asked = [q for q in project.guide.questionnaire.questions if env.get(q.id, "open") is not None]
    typed = "".join(f"{_typed(q, values.get(q.id))}\n" for q in asked)
    path = tmp_path / "a.yaml"
    assert guide("ask", "-o", path, stdin=typed).exit_code == 0
    assert read_answers(path, "a", project.guide).values == {q.id: values[q.id] for q in asked if q.id in values}


def _typed(question: Question, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if question.type == "table" and value:
        cells = [dict(row).get(column.id, "") for row in value for column in question.columns]
        return "\n".join(cells) + ("\n" if len(value) < question.max_rows else "")
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")


def test_check_warns_of_a_profile_with_open_points(root: Path, tmp_path: Path) -> None:
    for name in ("content", "templates", "site_config"):
        shutil.copytree(root / name, tmp_path / name)
    path = tmp_path / "content" / "profiles" / "software-team-india.yaml"
    text = path.read_text(encoding="utf-8")
    assert "  payment_days: " in text
    path.write_text(re.sub(r"  payment_days: .*\n", "", text), encoding="utf-8")
    result = guide("--root", tmp_path, "check", "--today", "2026-11-21")
    assert result.exit_code == 0
    where = "warning: content/profiles/software-team-india.yaml:1:1: answers: "
    assert f"{where}the agreement of this profile is not complete: payment_days; answer them here" in result.stdout
