"""The pages of the site as finished Markdown, one set for each language, same paths in both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import jinja2
from markupsafe import Markup

from generator import __version__, markup
from generator.answers import canonical
from generator.document import law_checked_on
from generator.explain import explain
from generator.functions import SUMMER_DAY, WINTER_DAY, overlap
from generator.model import LANGUAGES, PHASES, ChecklistItem, FillIn, Language, Practice, Profile, Question
from generator.render import Copy, Renderer, templates
from generator.tailor import DocumentKind
from generator.values import suggested_value
from generator.wording import Wording
from generator.writers import html

PROFILE_DOCUMENTS: tuple[tuple[str, DocumentKind, tuple[Copy, ...]], ...] = (
    ("sla", "sla", ()),
    ("sla-guidance", "sla", ("guidance",)),
    ("checklist", "checklist", ()),
)
"""Documents of each profile: name of the file, kind of document, what the copy carries."""

PROFILE_FORMS = ("html", "md", "json")


def pages(renderer: Renderer, profiles: tuple[Profile, ...], language: Language) -> dict[str, str]:
    """Path in the docs folder to Markdown."""
    maker = _Maker(renderer, profiles, language)
    return dict(maker.all())


def downloads(renderer: Renderer, profiles: tuple[Profile, ...]) -> dict[str, str]:
    """Path under the site's root to text: every document of every profile, and its answer file."""
    files: dict[str, str] = {}
    for profile in profiles:
        tailored = renderer.tailor(profile.answers)
        for name, kind, copies in PROFILE_DOCUMENTS:
            for language in LANGUAGES:
                for form in PROFILE_FORMS:
                    text = renderer.render(tailored, kind, language, form, copies)
                    files[f"profiles/{profile.id}/{name}.{language}.{form}"] = text
        files[f"profiles/{profile.id}/answers.json"] = _answer_file(profile)
    return files


