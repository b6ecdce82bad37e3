"""Many answer files at once: the same output for any number of processes, refusals for each record, nothing by half."""

from __future__ import annotations

import errno
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator import batch, cli
from generator.batch import Outcome, Record, outcome, records
from generator.cli import main
from generator.load import load
from generator.making import Order
from generator.problems import Refused
from generator.render import Renderer
from generator.writers import WRITERS
from generator.yamlfile import MAX_BYTES

ROOT = Path(__file__).resolve().parent.parent
GOOD = '{"answers": {"company_size": "small", "countries": ["PL"], "customer_name": "Kunde %d A/S"}}'
ORDER = Order("sla", ("da",), ("md",))
QUICK = ("--lang", "da", "--format", "md")


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def guide(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["--root", str(ROOT), *map(str, arguments)])


def program(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does."""
    return subprocess.run(
        _command(*arguments), env=_env(), capture_output=True, check=False, timeout=120, text=True, **options
    )


def _command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "generator", "--root", str(ROOT), "batch", *map(str, arguments)]


def _env() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}


@pytest.fixture
def in_process(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records are made here and now, by the same function that the processes use."""

    def run(root: Path, order: Order, folder: Path, found: Iterator[Record], jobs: int) -> Any:
        for record in found:
            made = Outcome(problems=record.problems) if record.problems else outcome(renderer, order, folder, record)
            yield record, made
            if made.fatal:
                return

    monkeypatch.setattr(batch, "run", run)
    monkeypatch.setattr(cli, "_project", lambda root: renderer.project)


def lines_of(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


# --- The program, with its processes --------------------------------------------------------------


def test_any_number_of_processes_gives_the_same_output(tmp_path: Path) -> None:
    lines = [GOOD % i for i in range(1, 25)]
    lines[4] = ""
    lines[8] = '{"answers": {"team_size": "many", "nonsense": 1}}'
    lines[16] = '{"answers": ['
    (tmp_path / "many.jsonl").write_text(lines_of(*lines))
    said = []
    for jobs in ("1", "4"):
        result = program("many.jsonl", "-o", "out", *QUICK, "--with-answers", "--jobs", jobs, cwd=tmp_path)
        said.append((result.returncode, result.stdout, result.stderr, tree(tmp_path / "out")))
        (tmp_path / "out").rename(tmp_path / f"out{jobs}")
    assert said[0] == said[1]
    code, stdout, stderr, files = said[0]
    assert code == 2
    made = [f"{i:06}/sla.da.md" for i in range(1, 25) if i not in (5, 9, 17)]
    assert stdout.splitlines() == [f"out/{name}" for name in made]
    assert list(files) == made
    assert b"Kunde 3 A/S" in files["000003/sla.da.md"]
    places = [re.sub(r"(: [\w.()]+:).*", r"\1", line) for line in stderr.splitlines()]
    assert places == [
        "many.jsonl:9:27: answers.team_size:",
        "many.jsonl:9:35: answers.nonsense:",
        "many.jsonl:17:14: (file):",
    ]


@pytest.mark.parametrize("form", WRITERS)
def test_a_batch_makes_the_documents_that_sla_makes(
    form: str, renderer: Renderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "_project", lambda root: renderer.project)
    profiles = ROOT / "content/profiles"
    flags = ("--format", form, "--lang", "da-en", "--final")
    result = program(profiles, "-o", tmp_path / "out", *flags, "--jobs", "2")
    assert (result.returncode, result.stderr) == (0, "")
    for path in sorted(profiles.glob("*.yaml")):
        assert guide("sla", path, "-o", tmp_path / "one", *flags).exit_code == 0
        assert tree(tmp_path / "out" / path.stem) == tree(tmp_path / "one")
    assert len(list((tmp_path / "out").iterdir())) == len(list(profiles.glob("*.yaml")))


def test_a_process_that_dies_ends_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Record("x.jsonl", f"{i:06}", 1, i, (GOOD % i).encode()) for i in range(1, 4)]
    monkeypatch.setattr(batch, "_one", _die)
    results = [*batch.run(ROOT, ORDER, tmp_path, found, 2)]
    assert len(results) == 1
    record, last = results[0]
    assert record.line == 1 and last.fatal
    assert last.failure == "x.jsonl:1: a process that made documents has died; is there too little memory?"


def _die(record: Record) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_ctrl_c_stops_without_half_files(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text(lines_of(*(GOOD % i for i in range(3000))))
    formats = ("md", "html", "json")
    command = _command("many.jsonl", "-o", "out", "--jobs", "2", *(w for form in formats for w in ("--format", form)))
    running = subprocess.Popen(
        command, env=_env(), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert running.stdout is not None
    for _ in range(30):
        running.stdout.readline()
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to every process of the command
    _, stderr = running.communicate(timeout=60)
    assert running.returncode == 1
    assert stderr.strip() == "Aborted!"
    made = list((tmp_path / "out").iterdir())
    assert 3 <= len(made) < 2000
    assert {len(list(folder.iterdir())) for folder in made} == {3 * len(formats)}
    assert not [name for name in tree(tmp_path / "out") if name.endswith(".tmp")]


def test_a_terminal_shows_progress_and_refusals(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text(lines_of(GOOD % 1, "{", GOOD % 3))
    main_end, end = pty.openpty()
    command = _command("many.jsonl", "-o", "out", *QUICK, "--jobs", "1")
    running = subprocess.Popen(command, env={**_env(), "TERM": "xterm"}, cwd=tmp_path, stdout=end, stderr=end)
    os.close(end)
    said = b""
    try:
        while chunk := os.read(main_end, 4096):
            said += chunk
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(main_end)
    assert running.wait(60) == 2
    text = said.decode()
    assert "100%" in text and "many.jsonl:2:2: (file): this is not valid JSON" in text
    assert "sla.da.md" not in text  # on a terminal the bar says it all
    assert list(tree(tmp_path / "out")) == ["000001/sla.da.md", "000003/sla.da.md"]


# --- Records --------------------------------------------------------------------------------------


def test_the_files_of_a_folder_are_read_in_order_and_its_folders_are_not(in_process: None, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    for name in ("b.yml", "a.yaml", "C.JSON", "x.txt", ".hidden.yaml", "deep/d.yaml", "æ ø.yaml", "..yaml"):
        (folder / name).write_text(GOOD % 1)
    (folder / "link.yaml").symlink_to(folder / "x.txt")
    result = guide("batch", folder, "-o", tmp_path / "out", *QUICK)
    assert (result.exit_code, result.stderr) == (0, "")
    expected = [f"{tmp_path}/out/{name}/sla.da.md" for name in ("C", "a", "b", "link", "æ ø")]
    assert result.stdout.splitlines() == expected
    assert len(tree(tmp_path / "out")) == 5


def test_faults_of_a_file_name_it_as_typed(in_process: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in/folder.yaml").mkdir(parents=True)
    Path("in/gone.yaml").symlink_to("nowhere")
    Path("in/a.yaml").write_text("answers:\n  team_size: many\n")
    Path("in/b.yaml").write_text(GOOD % 1)
    result = guide("batch", "./in/", "-o", "out", *QUICK)
    assert result.exit_code == 2
    assert [line.split("; ")[0] for line in result.stderr.splitlines()] == [
        "./in/a.yaml:2:14: answers.team_size: 'many' is not a number",
        "./in/folder.yaml:1:1: (file): is a folder",
        "./in/gone.yaml:1:1: (file): there is no such file",
    ]
    assert list(tree(Path("out"))) == ["b/sla.da.md"]


def test_two_files_for_one_folder_are_refused(in_process: None, tmp_path: Path) -> None:
    for name in ("a.yaml", "a.json", "A.yml", "b.yaml"):
        (tmp_path / name).write_text(GOOD % 1)
    result = guide("batch", tmp_path, "-o", tmp_path / "out", *QUICK)
    assert result.exit_code == 2
    assert [line.removeprefix(f"{tmp_path}/").split("; ")[0] for line in result.stderr.splitlines()] == [
        f"{name}:1:1: (file): another file here is called '{stem}' too, and both would be written to the same folder"
        for name, stem in (("A.yml", "A"), ("a.json", "a"), ("a.yaml", "a"))
    ]
    assert list(tree(tmp_path / "out")) == ["b/sla.da.md"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gone", "there is no such file; name a folder of answer files, or a file with one answer file as JSON"),
        ("empty", "there are no answer files in this folder; put files into it that end in .yaml, .yml, .json"),
        ("none.jsonl", "the file is empty; write one answer file as JSON on each line"),
        ("one.yaml", "this is a single answer file; use 'guide sla' for one answer file"),
    ],
)
def test_an_input_without_records_is_refused(
    name: str, message: str, in_process: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("none.jsonl").touch()
    Path("one.yaml").write_text(GOOD % 1)
    result = guide("batch", name, "-o", "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{name}:1:1: (file): {message}")
    assert not Path("out").exists()


def test_lines_of_every_kind(in_process: None, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    long = b'{"answers": {"customer_name": "' + b"x" * MAX_BYTES + b'"}}'
    fits = (GOOD % 7).encode() + b" " * (MAX_BYTES - len(GOOD % 7))
    path.write_bytes(
        b"\xef\xbb\xbf" + (GOOD % 1).encode() + b"\r\n  \n" + long + b"\n" + fits + b"\r\n\xff\n" + (GOOD % 6).encode()
    )
    result = guide("batch", path, "-o", tmp_path / "out", *QUICK)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        f"{path}:3:1: (file): the line is too long; a line may hold at most 256 KiB",
        f"{path}:5:1: (file): this is not UTF-8 text; save the file as UTF-8",
    ]
    assert list(tree(tmp_path / "out")) == [f"{i:06}/sla.da.md" for i in (1, 4, 6)]


def test_a_long_line_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_bytes(b"x" * 10_000_000 + b"\n" + (GOOD % 2).encode())
    found, size = records(str(path))
    first, second = found
    assert (first.raw, first.size, len(first.problems)) == (b"", 10_000_001, 1)
    assert (second.line, second.raw) == (2, (GOOD % 2).encode())
    assert size == first.size + second.size


def test_a_blank_file_is_refused_only_where_it_has_no_line(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.touch()
    with pytest.raises(Refused):
        [*records(str(path))[0]]
    path.write_text("\n\n")
    assert [*records(str(path))[0]] == []


def test_a_character_that_no_font_has_refuses_the_record(in_process: None, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(lines_of(GOOD % 1, (GOOD % 2).replace("A/S", "中 A/S 🙂"), GOOD % 3))
    flags = ("--lang", "da", "--format", "pdf", "--format", "md")
    result = guide("batch", path, "-o", tmp_path / "out", *flags)
    assert result.exit_code == 2
    start = f"{path}:2:77: answers.customer_name: the fonts for PDF lack 中 (U+4E2D), 🙂 (U+1F642); "
    assert result.stderr.startswith(start) and result.stderr.count("\n") == 1
    assert sorted({name.split("/")[0] for name in tree(tmp_path / "out")}) == ["000001", "000003"]
    assert guide("batch", path, "-o", tmp_path / "new", *flags[:2], "--format", "md").exit_code == 0


def test_a_folder_of_fonts_must_exist(in_process: None, tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text(GOOD % 1)
    result = guide("batch", tmp_path / "many.jsonl", "-o", tmp_path / "out", "--font-path", tmp_path / "gone")
    assert result.exit_code == 2 and "--font-path" in result.stderr


# --- Options, refusals and failures ---------------------------------------------------------------


def test_final_holds_for_each_record(in_process: None, tmp_path: Path) -> None:
    from generator.answers import canonical_json, read_answers

    profile = ROOT / "content/profiles/software-team-india.yaml"
    complete = canonical_json(read_answers(profile, "a", load(ROOT).guide))
    path = tmp_path / "many.jsonl"
    path.write_text(lines_of(GOOD % 1, complete, complete.replace('"payment_days":"30",', "")))
    result = guide("batch", path, "-o", tmp_path / "out", "--final", "--guidance", *QUICK)
    assert result.exit_code == 2
    faults = result.stderr.splitlines()
    assert len([line for line in faults if line.startswith(f"{path}:1:")]) > 20
    assert [line.split(": ", 2)[-1] for line in faults if line.startswith(f"{path}:3:")] == [
        f"'{load(ROOT).guide.fill_ins['payment_days'].label.en}' is not settled; answer it, or leave out --final"
    ]
    assert list(tree(tmp_path / "out")) == ["000002/sla-guidance.da.md"]


def test_a_refused_record_leaves_its_folder_as_it_was(in_process: None, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(GOOD % 1)
    assert guide("batch", path, "-o", tmp_path / "out", *QUICK).exit_code == 0
    before = tree(tmp_path / "out")
    path.write_text('{"answers": {"team_size": 0}}')
    assert guide("batch", path, "-o", tmp_path / "out", *QUICK).exit_code == 2
    assert tree(tmp_path / "out") == before


def test_a_record_that_cannot_be_written_does_not_stop_the_others(in_process: None, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(lines_of("{", GOOD % 2, GOOD % 3, "{", GOOD % 5))
    (tmp_path / "out").mkdir()
    (tmp_path / "out/000003").touch()
    result = guide("batch", path, "-o", tmp_path / "out", *QUICK)
    assert result.exit_code == 1  # a failure counts for more than a refusal
    assert result.stderr.splitlines()[1] == f"guide: {tmp_path}/out/000003: File exists"
    assert list(tree(tmp_path / "out")) == ["000002/sla.da.md", "000003", "000005/sla.da.md"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_the_batch_stops_where_nothing_else_can_be_written(
    number: int, in_process: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, count = batch.write_files, 0

    def writing(folder: Path, files: Any) -> list[Path]:
        nonlocal count
        count += 1
        if count > 1:
            raise OSError(number, os.strerror(number), str(folder))
        return original(folder, files)

    monkeypatch.setattr(batch, "write_files", writing)
    path = tmp_path / "many.jsonl"
    path.write_text(lines_of(*(GOOD % i for i in range(1, 5))))
    result = guide("batch", path, "-o", tmp_path / "out", *QUICK)
    assert result.exit_code == 1
    assert result.stderr == f"guide: {tmp_path}/out/000002: {os.strerror(number)}\n"
    assert list(tree(tmp_path / "out")) == ["000001/sla.da.md"]


def test_a_file_that_may_not_be_read_does_not_stop_the_others(
    in_process: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path.open

    def opening(self: Path, *arguments: Any, **options: Any) -> Any:
        if self.name == "a.yaml":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return original(self, *arguments, **options)

    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD % 1)
    monkeypatch.setattr(Path, "open", opening)
    result = guide("batch", tmp_path, "-o", tmp_path / "out", *QUICK)
    assert (result.exit_code, result.stderr) == (1, f"guide: {tmp_path}/a.yaml: Permission denied\n")
    assert list(tree(tmp_path / "out")) == ["b/sla.da.md"]


def test_faulty_content_is_told_once_before_any_process_starts(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text(lines_of(GOOD % 1, GOOD % 2))
    result = CliRunner().invoke(
        main, ["--root", str(tmp_path), "batch", str(tmp_path / "many.jsonl"), "-o", str(tmp_path / "out")]
    )
    assert result.exit_code == 2
    assert result.stderr.startswith("content:1:1: (file): there is no such folder")


def test_only_a_few_records_are_under_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Reading does not run ahead of making, however many records there are."""
    ahead, taken = 0, 0

    def found() -> Iterator[Record]:
        nonlocal ahead
        for i in range(1, 60):
            ahead = max(ahead, i - taken)
            yield Record("x", f"{i:06}", 1, i, b'{"answers": {"x": 1}}')

    for _, made in batch.run(ROOT, ORDER, tmp_path, found(), 1):
        taken += 1
        assert made.problems
    assert taken == 59
    assert ahead <= batch._UNDER_WAY + 1


def test_the_formats_of_the_command_line_are_those_that_can_be_written() -> None:
    """The command line names them itself, so that it starts without loading the writers."""
    assert tuple(WRITERS) == cli.FORMATS


def test_the_command_line_starts_without_heavy_imports() -> None:
    code = (
        "import sys, generator.cli; print([m for m in ('pydantic', 'yaml', 'concurrent.futures') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], env=_env(), capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_jobs_are_as_many_as_the_cores_that_may_be_used() -> None:
    assert batch.default_jobs() == len(os.sched_getaffinity(0))
    assert guide("batch", "x", "-o", "y", "--jobs", "0").exit_code == 2
