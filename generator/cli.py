"""The command line: the only place that prints, exits, and catches what a user did wrong."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from generator import __version__
from generator.problems import Problem, Refused

if TYPE_CHECKING:  # heavy imports wait until a command needs them
    from generator.load import Project
    from generator.model import Answers, DocumentKind, Language, Layout
    from generator.render import Copy
    from generator.tailor import Tailored
    from generator.yamlfile import Source

P = ParamSpec("P")
T = TypeVar("T")
LANGUAGES: tuple[Language, ...] = ("da", "en")
LAYOUTS: tuple[Layout, ...] = ("da", "en", "da-en")
FORMATS = ("md", "html", "json")
FAILED, REFUSED = 1, 2


def default_root() -> Path:
    """The folder with content/: here, else the one that came with the package."""
    here, packaged = Path.cwd(), Path(__file__).resolve().parent / "data"
    if (here / "content" / "questionnaire.yaml").is_file():
        return here
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent


@contextmanager
def _exit_codes() -> Iterator[None]:
    """Refused input prints its problems and exits 2; a system failure prints one line and exits 1."""
    try:
        yield
    except Refused as refused:
        for problem in refused.problems:
            click.echo(str(problem), err=True)
        sys.exit(REFUSED)
    except BrokenPipeError:
        raise  # the reader of the pipe has seen enough; click ends quietly
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        click.echo(f"guide: {name}{error.strerror or error}", err=True)
        sys.exit(FAILED)


def command(function: Callable[P, T]) -> Callable[P, T]:
    """A command of the guide."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        with _exit_codes():
            return function(*args, **kwargs)
        raise AssertionError("_exit_codes never swallows")

    return guarded


def _same_bytes() -> None:
    """UTF-8 and plain line ends in every pipe and file, whatever the machine's language."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            errors = "surrogateescape" if stream is sys.stdin else "strict"
            stream.reconfigure(encoding="utf-8", errors=errors, newline="\n" if stream is sys.stdout else None)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that holds content/, templates/ and site_config/.  [default: here if it has content/, else the "
    "one that came with this program]",
)
@click.version_option(__version__, prog_name="guide")
@click.pass_context
def main(context: click.Context, root: Path | None) -> None:
    """A guide to offshore outsourcing: tailored agreements and checklists, and the site, from YAML.

    Exit status: 0 done; 2 the input was refused, with one line for each fault; 1 anything else that failed.
    """
    _same_bytes()
    context.obj = root or default_root()


def _project(root: Path) -> Project:
    from generator.load import load

    return load(root)


def _answers(project: Project, name: str) -> tuple[Answers, Source]:
    """The answers of a file, and where each stands in it."""
    from generator import yamlfile
    from generator.answers import parse_answers

    path = Path(name)
    if path.is_dir():
        raise Refused([Problem(name, 1, 1, "(file)", "is a folder", "name an answer file")])
    if not path.exists():
        hint = "name an answer file, such as one of content/profiles"
        raise Refused([Problem(name, 1, 1, "(file)", "there is no such file", hint)])
    source = yamlfile.read(path, name, follow=True)
    return parse_answers(source, project.guide), source


_ROOT = click.pass_obj
_ANSWERS = click.argument("answers", type=click.Path())
_OUT = click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder to write to.",
)
_LANG = click.option(
    "--lang",
    "layouts",
    type=click.Choice(LAYOUTS),
    multiple=True,
    help="Language, or da-en for both in two columns; may be repeated.  [default: all]",
)
_FORMAT = click.option(
    "--format", "formats", type=click.Choice(FORMATS), multiple=True, help="Format; may be repeated.  [default: all]"
)
_WITH_ANSWERS = click.option("--with-answers", is_flag=True, help="The working copy: carries the answers, and says so.")


def _one_language(what: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The option --lang of a command that speaks one language."""
    return click.option("--lang", "language", type=click.Choice(LANGUAGES), default="da", show_default=True, help=what)


# --- Documents ------------------------------------------------------------------------------------


