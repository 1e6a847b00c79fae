"""The list of clinics or LIFT meetings to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse

from bookings.slots.choices import Kind
from bookings.slots.eligibility import meeting_refusal
from bookings.slots.forms import FilterForm
from bookings.slots.models import SupportMeeting
from portal.accounts.models import Membership, User
from portal.base import clock
from portal.base.paging import page_of
from portal.vocabulary.registry import terms

FEW = 2


@dataclass(frozen=True)
class Row:
    """A date as the list shows it."""

    meeting: Any
    href: str
    when: str
    free: str
    tone: str
    note: str
    may_book: bool


@dataclass(frozen=True)
class SlotList:
    """One page of dates, with the filters that chose them."""

    lift: bool
    form: FilterForm
    rows: list[Row]
    count: int
    where: str
    pages: dict[str, Any]
    notice: str
    chosen: bool

    @property
    def title(self) -> str:
        return "LIFT meetings" if self.lift else "Drop-in clinics"

    @property
    def address(self) -> str:
        return reverse("slots:lift" if self.lift else "slots:clinics")

    @property
    def demonstration(self) -> bool:
        return any(row.meeting.demonstration for row in self.rows)


def slot_list(*, kind: Kind, user: User | AnonymousUser, query: QueryDict) -> SlotList:
    """What ``query`` asks for; without a district, that of the reader's school."""
    lift = kind == Kind.LIFT
    asked = {"district": query.get("district", _home(user)), "area": query.get("area", "")}
    district = terms("districts").by_slug.get(asked["district"])
    area = None if lift else terms("areas").by_slug.get(asked["area"])
    rows = SupportMeeting.objects.to_come().filter(kind=kind)
    if district is not None:
        rows = rows.filter(district=district)
    if area is not None:
        rows = rows.filter(area_of_need=area)
    paged = page_of(rows.for_lists().order_by("starts_at", "pk"), query.get("page"))
    return SlotList(
        lift=lift,
        form=FilterForm(
            initial={"district": district.slug if district else "", "area": area.slug if area else ""},
            lift=lift,
        ),
        rows=[_row(meeting) for meeting in paged.page],
        count=paged.page.paginator.count,
        where=f"in {district.name}" if district else "in Kent",
        pages=paged.links(query),
        notice=paged.notice,
        chosen=district is not None or area is not None,
    )


def _home(user: User | AnonymousUser) -> str:
    """The district of the reader's school, if they have one."""
    if not isinstance(user, User):
        return ""
    part = Membership.objects.of_user(user).filter(school__district__isnull=False).first()
    return part.school.district.slug if part else ""  # type: ignore[union-attr]


def _row(meeting: Any) -> Row:
    refusal = meeting_refusal(meeting)
    left = meeting.slot_count - meeting.booked_count
    words = "All slots are booked" if left <= 0 else f"{left} slot{'' if left == 1 else 's'} free"
    if refusal:
        words = "The agenda is closed" if meeting.is_lift else "Booking has closed"
    tone = "full" if refusal or left <= 0 else "few" if left <= FEW else "many"
    closes = f"Book by {clock.say_moment(meeting.closes)}. " if meeting.closes_at and not refusal else ""
    return Row(
        meeting=meeting,
        href=meeting_href(meeting),
        when=clock.say_span(meeting.starts_at, meeting.ends_at),
        free=words,
        tone=tone,
        note=f"{closes}For schools and settings in {meeting.district.name}.",
        may_book=not refusal and left > 0,
    )


def meeting_href(meeting: SupportMeeting) -> str:
    """The page of one date."""
    return reverse("slots:lift_one" if meeting.is_lift else "slots:clinic", args=[meeting.uid])
