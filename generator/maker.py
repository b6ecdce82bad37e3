"""What every page of the site is made with: templates, words of one language, and texts as HTML."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import PurePosixPath
from typing import Any

import jinja2
from markupsafe import Markup

from generator import markup, pictures
from generator.functions import SUMMER_DAY, WINTER_DAY, overlap
from generator.glossing import Glosses
from generator.model import PHASES, ChecklistItem, Country, Language
from generator.reading import address, tool_address
from generator.render import Renderer, templates
from generator.wording import Wording
from generator.writers import html

Page = tuple[str, str]
"""Path in the docs folder, and Markdown."""


class Maker:
    """Makes pages of one language."""

    def __init__(self, renderer: Renderer, language: Language) -> None:
        self.renderer, self.language = renderer, language
        self.project, self.guide = renderer.project, renderer.project.guide
        self.wording = Wording(language, self.project.ui)
        self.templates = self._environment()

    def _environment(self) -> jinja2.Environment:
        # {#id} names a heading in these templates, so it cannot begin a comment.
        env = templates(self.project.root).overlay(
            autoescape=True, comment_start_string="<##", comment_end_string="##>"
        )
        env.filters |= {"html": self._html, "line": self._line, "t": self.text, "slug": slug}
        env.globals |= {
            "say": self.say,
            "language": self.language,
            "phases": PHASES,
            "address": address,
            "tool_address": tool_address,
        }
        return env

    def say(self, key: str, *parts: object) -> str:
        """Interface words."""
        return self.wording.say(key, *(str(part) for part in parts))

    def text(self, text: Any) -> str:
        """A bilingual text in the language of the page."""
        return str(text[self.language])

    def _html(self, text: Any, glosses: Glosses | None = None) -> Markup:
        """Markdown of the subset as HTML, words of the trade marked."""
        blocks = markup.parse(text[self.language])
        return Markup(html.fragment(glosses.mark(blocks) if glosses else blocks))  # noqa: S704 - the HTML writer escapes

    def _line(self, text: Any, glosses: Glosses | None = None) -> Markup:
        line = markup.line(text[self.language])
        return Markup(html.inline(glosses.line(line) if glosses else line))  # noqa: S704 - the HTML writer escapes

    def glosses(self) -> Glosses:
        """For one page."""
        return Glosses(self.guide.terms, self.language)

    def page(self, template: str, path: str, **values: Any) -> Page:
        """A page from a template; `up` is the relative way to the docs folder, `top` to the site's root."""
        up = "../" * (len(PurePosixPath(path).parts) - 1)
        text = self.templates.get_template(f"pages/{template}.md.j2").render(up=up, top=f"{up}../", **values)
        return path, text

    def item(self, item: ChecklistItem, prefix: str = "") -> dict[str, Any]:
        """A task of the checklist, with the id of its element and the article it comes from."""
        return {"item": item, "id": f"{prefix}{slug(item.id)}", "practice": self.guide.practice_of[item.id]}

    def country(self, country: Country) -> dict[str, Any]:
        """A country's shared hours in words and as a picture for winter and summer, and its basis for transfer."""
        made: dict[str, Any] = {"country": country, "basis": self.say(f"basis_{country.transfer_basis}")}
        for season, day in (("winter", WINTER_DAY), ("summer", SUMMER_DAY)):
            hours = self.wording.amount(overlap(country.zone, day), "hours")
            label = self.say(f"hours_label_{season}", self.text(country.name), hours)
            made |= {season: hours, f"{season}_picture": self._picture(country, day, label)}
        return made

    def _picture(self, country: Country, day: date, label: str) -> Markup:
        return Markup(pictures.overlap_picture(country.zone, day, escape(label)))  # noqa: S704 - label escaped, rest numbers


def slug(entry_id: str) -> str:
    """An id as part of an address."""
    return entry_id.replace("_", "-").lower()