@main.command()
@_ANSWERS
@_OUT
@_LANG
@_FORMAT
@click.option("--final", is_flag=True, help="Refuse while anything is open; else make the copy to sign.")
@_WITH_ANSWERS
@click.option(
    "--guidance", is_flag=True, help="Add purpose, risk, hints and dated law to each clause, for you and your lawyer."
)
@_ROOT
@command
def sla(
    root: Path,
    answers: str,
    folder: Path,
    layouts: Sequence[Layout],
    formats: Sequence[str],
    final: bool,
    with_answers: bool,
    guidance: bool,
) -> None:
    """Make the tailored agreement from an answer file (YAML or JSON).

    Writes sla.da.md, sla.en.html and so on into the folder, and prints the name of each file. Other files there
    are left alone. When the answers are refused, nothing is written.
    """
    copies: list[Copy] = []
    if final:
        copies.append("final")
    if with_answers:
        copies.append("answers")
    if guidance:
        copies.append("guidance")
    name = "sla-guidance" if guidance else "sla"
    _write_documents(root, "sla", answers, folder, layouts, formats, copies, name)


@main.command()
@_ANSWERS
@_OUT
@_LANG
@_FORMAT
@_WITH_ANSWERS
@_ROOT
@command
def checklist(
    root: Path, answers: str, folder: Path, layouts: Sequence[Layout], formats: Sequence[str], with_answers: bool
) -> None:
    """Make the tailored checklist from an answer file (YAML or JSON).

    Writes checklist.da.md, checklist.en.html and so on into the folder, and prints the name of each file.
    """
    copies: list[Copy] = ["answers"] if with_answers else []
    _write_documents(root, "checklist", answers, folder, layouts, formats, copies, "checklist")


def _write_documents(
    root: Path,
    kind: DocumentKind,
    file: str,
    folder: Path,
    layouts: Sequence[Layout],
    formats: Sequence[str],
    copies: Sequence[Copy],
    name: str,
) -> None:
    from generator.render import Renderer
    from generator.writing import write_files

    project = _project(root)
    renderer = Renderer(project)
    answers, source = _answers(project, file)
    tailored = renderer.tailor(answers)
    if "final" in copies:
        _refuse_open(tailored, source)
    made = {
        f"{name}.{layout}.{form}": renderer.file(tailored, kind, layout, form, copies)
        for layout in layouts or LAYOUTS
        for form in formats or FORMATS
    }
    for written in write_files(folder, made):
        click.echo(written)


def _refuse_open(tailored: Tailored, source: Source) -> None:
    """A final copy has nothing open and breaks no rule of consistency."""
    from generator.consistency import breaches

    problems = []
    for breach in breaches(tailored):
        path = ("answers", *breach.key.split("."))
        problems.append(source.problem(path, breach.message, breach.hint, at_key=True))
    for name in tailored.open_points["sla"]:
        path = ("answers", "kpis", name[4:]) if name.startswith("kpi.") else ("answers", name)
        message = f"'{_label(tailored, name)}' is not settled"
        problems.append(source.problem(path, message, "answer it, or leave out --final", at_key=True))
    if problems:
        raise Refused(problems)


def _label(tailored: Tailored, name: str) -> str:
    guide = tailored.project.guide
    if name.startswith("kpi."):
        return guide.kpi[name[4:]].name.en
    return guide.fill_ins[name].label.en


@main.command()
@_ANSWERS
@_one_language("Language of the reasons.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Form of the output.",
)
@_ROOT
@command
def explain(root: Path, answers: str, language: Language, form: str) -> None:
    """Say of every clause and item whether it is in, out or undecided, and why."""
    from generator import explain as explaining
    from generator.render import Renderer
    from generator.wording import Wording

    project = _project(root)
    renderer = Renderer(project)
    tailored = renderer.tailor(_answers(project, answers)[0])
    found = explaining.explain(renderer.plan, tailored, language)
    text = explaining.as_json(found) if form == "json" else explaining.as_text(found, Wording(language, project.ui))
    click.echo(text, nl=False)


# --- Content --------------------------------------------------------------------------------------


@main.command()
@click.option(
    "--today",
    help="The date to check the age of legal facts against, such as 2026-11-30.  "
    "[default: SOURCE_DATE_EPOCH or the clock]",
)
@_ROOT
@command
def check(root: Path, today: str | None) -> None:
    """Validate and prove everything in content/."""
    from generator import check as checking

    findings = checking.check(project := _project(root), _today(today))
    open_profiles, faulty_profiles = checking.profiles(project)
    warnings = (*findings.warnings, *open_profiles)
    for warning in warnings:
        click.echo(f"warning: {warning}")
    errors = (*findings.errors, *faulty_profiles)
    if errors:
        raise Refused(errors)
    counts = ", ".join(f"{count} {what}" for what, count in findings.counts.items())
    click.echo(f"{counts}; {len(warnings)} warnings")


