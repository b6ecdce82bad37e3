"""The pages of the site as finished Markdown, one set for each language, same paths in both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from generator import __version__, browser
from generator.document import law_checked_on
from generator.downloads import DOCUMENTS
from generator.explain import explain
from generator.maker import Maker, Page
from generator.model import LAYOUTS, ChecklistItem, Language, Practice, Profile
from generator.questions import form, questionnaire
from generator.reading import address, folder, life_cycle, phase_reading
from generator.reference import reference_pages
from generator.render import Renderer

READ_FORMS, OTHER_FORMS = ("docx", "pdf", "html"), ("md", "json")
"""Formats for people, and for programs."""


def pages(renderer: Renderer, profiles: tuple[Profile, ...], language: Language) -> dict[str, str]:
    """Path in the docs folder to Markdown."""
    return dict(_pages(Maker(renderer, language), profiles))


def _pages(maker: Maker, profiles: tuple[Profile, ...]) -> Iterator[Page]:
    guide = maker.guide
    yield maker.page(
        "index", "index.md", profiles=profiles, readers=guide.readers, life=guide.phases, total=len(guide.items)
    )
    for reader in guide.readers:
        yield maker.page("reader", f"readers/{reader.id}.md", reader=reader)
    yield maker.page("phases", "phases/index.md", life=guide.phases)
    yield from _phases(maker)
    for name in ("rules", "guidelines"):
        listed = [practice for practice in guide.practices if folder(practice) == name]
        yield maker.page("practices", f"{name}/index.md", name=name, practices=listed)
    yield from _practices(maker)
    yield _checklist_page(maker, "checklist/index.md", guide.items, profiles)
    yield _builder(maker, profiles)
    yield maker.page("questionnaire", "sla/questionnaire.md", **questionnaire(maker), **_forms())
    yield maker.page("profiles", "profiles/index.md", profiles=profiles, **_forms())
    for profile in profiles:
        yield from _profile(maker, profile)
    yield from reference_pages(maker)
    about = _about(maker)
    for name, template in (
        ("index", "about"),
        *((name, f"about-{name}") for name in ("disclaimer", "cite", "version")),
    ):
        yield maker.page(template, f"about/{name}.md", **about)


# --- The way through ------------------------------------------------------------------------------


def _phases(maker: Maker) -> Iterator[Page]:
    guide = maker.guide
    stops = [(f"phases/{phase.id}.html", maker.say(f"phase_{phase.id}")) for phase in guide.phases]
    for i, phase in enumerate(guide.phases):
        reading = phase_reading(guide, phase.id)
        items = [maker.item(item) for item in reading.items]
        yield maker.page(
            "phase",
            f"phases/{phase.id}.md",
            phase=phase,
            number=i + 1,
            life=guide.phases,
            reading=reading,
            items=items,
            pager=_pager(stops, i),
        )


def _pager(stops: list[tuple[str, str]], here: int) -> dict[str, dict[str, str]]:
    """The stops before and after one of a way, each an address and a title, for the foot of its page."""
    sides = {"previous": here - 1, "next": here + 1}
    return {
        side: dict(zip(("address", "title"), stops[i], strict=True)) for side, i in sides.items() if 0 <= i < len(stops)
    }


def _practices(maker: Maker) -> Iterator[Page]:
    """The articles; the pager at the foot of each follows the life cycle across rules and guidelines."""
    guide, ordered = maker.guide, life_cycle(maker.guide)
    stops = [(address(practice), maker.text(practice.title)) for practice in ordered]
    for i, practice in enumerate(ordered):
        yield maker.page(
            "practice",
            address(practice).replace(".html", ".md"),
            practice=practice,
            number=practice.code[1:],
            clauses=[guide.clause[c] for c in practice.clauses],
            kpis=[guide.kpi[k] for k in practice.kpis],
            tools=[guide.tool[t] for t in practice.tools],
            advice=_advice_of(maker, practice),
            glosses=maker.glosses(),
            pager=_pager(stops, i),
        )


def _advice_of(maker: Maker, practice: Practice) -> list[Any]:
    return [entry for entry in maker.guide.advice if entry.id in practice.derives_from]


# --- Checklist ------------------------------------------------------------------------------------


def _checklist_page(
    maker: Maker,
    path: str,
    items: tuple[ChecklistItem, ...],
    profiles: tuple[Profile, ...] = (),
    profile: Profile | None = None,
) -> Page:
    prefix = f"{profile.id}-" if profile else ""
    listed: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        listed.setdefault(item.phase, []).append(maker.item(item, prefix))
    title = maker.say("checklist_title")
    if profile:
        title = f"{title}: {maker.text(profile.title)}"
    values: dict[str, Any] = {"listed": listed.items(), "profile": profile, "profiles": profiles, **_forms()}
    if not profile:
        words = browser.words_data(maker.project, maker.language)
        values["guide_json"] = Markup(browser.island(browser.guide_data(maker.renderer)))  # noqa: S704 - safe in a script
        values["words_json"] = Markup(browser.island(words))  # noqa: S704 - made safe for a script element
    return maker.page("checklist", path, title=title, **values)


# --- Builder --------------------------------------------------------------------------------------


def _builder(maker: Maker, profiles: tuple[Profile, ...]) -> Page:
    """The form and the complete agreement; scripts make them one."""
    renderer, language = maker.renderer, maker.language
    return maker.page(
        "builder",
        "sla/builder.md",
        profiles=profiles,
        live=Markup(browser.live_agreement(renderer, language)),  # noqa: S704 - made by the HTML writer
        guide_json=Markup(browser.island(browser.guide_data(renderer))),  # noqa: S704 - made safe for a script element
        words_json=Markup(browser.island(browser.words_data(maker.project, language))),  # noqa: S704
        **form(maker),
        **_forms(),
    )


def _forms() -> dict[str, tuple[str, ...]]:
    """What the table of files needs: how they are set, and their formats."""
    return {"layouts": LAYOUTS, "read_forms": READ_FORMS, "other_forms": OTHER_FORMS}


# --- Profiles -------------------------------------------------------------------------------------


def _profile(maker: Maker, profile: Profile) -> Iterator[Page]:
    renderer, guide = maker.renderer, maker.guide
    tailored = renderer.tailor(profile.answers)
    here = f"profiles/{profile.id}"
    held = tuple(item for item in guide.items if tailored.held[f"check:{item.id}"] is not False)
    yield maker.page(
        "profile",
        f"{here}/index.md",
        profile=profile,
        decisions=[e for e in explain(renderer.plan, tailored, maker.language) if e.kind == "clause"],
        countries=[maker.country(guide.country[c]) for c in profile.answers.values.get("countries", ())],
        documents=[*DOCUMENTS],
        **_forms(),
        first=_first_items(maker, profile, held),
        total=len(held),
    )
    body = renderer.render(tailored, "sla", maker.language, "html", page=False)
    yield maker.page("sla", f"{here}/sla.md", profile=profile, body=Markup(body))  # noqa: S704 - made by the HTML writer
    yield _checklist_page(maker, f"{here}/checklist.md", held, profile=profile)


def _first_items(maker: Maker, profile: Profile, held: tuple[ChecklistItem, ...]) -> list[dict[str, Any]]:
    """The first tasks of this profile's checklist: what to do on Monday."""
    return [maker.item(item, f"{profile.id}-") for item in held[:5]]


# --- About ----------------------------------------------------------------------------------------


def _about(maker: Maker) -> dict[str, Any]:
    guide = maker.guide
    return {
        "content_version": guide.version,
        "tool_version": __version__,
        "law": maker.wording.date(law_checked_on(maker.project)),
        "planned": guide.planned,
        "total": len(guide.planned) + len(guide.clauses),
        "use": maker.project.ui["site_about_use_text"],
    }
