"""Words of the trade: the first use of each on a page is marked, whole words only, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator import markup
from generator.blocks import Gloss, Str
from generator.glossing import Glosses
from generator.load import Project
from generator.model import LANGUAGES, Forms, Term, Text
from generator.writers import html


def term(name: str, *forms: str, explained: bool = True) -> Term:
    text = Text(da=name, en=name)
    return Term(
        id=name.lower().replace("-", "_").replace("å", "aa").replace(" ", "_"),
        term=text,
        forms=Forms(da=forms, en=forms),
        meaning=text,
        explained=explained,
    )


def marked(glosses: Glosses, text: str) -> str:
    return html.fragment(glosses.mark(markup.parse(text)))


def test_the_first_use_is_marked_and_a_second_is_not() -> None:
    glosses = Glosses([term("bod", "boden")], "da")
    assert marked(glosses, "Boden er aftalt. En bod er et beløb.") == (
        '<p><a class="term" href="#word-bod">Boden</a> er aftalt. En bod er et beløb.</p>\n'
    )
    assert marked(glosses, "En bod igen.") == "<p>En bod igen.</p>\n"
    assert [used.id for used in glosses.used] == ["bod"]


def test_only_whole_words_count_and_the_longest_form_wins() -> None:
    glosses = Glosses([term("SLA"), term("SLA-bilag"), term("mål")], "da")
    assert marked(glosses, "Målet, SLA-bilag, e-mål og måltal") == (
        '<p>Målet, <a class="term" href="#word-sla-bilag">SLA-bilag</a>, e-mål og måltal</p>\n'
    )


def test_words_inside_strong_and_lists_are_marked_and_links_are_left_alone() -> None:
    glosses = Glosses([term("bod"), term("frist")], "da")
    assert marked(glosses, "- **bod**\n- [frist](https://eksempel.dk)") == (
        '<ul>\n<li><strong><a class="term" href="#word-bod">bod</a></strong></li>\n'
        '<li><a href="https://eksempel.dk" rel="noreferrer">frist</a></li>\n</ul>\n'
    )


def test_a_term_that_needs_no_explanation_is_not_marked() -> None:
    assert Glosses([term("bod", explained=False)], "da").mark(markup.parse("bod")) == markup.parse("bod")
    assert Glosses([], "da").mark(markup.parse("bod")) == markup.parse("bod")


@given(st.text(alphabet="bodSLA -.,æ\n", max_size=60))
def test_marking_changes_no_letter(text: str) -> None:
    line = (Str(text),) if text else ()
    glosses = Glosses([term("bod"), term("SLA"), term("sla bod")], "da")
    parts = [part.children[0] if isinstance(part, Gloss) else part for part in glosses.line(line)]
    assert "".join(part.text for part in parts if isinstance(part, Str)) == text


def test_no_two_terms_share_a_form(project: Project) -> None:
    for language in LANGUAGES:
        forms = [
            form.casefold()
            for term_ in project.guide.terms
            if term_.explained
            for form in {term_.term[language].casefold(), *(f.casefold() for f in term_.forms[language])}
        ]
        assert sorted(form for form in set(forms) if forms.count(form) > 1) == []
