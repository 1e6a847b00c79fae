"""Whether a session goes ahead: officers are asked when the day has come, and people are told when it does."""

from __future__ import annotations

import logging
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from wagtail.log_actions import log

from bookings.places import session_message_kinds as kinds
from bookings.places.affected import Affected, affected_by
from bookings.places.errors import CannotConfirm
from bookings.places.models import Place
from bookings.places.permissions import CANCEL
from bookings.places.services.seats import hold_seats
from bookings.places.services.session_letters import send_goes_ahead
from portal.accounts.models import User
from portal.accounts.permissions import who_were_given
from portal.base import clock
from portal.notify.services import Letter, queue_messages
from training.choices import SessionState
from training.models import Session

logger = logging.getLogger(__name__)

FROM_HOUR = time(7)
"""Nobody is asked in the night."""

UNDECIDED = (SessionState.OPEN, SessionState.CLOSED)


def confirmation_refusal(session: Session, now: datetime | None = None) -> str:
    """Why nobody can say any more that it goes ahead; empty when they can."""
    if session.state not in UNDECIDED:
        return f"This session is not waiting for a decision: {session.get_state_display()}."
    if session.starts_at is None or session.starts_at <= (now or clock.now()):
        return "This session has begun already."
    return ""


@transaction.atomic
def confirm_session(*, session_id: int, actor: User | None, now: datetime | None = None) -> list[Place]:
    """Says that the session goes ahead, and tells everybody who has a place; returns these places.

    One that was closed for booking stays shut. Repeats change nothing. Raises ``CannotConfirm`` for one that is
    cancelled, a draft, or has begun.
    """
    moment = now or clock.now()
    hold_seats(session_id=session_id)
    session = Session.objects.select_for_update(no_key=True).get(pk=session_id)
    if session.state == SessionState.CONFIRMED:
        return []
    if refusal := confirmation_refusal(session, moment):
        raise CannotConfirm(refusal)
    if session.state == SessionState.CLOSED:
        session.booking_closes_at = min(session.booking_closes_at or moment, moment)
        session.booking_opens_at = None
    session.state = SessionState.CONFIRMED
    session.save()
    log(instance=session, action="wagtail.edit", user=actor)
    live = Place.objects.live().filter(session=session)
    places = list(live.select_related("person", "booking__booker", "booking__school"))
    send_goes_ahead(places=places)
    return places


def asked_from(day: date) -> datetime:
    """From when on officers are asked about a session that is to be decided on by ``day``."""
    return datetime.combine(day, FROM_HOUR, tzinfo=clock.LONDON)


def ask_when_due() -> int:
    """Asks officers once about each session whose day of decision has come; says about how many.

    Another day of decision is asked on anew. While there is no officer to write to, a session stays to be asked
    about.
    """
    now = clock.now()
    if clock.in_london(now).time() < FROM_HOUR:
        return 0
    waiting = Session.objects.to_decide(now).filter(decision_asked_at__isnull=True)
    due = list(waiting.values_list("pk", flat=True))
    officers = [user for user in who_were_given(CANCEL) if user.email] if due else []
    return sum(_ask_or_log(pk, officers, now) for pk in due) if officers else 0


def _ask_or_log(session_id: int, officers: list[User], now: datetime) -> int:
    try:
        return _ask(session_id, officers, now)
    except Exception:  # the next session has nothing to do with this one's fault
        logger.exception("officers cannot be asked about session %s", session_id)
        return 0


@transaction.atomic
def _ask(session_id: int, officers: list[User], now: datetime) -> int:
    """The mark and the mails are written together, so that each is asked about once."""
    rows = Session.objects.to_decide(now).filter(pk=session_id, decision_asked_at__isnull=True)
    if not Session.objects.filter(pk__in=rows.values("pk")).update(decision_asked_at=now):
        return 0
    session = Session.objects.select_related("course", "venue", "seats").get(pk=session_id)
    context = {
        "course": session.title,
        "when": clock.say_moment(session.starts_at) if session.starts_at else "",
        "place": session.place_words,
        "numbers": numbers_words(session, affected_by(session_id)),
        "link": f"{settings.PUBLIC_URL}{reverse('sessions:decide', args=[session_id])}",
    }
    queue_messages(
        letters=[
            Letter(kinds.DECIDE, user.email, {**context, "name": user.name or user.email})
            for user in officers
        ]
    )
    return 1


def numbers_words(session: Session, affected: Affected) -> str:
    """How many are going, and how few would do."""
    if not session.minimum:
        return f"{affected.booked}."
    return f"{affected.booked}; it needs at least {session.minimum}."
