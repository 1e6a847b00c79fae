"""The waiting list of a session as it stands: who is which in it, and why no place is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from bookings.places.eligibility import session_refusal
from bookings.places.models import Booking, Place, WaitingGroup
from bookings.places.offer_times import is_open_call
from portal.base import clock


@dataclass(frozen=True)
class LineRow:
    """A group in the line. ``position`` is None once none of it waits any longer."""

    group: WaitingGroup
    position: int | None
    waiting: Sequence[Place]
    offered: Sequence[Place]
    why: str
    """What keeps its places from being offered, or until when they are."""


def position_of(group: WaitingGroup) -> int:
    """Which in the line the group is, from 1."""
    before = Q(pinned=True) | Q(pk__lt=group.pk) if not group.pinned else Q(pinned=True, pk__lt=group.pk)
    ahead = WaitingGroup.objects.filter(before, session_id=group.session_id).exclude(pk=group.pk)
    return ahead.filter(booking__places__state=Place.State.WAITING).distinct().count() + 1


def own_turn(booking: Booking) -> dict[str, Any]:
    """What the pages of one booking say of its wait: ``group``, ``position``, ``waiting``, ``offered``.

    Reads ``booking.places``, and asks for the rest only where somebody waits or is offered a place.
    """
    waiting, offered = booking.waiting_places, booking.offered_places
    group = WaitingGroup.objects.filter(booking=booking).first() if waiting or offered else None
    position = position_of(group) if group and waiting else None
    return {"group": group, "position": position, "waiting": waiting, "offered": offered}


def line_of(session: Any, now: datetime | None = None) -> list[LineRow]:
    """The session's line, first first; ``session`` comes from ``sessions_for_booking``."""
    moment = now or clock.now()
    groups = WaitingGroup.objects.filter(
        session=session, booking__places__state__in=[Place.State.WAITING, Place.State.OFFERED]
    )
    rows = groups.distinct().select_related("booking__booker", "booking__school")
    return _rows(session, list(rows.prefetch_related("booking__places__person")), moment)


def _rows(session: Any, groups: list[WaitingGroup], now: datetime) -> list[LineRow]:
    free = session.seats.capacity - session.seats.taken
    closed = session_refusal(session, now)
    made: list[LineRow] = []
    position, kept_for = 0, ""
    for group in sorted(groups, key=lambda group: (not group.pinned, group.pk)):
        places = list(group.booking.places.all())
        waiting = [place for place in places if place.state == Place.State.WAITING]
        offered = [place for place in places if place.state == Place.State.OFFERED]
        position += bool(waiting)
        made.append(
            LineRow(
                group,
                position if waiting else None,
                waiting,
                offered,
                _offered_until(offered)
                if not waiting
                else closed or kept_for or _why(session, group, len(waiting), free, now),
            )
        )
        if group.pinned and group.together and len(waiting) > free > 0:
            kept_for = f"What is free is kept for booking {group.booking}, which is put first."
    return made


def _offered_until(offered: Sequence[Place]) -> str:
    until = max(place.offer_expires_at for place in offered if place.offer_expires_at)
    return f"Offered until {clock.say_moment(until)}."


def _none_free(session: Any) -> str:
    held = Place.objects.filter(session=session, state=Place.State.HELD).count()
    if not held:
        return "No place is free."
    return f"No place is free: {held} {'awaits' if held == 1 else 'await'} approval."


def _why(session: Any, group: WaitingGroup, number: int, free: int, now: datetime) -> str:
    if free <= 0:
        return _none_free(session)
    if group.together and number > free:
        return f"Waits for {number} places together; {free} free."
    if is_open_call(starts_at=session.starts_at, now=now):
        return "Told that whoever takes the free place first has it."
    return "Offered next."
