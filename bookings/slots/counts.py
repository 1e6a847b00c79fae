"""How many clinics and LIFT meetings there were, what was asked, and what came of it; by district."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from bookings.places.school_years import read_year, say_year, span_of, year_of
from bookings.slots.choices import Kind, MeetingState
from bookings.slots.models import LiftAction, Slot, SlotBooking, SupportMeeting
from portal.base import clock
from portal.base.ids import read_id
from portal.vocabulary.registry import terms
from portal.vocabulary.school_terms import school_terms

YEARS_BACK = 5
ALL = "All districts"


@dataclass(frozen=True)
class Period:
    """A school year or a term. ``key`` stands in the address."""

    key: str
    name: str
    start: datetime
    end: datetime


@dataclass
class Line:
    """The numbers of one district, or of all."""

    name: str
    clinics: int = 0
    lift: int = 0
    offered: int = 0
    booked: int = 0
    areas: Counter[int] = field(default_factory=Counter)
    actions: int = 0
    open: int = 0
    overdue: int = 0
    done: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def median_days(self) -> float | None:
        """How long after the meeting half of the schools had been told of an action."""
        return statistics.median(self.days) if self.days else None

    def by_area(self) -> list[int]:
        """Questions, in the order of the areas of need."""
        return [self.areas[area.pk] for area in terms("areas").rows]

    def cells(self) -> list[Any]:
        """The line for a table or a spreadsheet."""
        median = "" if self.median_days is None else self.median_days
        return [
            self.name, self.clinics, self.lift, self.offered, self.booked, *self.by_area(),
            self.actions, self.open, self.overdue, self.done, median,
        ]  # fmt: skip


def headings() -> list[str]:
    """What the cells of a line are."""
    return [
        "District", "Clinics held", "LIFT meetings held", "Slots offered", "Slots booked",
        *(f"Questions: {area.name}" for area in terms("areas").rows),
        "Actions set", "Open", "Overdue", "Done", "Days until the school was told (median)",
    ]  # fmt: skip


def tables(lines: list[Line]) -> list[tuple[str, list[str], list[list[Any]]]]:
    """The same for a page, in two tables that fit it: a title, headings and rows. None where there is no line."""
    if not lines:
        return []
    areas = [area.abbreviation or area.name for area in terms("areas").rows]
    cut = 5 + len(areas)
    rows = [line.cells() for line in lines]
    return [
        (
            "What was held and asked",
            ["District", "Clinics", "LIFT", "Slots", "Booked", *(f"Asked: {area}" for area in areas)],
            [row[:cut] for row in rows],
        ),
        (
            "What was agreed in LIFT",
            ["District", "Actions set", "Open", "Overdue", "Done", "Days until told (median)"],
            [[row[0], *row[cut:]] for row in rows],
        ),
    ]


def periods() -> list[Period]:
    """School years back from this one, then the terms that are known, the latest first."""
    this = year_of(clock.now())
    years = [_year(year) for year in range(this, this - YEARS_BACK, -1)]
    known = [term for term in school_terms() if term.starts_on <= clock.today()]
    return [*years, *(_term(term) for term in reversed(known))]


def period_of(asked: str | None) -> Period:
    """The one an address names; this school year for anything strange."""
    text = asked or ""
    if text.startswith("term-"):
        pk = read_id(text.removeprefix("term-"))
        found = next((term for term in school_terms() if term.pk == pk), None)
        if found is not None:
            return _term(found)
    return _year(read_year(text) or year_of(clock.now()))


def _year(year: int) -> Period:
    return Period(str(year), say_year(year), *span_of(year))


def _term(term: Any) -> Period:
    first, last = (
        datetime.combine(day, time(), tzinfo=clock.LONDON)
        for day in (term.starts_on, term.ends_on + timedelta(days=1))
    )
    return Period(f"term-{term.pk}", f"{term.name}, {say_year(year_of(first))}", first, last)


def count(period: Period, now: datetime | None = None) -> list[Line]:
    """A line for each district that had a meeting in the period, then one for all.

    What was cancelled, and what has not ended, is not counted.
    """
    held = SupportMeeting.objects.filter(
        starts_at__gte=period.start,
        starts_at__lt=period.end,
        ends_at__lte=now or clock.now(),
        state__in=[MeetingState.OPEN, MeetingState.HELD],
    )
    lines: dict[int, Line] = {}
    total = Line(ALL)
    districts = terms("districts").by_id

    def both(district: int) -> tuple[Line, Line]:
        line = lines.setdefault(district, Line(districts[district].name))
        return line, total

    for district, kind in held.values_list("district_id", "kind"):
        for line in both(district):
            line.clinics += kind == Kind.CLINIC
            line.lift += kind == Kind.LIFT
    slots = Slot.objects.filter(meeting__in=held, dropped=False)
    for district in slots.values_list("meeting__district_id", flat=True):
        for line in both(district):
            line.offered += 1
    booked = SlotBooking.objects.live().filter(slot__meeting__in=held)
    for district, area in booked.values_list("slot__meeting__district_id", "area_of_need_id"):
        for line in both(district):
            line.booked += 1
            line.areas[area] += 1
    for action in LiftAction.objects.filter(meeting__in=held).select_related("meeting"):
        for line in both(action.meeting.district_id):
            _add(line, action)
    return [*sorted(lines.values(), key=lambda line: line.name), total] if lines else []


def _add(line: Line, action: LiftAction) -> None:
    line.actions += 1
    line.done += action.done_at is not None
    line.open += action.done_at is None
    line.overdue += action.is_overdue
    if action.told_at is not None:
        told, met = (clock.in_london(at).date() for at in (action.told_at, action.meeting.starts_at))
        line.days.append(max((told - met).days, 0))
