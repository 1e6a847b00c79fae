"""What the page of one school says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from portal.accounts.finder.finding import Hit
from portal.accounts.finder.page import Action, SchoolCard, card, usual_actions
from portal.accounts.models import School
from portal.vocabulary.registry import terms


@dataclass(frozen=True)
class SchoolSheet:
    """The school as its card, its facts, and whom to ask: the contact of its district."""

    card: SchoolCard
    trail: list[dict[str, str]]
    facts: list[dict[str, Any]]
    website: str
    predecessors: list[Action]
    contact: Any


def school_sheet(school: School) -> SchoolSheet:
    """Reads phases and predecessors: two statements."""
    [row] = School.objects.listings([Hit(school.pk, None)])
    shown = card(row, usual_actions(row))
    facts = [
        ("Type", school.kind),
        ("Phases", shown.phases),
        ("Ages", school.ages),
        ("Address", ", ".join(filter(None, [school.address, school.town, school.postcode]))),
        ("District", row.district or "Outside Kent"),
        ("Community of schools", school.community.name if school.community else ""),
        ("Telephone", school.phone),
        ("Trust", school.trust),
        ("Resourced provision or unit", school.special_provision),
        ("Number", school.number or "Not in the national register"),
    ]
    before = school.predecessors.order_by("name", "pk")
    return SchoolSheet(
        card=shown,
        trail=[{"text": "Find a school", "href": reverse("finder:find")}, {"text": school.name}],
        facts=[{"key": {"text": name}, "value": {"text": value}} for name, value in facts if value],
        website=school.website,
        predecessors=[
            {"label": other.name, "url": reverse("finder:school", args=[other.pk])} for other in before
        ],
        contact=terms("districts").by_id.get(school.district_id or 0),
    )
