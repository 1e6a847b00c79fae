"""Demonstration resources, services and organisations of the directory."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.text import slugify

from directory.entries import Entry, Organisation, Resource, Service
from portal.base import clock
from portal.editorial.services import examine
from portal.home.demo.files import read
from portal.vocabulary.registry import terms

ADVISERS = ("Kent PACT", "Information, Advice and Support Kent")
STLS = "Specialist Teaching and Learning Service (demonstration)"

HOW_TO_USE = (
    "<p>Read it through once, then choose one thing to try this week. Agree with the team who "
    "does it, when, and how you will know that it helped.</p>"
)

TO_MEND = {
    "stammering-what-helps": [
        ("heading", "What helps most"),
        (
            "text",
            '<p>Slow down yourself, and wait. For courses <a href="/training/">click here</a>.</p>',
        ),
    ],
    "helping-with-reading-at-home": [
        ("text", "<h3>Before you begin</h3><p>Choose the book together, and sit side by side.</p>"),
    ],
}
"""Written before there were checks: published, and found by them since."""


def load_entries() -> None:
    """Adds what is missing, by slug."""
    _load_organisations()
    _load_resources()
    _load_services()


def _missing(model: type[Entry], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = set(model._default_manager.values_list("slug", flat=True))
    return [row for row in rows if row["slug"] not in known]


def _load_organisations() -> None:
    named = [{"name": STLS, "does": "Specialist teachers for Kent schools and settings.", "url": None}]
    services = {_full_name(row["organisation"]) for row in read("services")} - {STLS}
    listed = read("organisations")
    plain = [
        {"name": name, "does": "Provides services for children and families in Kent.", "url": None}
        for name in sorted(services - {row["name"] for row in listed})
    ]
    rows = [{**row, "slug": slugify(row["name"])[:120]} for row in named + listed + plain]
    for row in _missing(Organisation, rows):
        Organisation.objects.create(
            title=row["name"],
            slug=row["slug"],
            summary=row["does"],
            url=row["url"] or "",
            independent_advice=row["name"].startswith(ADVISERS),
            assured_on=clock.today() - timedelta(days=30),
            assured_by="Directory editors (demonstration)",
            demonstration=True,
        )


def _full_name(name: str) -> str:
    """The name in the list of organisations; services give some without what stands in brackets."""
    names = [row["name"] for row in read("organisations")]
    return next((full for full in names if full.startswith(f"{name} (")), name)


def _load_resources() -> None:
    standards = {row.name: row for row in terms("core_standards").rows}
    for row in _missing(Resource, read("resources")):
        entry = Resource(
            title=row["title"],
            slug=row["slug"],
            summary=row["summary"],
            resource_type=terms("resource_types").by_slug[row["type"]],
            area_of_need=terms("areas").by_slug.get(row["dimension"]),
            level=terms("levels").by_slug.get(row["level"]),
            core_standard=standards.get(row["mainstream_core_standards"]),
            formats=", ".join(row["formats"]),
            licence="Demonstration: free to copy",
            assured_on=clock.today() - timedelta(days=row["assured_days_ago"]),
            assured_by="Specialist teachers (demonstration)",
            body=TO_MEND.get(row["slug"], [("heading", "How to use it"), ("text", HOW_TO_USE)]),
            demonstration=True,
        )
        for name, attribute in (("needs", "needs"), ("phases", "phases"), ("audiences", "audiences")):
            getattr(entry, attribute).set([terms(name).by_slug[slug] for slug in row[attribute]])
        entry.save()
        if entry.slug in TO_MEND:
            examine(content=entry)


def _load_services() -> None:
    owners = {row.title: row for row in Organisation.objects.all()}
    for row in _missing(Service, read("services")):
        entry = Service(
            title=row["title"],
            slug=row["slug"],
            summary=row["summary"],
            organisation=owners[_full_name(row["organisation"])],
            tier=terms("tiers").by_slug.get(row["service_tier"]),
            area_of_need=terms("areas").by_slug.get(row["dimension"]),
            how_to_access=row["how_to_access"],
            needs_referral=row["needs_referral"],
            free=row["free"],
            minimum_age=row["minimum_age"],
            maximum_age=row["maximum_age"],
            schedule=row["schedule"] or "",
            postcode=row["postcode"] or "",
            latitude=row["lat"],
            longitude=row["lon"],
            status=row["status"],
            url=row["url"] or "",
            assured_on=clock.today() - timedelta(days=row["assured_days_ago"]),
            assured_by="the service itself (demonstration)",
            demonstration=True,
        )
        entry.needs.set([terms("needs").by_slug[slug] for slug in row["needs"]])
        entry.audiences.set([terms("audiences").by_slug[slug] for slug in row["audiences"]])
        if row["district"]:
            entry.districts.set([terms("districts").by_slug[row["district"]]])
        entry.save()
