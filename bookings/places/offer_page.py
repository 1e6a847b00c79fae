"""What the page of an offer says: what can be done now, and why nothing can."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404

from bookings.places.approvals.asking import has_to_ask
from bookings.places.approvals.page import own_question
from bookings.places.eligibility import offer_refusal, session_refusal
from bookings.places.line import position_of
from bookings.places.models import Booking, Place, WaitingGroup
from bookings.places.offer_times import is_open_call
from bookings.places.prices import place_pence, say_added
from bookings.places.session_reads import session_for_booking
from bookings.places.terms.words import terms_words
from portal.base import clock


def offered_group(key: str) -> WaitingGroup:
    """The group with this key; 404 for any other."""
    rows = WaitingGroup.objects.select_related(
        "booking__booker", "booking__school", "booking__terms", "session__course"
    )
    return get_object_or_404(
        rows.prefetch_related("booking__places__person", "booking__places__approval"), key=key
    )


def offer_context(group: WaitingGroup) -> dict[str, Any]:
    """What the page says: the places by what can be done, and why nothing can."""
    now = clock.now()
    booking = group.booking
    session: Any = session_for_booking(group.session_id)
    closed = session_refusal(session, now)
    waiting = booking.waiting_places
    over = [place for place in booking.places.all() if _is_over(place, now)]
    offered = [place for place in booking.offered_places if place not in over]
    refusal = offer_refusal(session, now) if offered else closed if waiting else ""
    call = bool(waiting) and not closed and is_open_call(starts_at=session.starts_at, now=now)
    free = session.seats.capacity - session.seats.taken if call else 0
    live = [place for place in booking.places.all() if place.state in Place.LIVE]
    return {
        **_agreeing(booking, session, offered=len(offered), going=len(live), now=now),
        "open": offered if offered and not refusal else waiting if free > 0 else [],
        "booking": booking,
        "session": session,
        "course": session.course,
        "offered": [] if refusal else offered,
        "until": min(
            (place.offer_expires_at for place in offered if place.offer_expires_at), default=None
        ),
        "waiting": waiting,
        "confirmed": live,
        **own_question(booking),
        "asks": bool(offered or waiting) and _asks(booking, session),
        "over": over,
        "call": call,
        "free": free,
        "position": position_of(group) if waiting else None,
        "refusal": refusal,
        "demonstration": session.demonstration,
    }


def _asks(booking: Booking, session: Any) -> bool:
    """Whether what is accepted has to be approved, unless a head or approver accepts it."""
    booking.session = session
    return has_to_ask(booking, actor=None)


def _agreeing(
    booking: Booking, session: Any, *, offered: int, going: int, now: datetime
) -> dict[str, Any]:
    """What whoever accepts agrees to: as the check page says it, for the places offered or for each."""
    course, family = session.course, booking.school_id is None
    return {
        "price": say_added(course, places=offered, going=going, family=family),
        "pence": place_pence(session, places=1),
        "terms": terms_words(booking.terms, session=session, now=now, price_pence=course.price_pence),
    }


def _is_over(place: Place, now: datetime) -> bool:
    """Whether it has ended, or nobody has noticed yet that its offer has."""
    ends = place.offer_expires_at
    lapsed = place.state == Place.State.OFFERED and ends is not None and ends <= now
    return lapsed or place.state not in Place.ACTIVE