def _answer_file(profile: Profile) -> str:
    plain = {
        "title": profile.title.model_dump(),
        "content_version": profile.answers.content_version or __version__,
        "answers": canonical(profile.answers),
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


class _Maker:
    """Makes the pages of one language."""

    def __init__(self, renderer: Renderer, profiles: tuple[Profile, ...], language: Language) -> None:
        self.renderer, self.profiles, self.language = renderer, profiles, language
        self.project, self.guide = renderer.project, renderer.project.guide
        self.wording = Wording(language, self.project.ui)
        self.templates = self._environment()

    def _environment(self) -> jinja2.Environment:
        # {#id} names a heading in these templates, so it cannot begin a comment.
        env = templates(self.project.root).overlay(
            autoescape=True, comment_start_string="<##", comment_end_string="##>"
        )
        env.filters |= {"html": self._html, "line": self._line, "t": self._text}
        env.globals |= {"say": self._say, "language": self.language, "phases": PHASES}
        return env

    def _say(self, key: str, *parts: object) -> str:
        return self.wording.say(key, *(str(part) for part in parts))

    def _text(self, text: Any) -> str:
        return str(text[self.language])

    def _html(self, text: Any) -> Markup:
        """Markdown of the subset as HTML."""
        return Markup(html.fragment(markup.parse(text[self.language])))  # noqa: S704 - the HTML writer escapes

    def _line(self, text: Any) -> Markup:
        return Markup(html.inline(markup.line(text[self.language])))  # noqa: S704 - the HTML writer escapes

    def page(self, template: str, path: str, **values: Any) -> tuple[str, str]:
        """A page from a template; `up` is the relative way to the docs folder, `top` to the site's root."""
        up = "../" * (len(PurePosixPath(path).parts) - 1)
        text = self.templates.get_template(f"pages/{template}.md.j2").render(up=up, top=f"{up}../", **values)
        return path, text

    def all(self) -> Iterator[tuple[str, str]]:
        """Every page."""
        rules = [p for p in self.guide.practices if p.code.startswith("R")]
        yield self.page("index", "index.md")
        yield self.page("rules", "rules/index.md", rules=rules)
        for i, practice in enumerate(rules):
            yield self.page("practice", f"rules/{practice.slug}.md", **self._practice(practice, i + 1))
        every = self._checklist(self.guide.items, None)
        yield self.page("checklist", "checklist/index.md", title=self._say("checklist_title"), **every)
        yield self.page("questionnaire", "sla/questionnaire.md", **self._questionnaire())
        yield self.page("profiles", "profiles/index.md", profiles=self.profiles)
        for profile in self.profiles:
            yield from self._profile(profile)
        yield self.page("kpis", "reference/kpis.md", kpis=[self._kpi(kpi) for kpi in self.guide.kpis])
        yield self.page(
            "countries", "reference/countries.md", rows=self._countries(), checked=self._checked_countries()
        )
        yield self.page("law", "reference/law.md", facts=self.guide.legal_facts, date=self.wording.date)
        yield self.page("about", "about/index.md", **self._about())

    # --- Rules --------------------------------------------------------------------------------

    def _practice(self, practice: Practice, number: int) -> dict[str, Any]:
        return {
            "practice": practice,
            "number": number,
            "clauses": [self.guide.clause[c] for c in practice.clauses],
            "kpis": [k for k in self.guide.kpis if k.id in practice.kpis],
        }

    # --- Checklist ----------------------------------------------------------------------------

    def _checklist(self, items: tuple[ChecklistItem, ...], profile: Profile | None) -> dict[str, Any]:
        prefix = f"{profile.id}-" if profile else ""
        listed: dict[str, list[dict[str, Any]]] = {}
        for item in items:
            listed.setdefault(item.phase, []).append(self._item(item, prefix))
        return {"listed": listed.items(), "profile": profile, "profiles": self.profiles}

    def _item(self, item: ChecklistItem, prefix: str) -> dict[str, Any]:
        practice = self.guide.practice_of[item.id]
        return {"item": item, "id": f"{prefix}{item.id.replace('_', '-')}", "practice": practice}

    # --- Questionnaire ------------------------------------------------------------------------

    def _questionnaire(self) -> dict[str, Any]:
        steps = []
        for step in self.guide.questionnaire.steps:
            asked = [q for q in self.guide.questionnaire.questions if q.step == step.id]
            steps.append((step, [self._question(q) for q in asked]))
        clauses = [(c, [self._question(f) for f in c.fields]) for c in self.guide.clauses if c.fields]
        return {"steps": steps, "clauses": clauses}

    def _question(self, fill_in: FillIn) -> dict[str, Any]:
        number = str(fill_in.number) if isinstance(fill_in, Question) else ""
        helps = {choice.id: choice.help[self.language] for choice in fill_in.choices if choice.help}
        choices = [
            (key, label[self.language], helps.get(key, "")) for key, label in self.guide.choices(fill_in).items()
        ]
        if fill_in.type == "yes_no":
            choices = [(word, self._say(word), "") for word in ("yes", "no")]
        unit = self._say(f"unit_{fill_in.unit}_other") if fill_in.unit else "%" if fill_in.type == "percent" else ""
        return {"ask": fill_in, "number": number, "choices": choices, "unit": unit, "hints": list(self._hints(fill_in))}

    def _hints(self, fill_in: FillIn) -> Iterator[str]:
        if fill_in.when:
            yield self._say("site_asked_when")
        if fill_in.type == "several":
            yield self._say("site_several")
        if fill_in.minimum is not None and fill_in.maximum is not None and fill_in.type != "money":
            words = (self.wording.quantity(fill_in, value, {}) for value in (fill_in.minimum, fill_in.maximum))
            yield self._say("site_range", *words)
        offers = list(dict.fromkeys(self._offer(fill_in, s.value) for s in fill_in.suggestions))
        if offers:
            unconditional = len(offers) == 1 and fill_in.suggestions[0].when is None
            yield self._say(
                "site_suggestion" if unconditional else "site_suggestion_if", f" {self._say('site_or')} ".join(offers)
            )
        yield from dict.fromkeys(s.reason[self.language] for s in fill_in.suggestions if s.reason)

    def _offer(self, fill_in: FillIn, raw: str | tuple[str, ...]) -> str:
        value = suggested_value(fill_in, raw)
        if fill_in.type == "money":
            return self.wording.number(value)
        return self.wording.value(self.guide, fill_in, value, {})

    # --- Profiles -----------------------------------------------------------------------------

    def _profile(self, profile: Profile) -> Iterator[tuple[str, str]]:
        tailored = self.renderer.tailor(profile.answers)
        here = f"profiles/{profile.id}"
        decisions = [e for e in explain(self.renderer.plan, tailored, self.language) if e.kind == "clause"]
        documents = [name for name, *_ in PROFILE_DOCUMENTS]
        yield self.page(
            "profile",
            f"{here}/index.md",
            profile=profile,
            decisions=decisions,
            documents=documents,
            forms=PROFILE_FORMS,
        )
        body = self.renderer.render(tailored, "sla", self.language, "html", page=False)
        yield self.page("sla", f"{here}/sla.md", profile=profile, body=Markup(body))  # noqa: S704 - made by the HTML writer
        held = tuple(item for item in self.guide.items if tailored.held[f"check:{item.id}"] is not False)
        values = self._checklist(held, profile)
        title = f"{self._say('checklist_title')}: {profile.title[self.language]}"
        yield self.page("checklist", f"{here}/checklist.md", title=title, **values)

    # --- Reference ----------------------------------------------------------------------------

    def _kpi(self, kpi: Any) -> dict[str, Any]:
        target, minimum = self.wording.kpi(kpi, kpi.target), self.wording.kpi(kpi, kpi.minimum)
        window = self._say(f"window_{kpi.window}")
        return {"kpi": kpi, "suggested": self._say("site_kpi_suggested_text", target, minimum, window)}

    def _countries(self) -> list[dict[str, Any]]:
        return [
            {
                "country": c,
                "winter": self.wording.amount(overlap(c.zone, WINTER_DAY), "hours"),
                "summer": self.wording.amount(overlap(c.zone, SUMMER_DAY), "hours"),
                "basis": self._say(f"basis_{c.transfer_basis}"),
            }
            for c in self.guide.countries
        ]

    def _checked_countries(self) -> str:
        return self.wording.date(self.guide.countries_checked_on)

    def _about(self) -> dict[str, Any]:
        return {
            "content_version": self.guide.version,
            "tool_version": __version__,
            "law": self.wording.date(law_checked_on(self.project)),
            "missing": len(self.guide.planned),
            "total": len(self.guide.planned) + len(self.guide.clauses),
            "use": self.project.ui["site_about_use_text"],
        }