def _today(given: str | None) -> date:
    """The only look at the clock."""
    if given is not None:
        try:
            day = date.fromisoformat(given)
        except ValueError:
            day = None
        if day is None or day.isoformat() != given:
            raise Refused([Problem("--today", 1, 1, "today", f"'{given}' is not a date", "write it as 2026-11-30")])
        return day
    if epoch := os.environ.get("SOURCE_DATE_EPOCH", ""):
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date()
        except (ValueError, OverflowError, OSError):
            message = f"'{epoch}' is not a number of seconds since 1970"
            raise Refused([Problem("SOURCE_DATE_EPOCH", 1, 1, "today", message)]) from None
    return datetime.now(UTC).date()


@main.command()
@click.argument("files", nargs=-1, type=click.Path())
@_ROOT
@command
def confirm(root: Path, files: Sequence[str]) -> None:
    """Say that you read both languages of changed texts: of these content files, or of all.

    'guide check' warns of a text whose other language did not change with it, until it is confirmed here.
    """
    from generator import confirming
    from generator.writing import write_files

    project = _project(root)
    text, new = confirming.confirmed(project, [Path(file).as_posix() for file in files])
    write_files(root / "content", {confirming.FILE: text})
    for file, count in new.items():
        click.echo(f"{file}: {count} confirmed")


@main.command()
@click.argument("kind", required=False)
@_ROOT
@command
def schema(root: Path, kind: str | None) -> None:
    """Print the JSON Schema of an answer file, or of a kind of content file (clause, practice, …)."""
    from generator import schema as schemas
    from generator.problems import did_you_mean

    kind = kind or "answers"
    if kind == "answers":
        click.echo(schemas.as_text(schemas.answers_schema(_project(root))), nl=False)
    elif kind in schemas.MODELS:
        click.echo(schemas.as_text(schemas.content_schema(kind)), nl=False)
    else:
        hint = did_you_mean(kind, ["answers", *schemas.MODELS])
        raise Refused([Problem("schema", 1, 1, "kind", f"there is no schema '{kind}'", hint)])


@main.command()
@_one_language("Language of the questions.")
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="New answer file to write; one that exists is refused.",
)
@_ROOT
@command
def ask(root: Path, language: Language, path: Path) -> None:
    """Ask the questionnaire in the terminal and write an answer file.

    The file is JSON if its name ends in .json, else YAML. Stop with Ctrl+C (or at the end of the input): what was
    answered is kept. A file that exists is never overwritten: the command refuses it before asking.
    """
    from generator import ask as asking
    from generator.writing import write_files

    if path.exists() or path.is_symlink():
        raise Refused([Problem(str(path), 1, 1, "(file)", "the file exists", "name a new file, or move this one away")])
    project = _project(root)
    write_files(path.parent, {path.name: ""})  # a folder that cannot be written to shows before forty questions
    try:
        answers = asking.ask(project, language, asking.prompter(project, language))
        text = asking.as_file(answers, json_form=path.suffix.lower() == ".json")
    except BaseException:
        path.unlink()
        raise
    write_files(path.parent, {path.name: text})
    click.echo(path)


# --- Site -----------------------------------------------------------------------------------------


@main.command()
@click.option(
    "--site-dir", type=click.Path(path_type=Path, file_okay=False), help="Where to put the site.  [default: site]"
)
@_ROOT
@command
def build(root: Path, site_dir: Path | None) -> None:
    """Make the whole site, with the documents of every profile."""
    from generator import site

    click.echo(site.build(_project(root), site_dir or Path("site")))


@main.command()
@_one_language("Language to serve.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port on this computer.")
@_ROOT
@command
def serve(root: Path, language: Language, port: int) -> None:
    """Show the site while you edit content/: it is made anew at every change."""
    from generator import serving

    serving.serve(root, language, port, click.echo)


if __name__ == "__main__":
    main()
