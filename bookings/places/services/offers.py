"""Places that come free are handed on to those who wait, in the transaction that frees them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q

from bookings.places.eligibility import session_refusal
from bookings.places.models import Place, PlaceEvent, WaitingGroup
from bookings.places.offer_times import InLine, allot, is_open_call, last_end, offer_until
from bookings.places.services import seats
from bookings.places.services.ending import end_places, note
from bookings.places.services.settling import settle
from bookings.places.services.waiting_letters import (
    send_line_ended,
    send_offer_lapsed,
    send_offers,
    send_open_call,
)
from bookings.places.session_reads import session_for_booking
from portal.accounts.models import User
from portal.base import clock
from training.models import Session, SessionSeats

logger = logging.getLogger(__name__)


def promote(*, session_id: int, now: datetime | None = None, tell_again: bool = True) -> list[Place]:
    """Offers the session's free seats to who waits for them; returns the places offered.

    Call inside the transaction of every change that frees seats, adds some, or lets somebody join the line;
    it holds the seats' row already. In the last two days before the session nobody is offered a place
    of their own: all who wait are told that the first to take it has it, those who were told before
    only with ``tell_again``. Nothing is offered once booking has closed or the session is cancelled.
    """
    moment = now or clock.now()
    due = _due(session_id, moment, tell_again=tell_again)
    if due.called:
        _call(due.session, due.called, free=due.free, now=moment)
    return _offer(due.session, due.given, now=moment) if due.given else []


@dataclass(frozen=True)
class Due:
    """What free seats ask for now: places to offer, by group, or groups to be told that they are free."""

    session: Any = None
    free: int = 0
    given: Mapping[WaitingGroup, int] = field(default_factory=dict)
    called: Sequence[WaitingGroup] = ()


def _due(session_id: int, now: datetime, *, tell_again: bool) -> Due:
    """Reads only."""
    counter = SessionSeats.objects.get(pk=session_id)
    free = counter.capacity - counter.taken
    if free <= 0 or not counter.waiting:
        return Due()
    session: Any = session_for_booking(session_id)
    if session_refusal(session, now):
        return Due()
    line = waiting_line(session_id)
    if is_open_call(starts_at=session.starts_at, now=now):
        return Due(session, free, called=_to_call(line, free=free, again=tell_again))
    seats_of = allot(free, [_in_line(group) for group in line])
    given = {group: seats_of[group.pk] for group in line if group.pk in seats_of}
    return Due(session, free, given=given)


def waiting_line(session_id: int) -> list[WaitingGroup]:
    """The session's groups with somebody who waits, first first; ``still_waiting`` says how many."""
    waiting = Count("booking__places", filter=Q(booking__places__state=Place.State.WAITING))
    rows = WaitingGroup.objects.filter(session_id=session_id).annotate(still_waiting=waiting)
    return list(
        rows.filter(still_waiting__gt=0)
        .select_related("booking__booker", "booking__school", "booking__terms")
        .order_by("-pinned", "pk")
    )


def _in_line(group: Any) -> InLine:
    return InLine(group.pk, group.still_waiting, group.together, group.pinned)


def _offer(session: Session, given: Mapping[WaitingGroup, int], *, now: datetime) -> list[Place]:
    waiting = Place.objects.filter(booking__in=[group.booking_id for group in given])
    by_booking: dict[int, list[Place]] = {}
    for place in waiting.filter(state=Place.State.WAITING).select_related("person").order_by("pk"):
        by_booking.setdefault(place.booking_id, []).append(place)
    chosen = {group: by_booking[group.booking_id][:number] for group, number in given.items()}
    places = [place for some in chosen.values() for place in some]
    if not places or not seats.seat_from_line(session_id=session.pk, number=len(places)):
        return []
    until = offer_until(now=now, starts_at=session.starts_at, closes_at=session.closes_at)  # type: ignore[arg-type]
    for place in places:
        place.state, place.offer_expires_at = Place.State.OFFERED, until
    Place.objects.filter(pk__in=[place.pk for place in places]).update(
        state=Place.State.OFFERED, offer_expires_at=until
    )
    note(places, PlaceEvent.Kind.OFFERED)
    send_offers(session=session, chosen=chosen, until=until)
    return places


