"""A school's overview: who of its present staff has done what for it, by area and kind of need, and what nobody has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bookings.places.certificates.contents import say_hours
from bookings.places.models import Place
from bookings.places.record.entries import Entry, entries_of, total
from portal.accounts.models import Membership, Person, School
from portal.base import clock
from portal.vocabulary.registry import terms


@dataclass(frozen=True)
class Trained:
    """One colleague and what they have done about one area, newest first."""

    person: Person
    entries: list[Entry]


@dataclass(frozen=True)
class AreaOverview:
    """One area of need: who has done something about it, and who has not."""

    area: Any
    trained: list[Trained]
    not_yet: list[Person]
    hours: str


@dataclass(frozen=True)
class NeedOverview:
    """One kind of need and the colleagues who have done something about it, by name."""

    need: Any
    people: list[Person]


@dataclass(frozen=True)
class SchoolOverview:
    """All areas in their order. ``nobody`` are those that no colleague has done anything about.

    ``needs`` are the kinds of need that somebody has done something about, ``other_needs`` the rest.
    """

    number: int
    areas: list[AreaOverview]
    nobody: list[Any]
    needs: list[NeedOverview]
    other_needs: list[Any]
    untrained: list[Person]

    @property
    def gap(self) -> str:
        """The areas that nobody has done anything about, as a sentence; empty where there is none."""
        names = "; ".join(str(area) for area in self.nobody)
        return f"Nobody here has had training yet about: {names}." if names else ""


def school_overview(school: School) -> SchoolOverview:
    """The overview of ``school``; what colleagues did while they worked elsewhere is theirs, not in it."""
    staff, done = _staff(school), _done(school)
    areas = [_area(area, staff, done) for area in terms("areas").rows]
    needs = [_need(need, staff, done) for need in terms("needs").rows]
    trained = {entry.place.person_id for entry in done}
    return SchoolOverview(
        number=len(staff),
        areas=areas,
        nobody=[each.area for each in areas if not each.trained],
        needs=[each for each in needs if each.people],
        other_needs=[each.need for each in needs if not each.people],
        untrained=[person for person in staff if person.pk not in trained],
    )


HEADINGS = [
    "Colleague",
    "Course",
    "Date",
    "Area of need",
    "Needs",
    "Hours",
    "Attended",
    "Certificate code",
]


def school_rows(school: School) -> list[list[str]]:
    """A row for each course that a colleague did, and one for each who did none, for a spreadsheet."""
    done = _done(school)
    rows = []
    for person in _staff(school):
        own = [entry for entry in done if entry.place.person_id == person.pk]
        rows += [
            [
                person.name,
                entry.session.title,
                f"{clock.in_london(entry.starts_at):%Y-%m-%d}",
                str(entry.area),
                "; ".join(str(need) for need in entry.needs),
                entry.decimal_hours,
                entry.outcome.label,
                entry.code,
            ]
            for entry in own
        ] or [[person.name, "No training yet", *[""] * (len(HEADINGS) - 2)]]
    return rows


def _staff(school: School) -> list[Person]:
    rows = Membership.objects.current().filter(school=school).select_related("person")
    return [row.person for row in rows.order_by("person__name", "person_id")]


def _done(school: School) -> list[Entry]:
    """What present staff did in places booked for this school, or for one that it took over from."""
    schools = [school.pk, *school.predecessors.values_list("pk", flat=True)]
    present = Membership.objects.current().filter(school=school).values("person_id")
    places = Place.objects.filter(booking__school__in=schools, person__in=present)
    return [entry for entry in entries_of(places) if entry.done]


def _area(area: Any, staff: list[Person], done: list[Entry]) -> AreaOverview:
    about = [entry for entry in done if entry.course.area_of_need_id == area.pk]
    by_person: dict[int, list[Entry]] = {}
    for entry in about:
        by_person.setdefault(entry.place.person_id, []).append(entry)
    return AreaOverview(
        area=area,
        trained=[Trained(one, by_person[one.pk]) for one in staff if one.pk in by_person],
        not_yet=[one for one in staff if one.pk not in by_person],
        hours=say_hours(total(about)),
    )


def _need(need: Any, staff: list[Person], done: list[Entry]) -> NeedOverview:
    trained = {entry.place.person_id for entry in done if need in entry.needs}
    return NeedOverview(need=need, people=[one for one in staff if one.pk in trained])
