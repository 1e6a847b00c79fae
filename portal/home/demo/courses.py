"""Demonstration courses for professionals, and sessions for parents and carers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from directory.entries import Resource
from portal.base import clock
from portal.home.demo.files import read
from portal.vocabulary.choices import Format
from portal.vocabulary.registry import terms
from training.choices import Funding, PriceUnit
from training.models import CoursePage, TrainingIndexPage

FORMATS = {
    "in person": Format.IN_PERSON,
    "live online": Format.ONLINE,
    "blended": Format.BLENDED,
    "in your school (bespoke)": Format.IN_SCHOOL,
}
COMPANIONS = 4
"""How many resources a course names at the most."""

PLANNED = "tactile-skills-and-braille-awareness-for-support-staff"
LEAVING = "maths-anxiety-lowering-the-temperature"
LEAVING_TO = "dyscalculia-and-maths-difficulty"
GONE = "dyslexia-aware-classrooms"
GONE_TO = "dyslexia-identify-understand-support"
FIRST_OFFERED_IN = timedelta(days=40)
"""When the planned course is first offered, after the day of loading."""


def load_courses() -> None:
    """Adds the courses that are missing, by slug, and names for each the resources it goes with."""
    catalogue = TrainingIndexPage.objects.get()
    known = set(CoursePage.objects.values_list("slug", flat=True))
    resources = list(Resource.objects.prefetch_related("needs", "audiences").order_by("slug"))
    for row in read("courses"):
        if row["slug"] not in known:
            _add(catalogue, _course(row), row, row["learning_outcomes"], resources)
    for row in read("parent_sessions"):
        if row["slug"] not in known:
            _add(catalogue, _family_course(row), row, row["you_will"], resources)
    if not known:
        _show_offer_life()


def _add(
    catalogue: TrainingIndexPage,
    page: CoursePage,
    row: dict[str, Any],
    outcomes: list[str],
    resources: list[Resource],
) -> None:
    page.outcomes = [("outcome", text) for text in outcomes]
    page.needs.set([terms("needs").by_slug[slug] for slug in row["needs"]])
    page.audiences.set([terms("audiences").by_slug[slug] for slug in row["audiences"]])
    page.phases.set([terms("phases").by_slug[slug] for slug in row.get("phases", ())])
    page.also_areas.set([terms("areas").by_slug[slug] for slug in row.get("also_dimensions", ())])
    page.related_resources.set(_companions(page, row, resources))
    catalogue.add_child(instance=page)


def _course(row: dict[str, Any]) -> CoursePage:
    standards = {term.name: term for term in terms("core_standards").rows}
    return CoursePage(
        **_shared(row),
        level=terms("levels").by_slug[row["level"]],
        core_standard=standards.get(row["mainstream_core_standards"]),
        usual_capacity=row["capacity"],
        prerequisites=row["prerequisite"],
        funding=Funding.CHARGEABLE if row["demo_price_gbp"] else Funding.CORE_OFFER,
        price_pence=row["demo_price_gbp"] * 100,
        price_unit=PriceUnit(row["price_unit"] or "delegate"),
    )


def _family_course(row: dict[str, Any]) -> CoursePage:
    return CoursePage(
        **_shared(row),
        usual_capacity=30,
        min_age=row["min_age"],
        max_age=row["max_age"],
        co_produced=row["co_produced_with_parents"],
    )


def _shared(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": row["title"],
        "slug": row["slug"],
        "reference": row["id"],
        "summary": row["summary"],
        "area_of_need": terms("areas").by_slug[row["dimension"]],
        "format": FORMATS[row["format"]],
        "meeting_count": row["sessions"],
        "meeting_minutes": row["session_minutes"],
        "demonstration": True,
    }


def _companions(page: CoursePage, row: dict[str, Any], resources: list[Resource]) -> list[Resource]:
    """Resources that share most needs, then the area, then the readers; each course has some."""
    needs, readers = set(row["needs"]), set(row["audiences"])

    def nearness(resource: Resource) -> tuple[int, int, int]:
        return (
            len(needs & {need.slug for need in resource.needs.all()}),
            int(resource.area_of_need_id == page.area_of_need.pk),
            len(readers & {audience.slug for audience in resource.audiences.all()}),
        )

    near = sorted(resources, key=nearness, reverse=True)[:COMPANIONS]
    related = [resource for resource in near if nearness(resource)[0]]
    return related or near[:1]


def _show_offer_life() -> None:
    """One course still planned, one being withdrawn, and one withdrawn that leads to its successor."""
    pages = {page.slug: page for page in CoursePage.objects.all()}
    today = clock.today()
    planned, leaving, gone = pages[PLANNED], pages[LEAVING], _former_course(pages[GONE_TO])
    planned.offered_from = today + FIRST_OFFERED_IN
    leaving.withdrawn_on = today + timedelta(days=240)
    leaving.successor = pages[LEAVING_TO]
    gone.withdrawn_on = today - timedelta(days=30)
    gone.successor = pages[GONE_TO]
    for page in (planned, leaving, gone):
        page.save()


def _former_course(successor: CoursePage) -> CoursePage:
    """A course that ended before today: its address still answers and leads on."""
    page = CoursePage(
        title="Dyslexia-aware classrooms",
        slug=GONE,
        reference="DEMO-CL-000",
        summary="Spotting dyslexia and making a lesson easier to read.",
        area_of_need=successor.area_of_need,
        level=successor.level,
        format=successor.format,
        demonstration=True,
    )
    page.needs.set(successor.needs.all())
    page.audiences.set(successor.audiences.all())
    page.phases.set(successor.phases.all())
    page.related_resources.set(successor.related_resources.all())
    TrainingIndexPage.objects.get().add_child(instance=page)
    return page