def shorten_offers(*, session: Session, actor: User | None, now: datetime | None = None) -> list[Place]:
    """Ends running offers no later than booking, where it has come to close earlier; returns those shortened.

    Call inside the transaction that changed the session, with the seats' row held, and tell who answers for them.
    """
    moment = now or clock.now()
    starts_at, closes_at = session.starts_at, session.closes_at
    if starts_at is None or closes_at is None or starts_at <= moment:
        return []
    until = last_end(now=moment, starts_at=starts_at, closes_at=closes_at)
    running = Place.objects.filter(
        session=session, state=Place.State.OFFERED, offer_expires_at__gt=until
    )
    places = list(running.select_related("person", "booking__booker", "booking__school"))
    Place.objects.filter(pk__in=[place.pk for place in places]).update(offer_expires_at=until)
    reason = f"Now until {clock.say_moment(until)}, as booking closes earlier"
    note(places, PlaceEvent.Kind.OFFERED, actor=actor, reason=reason)
    for place in places:
        place.offer_expires_at = until
    return places


def _to_call(line: Sequence[Any], *, free: int, again: bool) -> list[WaitingGroup]:
    """Everybody in the line for whom there is enough, who was not told before or is told ``again``."""
    return [
        group
        for group in line
        if (again or group.called_at is None) and not (group.together and group.still_waiting > free)
    ]


def _call(session: Session, groups: Sequence[WaitingGroup], *, free: int, now: datetime) -> None:
    WaitingGroup.objects.filter(pk__in=[group.pk for group in groups]).update(called_at=now)
    send_open_call(session=session, groups=groups, free=free)


def sweep_offers() -> int:
    """Ends offers whose time is over and lines whose booking has closed, and hands places on.

    Returns how many sessions it changed. Safe to run at any time, twice or beside itself.
    """
    now = clock.now()
    over = Place.objects.filter(state=Place.State.OFFERED, offer_expires_at__lte=now)
    waited_for = SessionSeats.objects.filter(waiting__gt=0)
    begun = waited_for.filter(
        Q(session__booking_closes_at__lte=now) | Q(session__starts_at__lte=now)
    ).values_list("pk", flat=True)
    stranded = waited_for.filter(taken__lt=F("capacity")).values_list("pk", flat=True)
    ended = {*over.values_list("session_id", flat=True), *begun}
    # Most that have a seat free wait for more of them: looking first spares others the wait for its row.
    moving = {pk for pk in stranded if pk in ended or _has_news(pk, now)}
    return sum(_swept(pk, now) for pk in sorted(ended | moving))


def _swept(session_id: int, now: datetime) -> bool:
    """Whether it changed; one session that fails keeps no other from its turn."""
    try:
        return _sweep(session_id, now)
    except Exception:  # the next session has nothing to do with this one's fault
        logger.exception("the waiting list of session %s could not be moved on", session_id)
        return False


def _has_news(session_id: int, now: datetime) -> bool:
    due = _due(session_id, now, tell_again=False)
    return bool(due.given or due.called)


@transaction.atomic
def _sweep(session_id: int, now: datetime) -> bool:
    seats.hold_seats(session_id=session_id)
    lapsed = _lapse(session_id, now)
    ended = _end_line(session_id, now)
    offered = promote(session_id=session_id, now=now, tell_again=bool(lapsed))
    return bool(lapsed or ended or offered)


def _lapse(session_id: int, now: datetime) -> list[Place]:
    """Ends offers that nobody answered. The converse of what accepting asks for, so one of them wins."""
    over = Place.objects.filter(
        session_id=session_id, state=Place.State.OFFERED, offer_expires_at__lte=now
    )
    lapsed = list(over.select_related("person", "booking__booker", "booking__school"))
    return _end(lapsed, session_id, tell=send_offer_lapsed)


def _end_line(session_id: int, now: datetime) -> list[Place]:
    """When booking has closed nobody waits any longer, and they are told."""
    session: Any = Session.objects.get(pk=session_id)
    closes_at = session.closes_at
    if closes_at is None or closes_at > now:
        return []
    waiting = Place.objects.filter(session_id=session_id, state=Place.State.WAITING)
    rows = list(waiting.select_related("person", "booking__booker", "booking__school"))
    return _end(rows, session_id, tell=send_line_ended)


def _end(places: list[Place], session_id: int, *, tell: Any) -> list[Place]:
    if not places:
        return []
    end_places(places=places, state=Place.State.LAPSED)
    by_booking: dict[Any, list[Place]] = {}
    for place in places:
        by_booking.setdefault(place.booking, []).append(place)
    session = session_for_booking(session_id)
    for booking, some in by_booking.items():
        settle(booking=booking)
        tell(session=session, booking=booking, places=some)
    return places
