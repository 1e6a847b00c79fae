"""What "My bookings" lists: where the reader goes, what they booked for others, and their school's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, prefetch_related_objects
from django.http import QueryDict

from bookings.places.approvals.page import ToApprove, to_approve
from bookings.places.models import Booking, Place
from portal.accounts.models import User
from portal.base import clock
from portal.base.paging import page_of

HISTORY = 50
"""How many past and cancelled bookings the list shows; older ones are in the records."""

_SHOWN = ("session__course", "session__venue", "booker", "school")


@dataclass(frozen=True)
class OwnList:
    """One reader's list. ``going`` holds places, the others bookings; nothing is in two of them.

    ``to_approve`` are those that the reader can approve, with all that is to be said of them: they come first and
    are in none of the other lists of bookings. ``in_line`` are other bookings with places offered, held for an
    approval, or waited for that the reader may answer for, what is offered first; one that has confirmed places too
    is listed there as well.

    A place in ``going``, and a booking in ``history``, is ``readable`` when the reader may open the
    booking; ``own_place`` says of one in ``history`` that they went. ``school`` is one
    page of what colleagues booked; ``notice`` says why it is another page than the one asked for.
    """

    to_approve: list[ToApprove]
    in_line: list[Booking]
    going: list[Place]
    booked: list[Booking]
    school: list[Booking]
    school_count: int
    pages: dict[str, Any]
    notice: str
    history: list[Booking]


def own_list(*, user: User, query: QueryDict) -> OwnList:
    """The list of ``user``, with the page of the school's bookings that the address asks for.

    The number of queries does not grow with the list.
    """
    now = clock.now()
    readable = Booking.objects.readable_by(user)
    own_places = Place.objects.live().filter(person__user=user)
    rows = readable.select_related(*_SHOWN)
    coming = rows.filter(state=Booking.State.CONFIRMED, session__ends_at__gt=now)
    coming = coming.order_by("session__starts_at", "pk")
    asked = to_approve(user)
    first = [one.approval.booking_id for one in asked]
    others = coming.exclude(Exists(own_places.filter(booking=OuterRef("pk")))).exclude(pk__in=first)
    paged = page_of(others.exclude(booker__user=user), query.get("page"))
    found = OwnList(
        to_approve=asked,
        in_line=_in_line(rows.exclude(pk__in=first), now),
        going=list(
            own_places.filter(session__ends_at__gt=now)
            .annotate(readable=Exists(readable.filter(pk=OuterRef("booking"))))
            .select_related(*(f"booking__{name}" for name in _SHOWN))
            .order_by("session__starts_at", "pk")
        ),
        booked=list(others.filter(booker__user=user)),
        school=list(paged.page.object_list),
        school_count=paged.page.paginator.count,
        pages=paged.links(query),
        notice=paged.notice,
        history=list(_over(user, readable, own_places)[:HISTORY]),
    )
    going = (place.booking for place in found.going)
    _fetch_people_and_meetings([*found.in_line, *going, *found.booked, *found.school, *found.history])
    return found


def _in_line(readable: QuerySet[Booking], now: datetime) -> list[Booking]:
    """Those without a place yet, or not for all, the soonest offer to end first, then by date."""
    inside = Place.objects.filter(state__in=[Place.State.OFFERED, Place.State.HELD, Place.State.WAITING])
    ends = Min("places__offer_expires_at", filter=Q(places__state=Place.State.OFFERED))
    held = Min("places__approval__expires_at", filter=Q(places__state=Place.State.HELD))
    rows = readable.select_related("waiting_group").filter(
        Exists(inside.filter(booking=OuterRef("pk"))), session__ends_at__gt=now
    )
    return list(
        rows.annotate(answer_by=ends, held_until=held).order_by(
            F("answer_by").asc(nulls_last=True), "session__starts_at", "pk"
        )
    )


def _over(user: User, readable: QuerySet[Booking], own_places: QuerySet[Place]) -> QuerySet[Booking]:
    """What is past or cancelled: what the reader may open, and their own record wherever they worked.

    A booking of a school they have left is not ``readable``: it is listed without its people.
    """
    mine = Q(booker__user=user) | Exists(own_places.filter(booking=OuterRef("pk")))
    return (
        Booking.objects.annotate(
            readable=Exists(readable.filter(pk=OuterRef("pk"))),
            own_place=Exists(own_places.filter(booking=OuterRef("pk"))),
        )
        .filter(Q(readable=True) | mine)
        .filter(Q(session__ends_at__lte=clock.now()) | Q(state=Booking.State.CANCELLED))
        .select_related(*_SHOWN)
        .order_by("-session__starts_at", "-pk")
    )


def _fetch_people_and_meetings(bookings: Iterable[Booking]) -> None:
    """All at once, or each section would ask again."""
    prefetch_related_objects(list(bookings), "places__person", "session__meetings")
