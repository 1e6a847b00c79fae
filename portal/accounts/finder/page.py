"""What a page shows on which somebody looks for a school: results of one page, or where to look instead.

``/schools/`` shows it to everybody; other pages that ask for a school use the same with their own
actions (``say_actions``) and address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from portal.accounts.finder.asking import LONGEST, MOST_WORDS
from portal.accounts.finder.finding import MOST, Found, Listing
from portal.accounts.models import School
from portal.base import clock
from portal.base.paging import page_of
from portal.vocabulary.facets import Chip, Facet, FacetKind, read_facets, say_unknown
from portal.vocabulary.places import ATTRIBUTION, PlaceKind, say_closely

DISTRICT = FacetKind("district", "District", "districts")
EXAMPLES = ("St Mary’s Primary", "Margate", "TN23 3BT")

Action = dict[str, str]
"""``label`` and ``url`` of one thing that can be done with a school."""

SayActions = Callable[[Listing], list[Action]]


@dataclass(frozen=True)
class SchoolCard:
    """The variables of ``components/school-card.html``."""

    name: str
    href: str
    kind: str
    where: str
    phases: str
    ages: str
    distance: str
    number: str
    closed: str
    successor: Action | None
    demonstration: bool
    actions: list[Action]


@dataclass(frozen=True)
class FinderPage:
    """All that the page shows. ``text`` is what was typed, as it was typed."""

    text: str
    closed: bool
    found: Found
    cards: list[SchoolCard]
    district: Facet
    chips: list[Chip]
    pages: dict[str, Any]
    notices: list[str]
    attribution: str = ATTRIBUTION

    @property
    def asked_anything(self) -> bool:
        """Whether there is an answer to show."""
        return bool(self.text.strip() or self.district.chosen)

    @property
    def count_words(self) -> str:
        """“12 schools and settings, nearest to CT9 1AA first”."""
        found = len(self.found.hits)
        some = f"More than {MOST}" if self.found.more else str(found or "No")
        nouns = "school or setting" if found == 1 else "schools and settings"
        order = f", nearest to {self.found.place.name} first" if self.found.place and found > 1 else ""
        return f"{some} {nouns}{order}"

    @property
    def examples(self) -> tuple[str, ...]:
        """What can be asked, until something is found."""
        return () if self.cards else EXAMPLES


def finder_page(query: QueryDict, say_actions: SayActions | None = None) -> FinderPage:
    """Looks for what the address asks; what it cannot understand becomes a notice."""
    text = query.get("q", "")
    facets = read_facets(query, [DISTRICT])
    closed = query.get("closed") == "yes"
    asked_anything = text.strip() or facets.active
    found = School.objects.find(text, districts=facets.ids("district"), closed=closed)
    hits: Sequence[Any] = found.hits if asked_anything else ()
    paged = page_of(hits, query.get("page"))
    rows = School.objects.listings(paged.page.object_list) if hits else []
    notices = [say_unknown(facets.unknown)] if facets.unknown else []
    return FinderPage(
        text=text,
        closed=closed,
        found=found,
        cards=[card(row, (say_actions or usual_actions)(row)) for row in rows],
        district=facets.by_name["district"],
        chips=facets.chips,
        pages=paged.links(query),
        notices=[*notices, *_notices(found), *([paged.notice] if paged.notice else [])],
    )


def _notices(found: Found) -> list[str]:
    asked, notices = found.asked, []
    if asked.shortened:
        notices.append(f"We looked for the first {MOST_WORDS} words (at most {LONGEST} characters).")
    if found.corrected:
        notices.append(f"No school is called “{asked.text}”, so we looked for “{found.corrected}”.")
    if found.closed_only:
        notices.append(
            "Only schools that have closed match. Each says what took its place, if anything did."
        )
    if asked.unknown_place:
        notices.append(f"We do not know {asked.unknown_place}: it may be outside Kent or very new.")
    if found.place and found.place.kind is PlaceKind.TOWN and not asked.words:
        notices.append(f"These are the schools nearest to {found.place.name}.")
    if found.more:
        notices.append(f"These are the first {MOST}. Add a town or postcode to narrow them.")
    return notices


def usual_actions(row: Listing) -> list[Action]:
    """What anybody can do from an open school: ask to join it, see what its district is offered."""
    if row.school.status is School.Status.CLOSED or not row.district_slug:
        return ask_actions(row)
    url = f"/training/?district={row.district_slug}&places=left"
    courses = {"label": f"Courses that schools in {row.district} can book", "url": url}
    return [*ask_actions(row), courses]


def ask_actions(row: Listing) -> list[Action]:
    """For people who work there: nobody joins a school that has closed."""
    if row.school.status is School.Status.CLOSED:
        return []
    return [{"label": "Ask to join", "url": reverse("membership:ask", args=[row.school.pk])}]


def card(row: Listing, actions: list[Action]) -> SchoolCard:
    """A school as a card shows it."""
    school = row.school
    after = school.successor
    return SchoolCard(
        name=school.name,
        href=reverse("finder:school", args=[school.pk]),
        kind=school.kind,
        where=", ".join(filter(None, [school.town, school.postcode, say_district(row.district)])),
        phases=", ".join(row.phases),
        ages=f"Ages {school.ages}" if school.ages else "",
        distance="" if row.miles is None else f"{say_closely(row.miles)} away",
        number=school.number,
        closed=say_closed(school),
        successor={"label": after.name, "url": reverse("finder:school", args=[after.pk])}
        if after
        else None,
        demonstration=school.demonstration,
        actions=actions,
    )


def say_district(name: str) -> str:
    """“Thanet district”, so that Dover the town and Dover the district stay apart."""
    return f"{name} district" if name else "outside Kent"


def say_closed(school: School) -> str:
    """“Closed on …”, “Closes on …”, “Opens on …”; empty for one that is simply open."""
    status = school.status
    if status is School.Status.CLOSED and school.closed_on:
        return f"Closed on {clock.say_date(school.closed_on)}"
    if status is School.Status.CLOSING:
        return (
            f"Closes on {clock.say_date(school.closed_on)}" if school.closed_on else "Proposed to close"
        )
    if status is School.Status.PROPOSED and school.opened_on:
        return f"Opens on {clock.say_date(school.opened_on)}"
    return ""
