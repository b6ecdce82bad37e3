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
from generator.problems import Problem, Refused, visible

if TYPE_CHECKING:  # heavy imports wait until a command needs them
    from generator.load import Project
    from generator.making import Order
    from generator.model import DocumentKind, Language, Layout
    from generator.render import Copy

P = ParamSpec("P")
T = TypeVar("T")
LANGUAGES: tuple[Language, ...] = ("da", "en")
LAYOUTS: tuple[Layout, ...] = ("da", "en", "da-en")
FORMATS = ("md", "html", "docx", "pdf", "json")
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

_FONTS = click.option(
    "--font-path",
    "fonts",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="Folder with more fonts for PDF; may be repeated.",
)


def _one_language(what: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The option --lang of a command that speaks one language."""
    return click.option("--lang", "language", type=click.Choice(LANGUAGES), default="da", show_default=True, help=what)


# --- Documents ------------------------------------------------------------------------------------


def _options(*options: Callable[[Callable[P, T]], Callable[P, T]]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Several options as one, in the order in which help shows them."""

    def add(function: Callable[P, T]) -> Callable[P, T]:
        for option in reversed(options):
            function = option(function)
        return function

    return add


_SLA_OPTIONS = _options(
    _OUT,
    _LANG,
    _FORMAT,
    click.option("--final", is_flag=True, help="Refuse while anything is open; else make the copy to sign."),
    _WITH_ANSWERS,
    click.option(
        "--guidance",
        is_flag=True,
        help="Add purpose, risk, hints and dated law to each clause, for you and your lawyer.",
    ),
    _FONTS,
)


def _order(
    kind: DocumentKind,
    layouts: Sequence[Layout],
    formats: Sequence[str],
    fonts: Sequence[Path],
    *,
    final: bool = False,
    with_answers: bool = False,
    guidance: bool = False,
) -> Order:
    """What the options ask for."""
    from generator.making import Order

    asked: dict[Copy, bool] = {"final": final, "answers": with_answers, "guidance": guidance}
    copies = tuple(copy for copy, wanted in asked.items() if wanted)
    # Twice the same option counts once.
    layouts, formats = tuple(dict.fromkeys(layouts or LAYOUTS)), tuple(dict.fromkeys(formats or FORMATS))
    return Order(kind, layouts, formats, copies, tuple(fonts))


@main.command()
@_ANSWERS
@_SLA_OPTIONS
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
    fonts: Sequence[Path],
) -> None:
    """Make the tailored agreement from an answer file (YAML or JSON).

    Writes sla.da.md, sla.en.html and so on into the folder, and prints the name of each file. Other files there
    are left alone. When the answers are refused, nothing is written.
    """
    order = _order("sla", layouts, formats, fonts, final=final, with_answers=with_answers, guidance=guidance)
    _write_documents(root, answers, folder, order)


@main.command()
@_ANSWERS
@_OUT
@_LANG
@_FORMAT
@_WITH_ANSWERS
@_FONTS
@_ROOT
@command
def checklist(
    root: Path,
    answers: str,
    folder: Path,
    layouts: Sequence[Layout],
    formats: Sequence[str],
    with_answers: bool,
    fonts: Sequence[Path],
) -> None:
    """Make the tailored checklist from an answer file (YAML or JSON).

    Writes checklist.da.md, checklist.en.html and so on into the folder, and prints the name of each file.
    """
    _write_documents(root, answers, folder, _order("checklist", layouts, formats, fonts, with_answers=with_answers))


def _write_documents(root: Path, file: str, folder: Path, order: Order) -> None:
    from generator.making import make, source
    from generator.render import Renderer
    from generator.writing import write_files

    renderer = Renderer(_project(root))
    for written in write_files(folder, make(renderer, source(file), order)):
        click.echo(written)


@main.command()
@click.argument("answers", metavar="DIR|FILE.jsonl", type=click.Path())
@_SLA_OPTIONS
@click.option("--jobs", type=click.IntRange(1, 256), help="How many processes to use.  [default: one for each core]")
@_ROOT
@command
def batch(
    root: Path,
    answers: str,
    folder: Path,
    layouts: Sequence[Layout],
    formats: Sequence[str],
    final: bool,
    with_answers: bool,
    guidance: bool,
    fonts: Sequence[Path],
    jobs: int | None,
) -> None:
    """Make the agreements of many answer files.

    Give a folder, of which every .yaml, .yml and .json file is read (hidden files and folders inside are not), or a
    file with one answer file as JSON on each line. Writes DIR/NAME/sla.da.md and so on, where NAME is the answer
    file's name without its ending, or the line's number in six digits, and prints the name of each file.

    Answers that are refused, and files that cannot be read or written, are told and do not stop the others. When no
    other could be written either (a full disk, a folder that may not be written to), the command stops; what was
    written before stays. Exit status: 1 if anything failed, else 2 if any answers were refused.
    """
    from generator import batch as batching

    order = _order("sla", layouts, formats, fonts, final=final, with_answers=with_answers, guidance=guidance)
    found, size = batching.records(answers)
    _project(root)  # faults of the content are told here, once
    on_terminal = sys.stdout.isatty() and sys.stderr.isatty()
    status = 0
    jobs = jobs or batching.default_jobs()
    with _progress(size, shown=on_terminal) as advance:
        for record, outcome in batching.run(root, order, folder, found, jobs):
            for line in (*map(str, outcome.problems), *([f"guide: {outcome.failure}"] if outcome.failure else [])):
                click.echo(f"\r\x1b[K{line}" if on_terminal else line, err=True)
            for written in () if on_terminal else outcome.written:
                click.echo(written)
            status = FAILED if outcome.failure else status or (REFUSED if outcome.problems else 0)
            advance(record.size)
    sys.exit(status)


@contextmanager
def _progress(size: int, *, shown: bool) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, nothing in a pipe."""
    if not shown:
        yield lambda _: None
        return
    with click.progressbar(length=size, file=sys.stderr, show_pos=False) as bar:
        yield bar.update


@main.command()
@click.argument("file", type=click.Path())
@_ROOT
@command
def answers(root: Path, file: str) -> None:
    """Print the answers that a working copy carries, as an answer file.

    FILE is a document made with --with-answers, in any format; a Word document may have been edited. What has
    changed in the guide since the copy was made is told beside the answers. An answer that does not fit any more
    because its question changed or is gone is left open, which keeps what depends on it in the agreement, marked;
    the old answer is told, and stands at the end of the answer file as a comment.
    """
    from generator import carrying
    from generator.making import given

    project = _project(root)
    text = carrying.read(given(file, "a document made with --with-answers"), file)
    found = carrying.parse(text, file)
    accepted = carrying.given(project, found, file)
    for note in carrying.notes(project, found, accepted):
        click.echo(f"{visible(file)}: {note}", err=True)
    click.echo(accepted.as_file(), nl=False)


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
    from generator.answers import parse_answers
    from generator.making import source
    from generator.render import Renderer
    from generator.wording import Wording

    project = _project(root)
    renderer = Renderer(project)
    tailored = renderer.tailor(parse_answers(source(answers), project.guide))
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
    from generator.answers import as_file
    from generator.writing import write_files

    if path.exists() or path.is_symlink():
        raise Refused([Problem(str(path), 1, 1, "(file)", "the file exists", "name a new file, or move this one away")])
    project = _project(root)
    write_files(path.parent, {path.name: ""})  # a folder that cannot be written to shows before forty questions
    try:
        answers = asking.ask(project, language, asking.prompter(project, language))
        text = as_file(answers, json_form=path.suffix.lower() == ".json")
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
