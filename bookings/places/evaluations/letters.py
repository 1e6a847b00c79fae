"""The mails that ask: each about its reader's own place, with a plain way to stop them."""

from __future__ import annotations

from collections.abc import Mapping

from bookings.places.calendar import place_url
from bookings.places.evaluations.links import questions_url, stop_url
from bookings.places.evaluations.message_kinds import KINDS
from bookings.places.evaluations.models import Stage
from bookings.places.models import Place
from bookings.places.reminders.models import ReminderRule
from portal.notify.services import Letter


def letter_that_asks(rule: ReminderRule, place: Place, words: Mapping[str, str]) -> Letter:
    """The questions of one place, with ``words`` that all readers share."""
    stage = Stage(rule.about)
    own = {
        "name": place.person.name,
        "reference": place.booking.reference,
        "questions": questions_url(place, stage),
        "link": place_url(place),
        "stop": stop_url(place),
    }
    return Letter(KINDS[stage], place.person.email, {**words, **own}, place.booking.reference)
