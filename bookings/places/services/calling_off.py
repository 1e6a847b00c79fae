"""A session that we cancel: every place ends, nobody is promoted, and everybody is told once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from bookings.places.errors import CannotCallOff
from bookings.places.models import Booking, Place
from bookings.places.services.ending import end_places
from bookings.places.services.seats import hold_seats
from bookings.places.services.session_letters import send_called_off
from portal.accounts.models import User
from portal.base import clock
from training.choices import SessionState
from training.models import Session


def call_off_refusal(session: Session, now: datetime | None = None) -> str:
    """Why the session cannot be cancelled any more; empty when it can."""
    if session.state == SessionState.CANCELLED:
        return "This session is cancelled already."
    over = session.ends_at is not None and session.ends_at <= (now or clock.now())
    if over or session.state == SessionState.COMPLETED:
        return "This session has taken place, so it can no longer be cancelled."
    return ""


@transaction.atomic
def call_off_session(
    *, session_id: int, reason: str, actor: User | None, now: datetime | None = None
) -> list[Place]:
    """Cancels the session and ends every place in it, held or waited for; returns those that ended.

    Seats come free and nobody is offered one. Bookings end; what a confirmed one cost is kept as owed back.
    Everybody is told once, with the reason, their calendar's entry called off, and other dates that are open to
    them. Repeats change nothing. Raises ``CannotCallOff`` when it has taken place.
    """
    moment = now or clock.now()
    # As in every path: who books at this moment waits, and then finds the session cancelled.
    hold_seats(session_id=session_id)
    session = Session.objects.select_for_update(no_key=True).get(pk=session_id)
    if session.state == SessionState.CANCELLED:
        return []
    if refusal := call_off_refusal(session, moment):
        raise CannotCallOff(refusal)
    session.state, session.cancel_reason = SessionState.CANCELLED, reason
    session.calendar_sequence += 1
    session.save()
    log(instance=session, action="wagtail.edit", user=actor)
    active = Place.objects.active().filter(session=session)
    places = list(active.select_related("person", "booking__booker", "booking__school"))
    if places:
        _end(places, reason=reason, actor=actor, moment=moment)
    return places


def _end(places: list[Place], *, reason: str, actor: User | None, moment: datetime) -> None:
    end_places(places=places, state=Place.State.SESSION_CANCELLED, actor=actor, reason=reason)
    bookings = Booking.objects.filter(pk__in={place.booking_id for place in places})
    bookings.filter(state=Booking.State.CONFIRMED).update(refund_pence=F("price_pence"))
    bookings.update(state=Booking.State.CANCELLED, cancelled_at=moment)
    send_called_off(places=places, reason=reason, now=moment)
