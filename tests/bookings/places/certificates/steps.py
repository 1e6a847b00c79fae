"""People who attended, and their certificates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from bookings.places.attendance.models import Presence
from bookings.places.attendance.services import mark
from bookings.places.certificates.models import Certificate
from bookings.places.certificates.services import give_certificate
from bookings.places.models import Place
from portal.base import clock
from tests.bookings.places.evaluations.steps import held_place
from training.models import Session


def after(place: Place, at: time_machine.Traveller) -> Place:
    """The same place an hour after the end of its course."""
    assert place.session.ends_at is not None
    at.move_to(max(place.session.ends_at + timedelta(hours=1), clock.now()))
    return place


def marked(place: Place, *states: Presence) -> Place:
    """Marked so at its meetings, in order; present at all of them where nothing is said."""
    meetings = list(place.session.meetings.order_by("starts_at"))
    for meeting, state in zip(meetings, states or [Presence.ATTENDED] * len(meetings), strict=False):
        mark(place=place, meeting=meeting, state=state, actor=None)
    return place


def attended(at: time_machine.Traveller, session: Session | None = None, **person: Any) -> Place:
    """The place of somebody who was there."""
    return marked(after(held_place(session, **person), at))


def certified(at: time_machine.Traveller, session: Session | None = None, **person: Any) -> Certificate:
    return give_certificate(place=attended(at, session, **person), by_link=True)
