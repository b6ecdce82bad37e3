"""Language checks: each finds a planted fault, and the content of the repository has none."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator import prose, yamlfile
from generator.cli import main
from generator.load import Project
from generator.model import LANGUAGES, Confirmed, Language, Style
from generator.prose import Pair, confirmation, lix, numbers, pairs, words
from tests.conftest import tool

D = Decimal
HARD = (
    "Leverandørens uigenkaldelige informationssikkerhedsforanstaltninger forudsætter gennemarbejdede "
    "dokumentationsbeskrivelser, organisationsbestemmelser, kontrolprocedurer, eskaleringsprocedurer og "
    "ledelsesrapporteringer, kvalitetssikringsprocesser, efterprøvelsesmuligheder og tilbageleveringsprocedurer, "
    "hvorefter kundevirksomhedens repræsentanter gennemgår dokumentationen, medmindre ledelsesrepræsentanterne "
    "undtagelsesvist beslutter, at gennemgangen midlertidigt udskydes, indtil sikkerhedsgodkendelserne foreligger, "
    "og underleverandørernes tilsvarende dokumentationsbeskrivelser er fremsendt til de kontraktansvarlige, "
    "som derefter videresender dem"
)


def source(text: str, name: str = "content/x.yaml") -> yamlfile.Source:
    return yamlfile.parse(text.encode(), name)


def found(text: str, style: Style | None = None, name: str = "content/x.yaml") -> list[str]:
    problems = prose.faults(pairs([source(text, name)]), style or Style(da=(), en=()))
    return [str(problem) for problem in problems]


def test_pairs_are_found_wherever_they_stand_but_not_keywords() -> None:
    text = "a:\n  - b: {da: x, en: y}\nkeywords: {da: z, en: z}\nforms: {da: q, en: q}\n"
    assert [(pair.path, pair.da, pair.en) for pair in pairs([source(text)])] == [(("a", 0, "b"), "x", "y")]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Betal 12.500,50 kr. inden 30 dage", "da", ["30", "12500.5"]),
        ("Pay DKK 12,500.50 within 30 days", "en", ["30", "12500.5"]),
        ("kl. 14.30, og to gange", "da", ["2", "14.3"]),
        ("at 14:30, and two times", "en", ["2", "14.3"]),
        ("fra kl. 8 til 16", "da", ["8", "16"]),
        ("from 08:00 to 16:00", "en", ["8", "16"]),
        ("99,5 %", "da", ["99.5"]),
        ("den 5.3.2027", "da", ["3", "5", "2027"]),
        ("se [her](https://x.dk/12) og {{ x1 }}", "da", []),
        ("en, et, én", "da", []),
    ],
)
def test_numbers_are_read_in_both_languages(text: str, language: Language, expected: list[str]) -> None:
    assert numbers(text, language) == [D(number) for number in expected]


def test_lix_of_a_known_text() -> None:
    # 10 words in 2 sentences, 2 words of more than six letters: 10/2 + 100*2/10
    assert lix("Vi ser på det. Leverandøren svarer i dag, hurtigt nok.") == 5 + 20
    assert words("{{ slot }} og [link](https://eksempel.dk/a/b)") == 2


def test_hard_danish_is_reported_at_its_line() -> None:
    lines = found(f"a:\n  da: {HARD}.\n  en: x\n")
    assert len(lines) == 1
    assert lines[0].startswith("content/x.yaml:2:7: a.da: reads hard: LIX ")


def test_contract_text_may_be_harder_than_guide_text() -> None:
    text = "blocks:\n- text:\n    da: y\n    en: x\nguidance:\n  da: y\n  en: x\n"
    name = "content/sla/clauses/a1-x.yaml"
    assert [pair.is_contract for pair in pairs([source(text, name)])] == [True, False]
    assert not any(pair.is_contract for pair in pairs([source(text)]))


def test_numbers_that_differ_are_reported() -> None:
    lines = found("a:\n  da: om 3 dage og to uger\n  en: in 4 days and two weeks\n")
    assert lines == [
        "content/x.yaml:3:7: a.en: the numbers differ: only in Danish 3; only in English 4; "
        "give both the same numbers, in figures or in words"
    ]


def test_a_forbidden_word_is_reported_and_only_as_a_whole_word(project: Project) -> None:
    lines = found("a:\n  da: En bedste praksis, såfremt\n  en: The vendor shall, vendored\n", project.guide.style)
    assert [line.partition(": a.")[2].partition(";")[0] for line in lines] == [
        "da: 'bedste praksis' is not used here",
        "da: 'såfremt' is not used here",
        "en: 'shall' is not used here",
        "en: 'vendor' is not used here",
    ]


def test_every_forbidden_word_is_found(project: Project) -> None:
    """Each pattern matches at least the plain text it is written from."""
    for language in LANGUAGES:
        for word in project.guide.style[language]:
            assert prose._forbidden(Style(da=(word,), en=(word,)), language)


# --- Confirmation ---------------------------------------------------------------------------------


def pair(da: str, en: str) -> Pair:
    return next(pairs([source(f"a: {{da: {da}, en: {en}}}\n")]))


@pytest.mark.parametrize(
    ("now", "message"),
    [
        (("ja", "yes"), None),
        (("ja tak", "yes"), "the Danish changed and the English did not"),
        (("ja", "yes please"), "the English changed and the Danish did not"),
        (("nej", "no"), "nobody has confirmed that both languages say the same"),
    ],
)
def test_a_changed_side_is_flagged_until_confirmed(now: tuple[str, str], message: str | None) -> None:
    before = Confirmed(pairs=(confirmation(pair("ja", "yes")),))
    flagged = [problem.message for problem in prose.unconfirmed([pair(*now)], before)]
    assert flagged == ([message] if message else [])


@pytest.fixture
def copy(tmp_path: Path, root: Path) -> Path:
    for folder in ("content", "templates"):
        shutil.copytree(root / folder, tmp_path / folder)
    return tmp_path


def guide(root: Path, *arguments: str) -> list[str]:
    result = CliRunner().invoke(main, ["--root", str(root), *arguments])
    assert result.exit_code in (0, 2), result.output
    return result.output.splitlines()


def test_confirm_ends_the_warning_for_the_named_file_only(copy: Path) -> None:
    guide(copy, "confirm")
    changed = [copy / "content" / "phases.yaml", copy / "content" / "readers.yaml"]
    for path, old in zip(changed, ("Vi overvejer det", "For ejeren"), strict=True):
        path.write_text(path.read_text(encoding="utf-8").replace(f"da: {old}", f"da: {old} nu"), encoding="utf-8")

    def warned() -> set[str]:
        lines = guide(copy, "check", "--today", "2026-11-21")
        return {line.split(":")[1].strip() for line in lines if "the English did not" in line}

    assert warned() == {"content/phases.yaml", "content/readers.yaml"}
    assert guide(copy, "confirm", "content/phases.yaml") == ["content/phases.yaml: 1 confirmed"]
    assert warned() == {"content/readers.yaml"}
    assert guide(copy, "confirm") == ["content/readers.yaml: 1 confirmed"]
    assert warned() == set()


def test_confirm_refuses_a_file_without_texts(copy: Path) -> None:
    before = (copy / "content" / "confirmed.yaml").read_bytes()
    assert "no content file of this name" in guide(copy, "confirm", "content/phase.yaml")[0]
    assert (copy / "content" / "confirmed.yaml").read_bytes() == before


# --- The content of the repository ----------------------------------------------------------------


def test_both_languages_of_every_text_are_confirmed(project: Project) -> None:
    """Whoever changes a text reads both sides, then runs 'guide confirm'."""
    assert [str(p) for p in prose.unconfirmed(pairs(project.sources), project.guide.confirmed)] == []


def test_the_interface_words_keep_the_rules_too(project: Project) -> None:
    ui = yamlfile.read(project.root / "templates" / "ui.yaml", "templates/ui.yaml")
    assert [str(problem) for problem in prose.faults(pairs([ui]), project.guide.style)] == []


DICTIONARIES: dict[Language, str] = {"da": "da_DK", "en": "en_GB"}


def spelled_wrong(texts: str, language: Language) -> set[str]:
    command = [tool("hunspell"), "-d", DICTIONARIES[language], "-i", "utf-8", "-l"]
    found = subprocess.run(command, input=texts, capture_output=True, text=True, encoding="utf-8", check=True)
    assert "Can't open" not in found.stderr, found.stderr
    return set(found.stdout.split())


def all_texts(project: Project, language: Language) -> Iterator[str]:
    ui = yamlfile.read(project.root / "templates" / "ui.yaml", "templates/ui.yaml")
    for one in pairs([*project.sources, ui]):
        yield prose._plain(one[language]).replace("{}", " ").replace("’", "'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_in_a_dictionary_or_on_the_reviewed_list(project: Project, language: Language) -> None:
    """A new word goes on tests/words/da.txt or en.txt once somebody has looked at it."""
    listed = (project.root / "tests" / "words" / f"{language}.txt").read_text(encoding="utf-8").split()
    assert listed == sorted(set(listed)), "keep the list in order, each word once"
    found = spelled_wrong("\n".join(all_texts(project, language)), language)
    assert sorted(found - set(listed)) == []
    assert sorted(set(listed) - found) == [], "no longer needed"


@pytest.mark.parametrize(("language", "wrong"), [("da", "opfølgninng"), ("en", "recieve")])
def test_a_misspelt_word_is_found(language: Language, wrong: str) -> None:
    assert spelled_wrong(f"a {wrong} b", language) == {wrong}
