"""What a reminder says. Each is about its reader's own place and carries that place's own link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bookings.places.calendar import place_url
from bookings.places.evaluations.letters import letter_that_asks
from bookings.places.joining import joining_link
from bookings.places.models import Place
from bookings.places.reminders import message_kinds as kinds
from bookings.places.reminders.models import ReminderRule
from bookings.places.reminders.times import Sitting
from bookings.places.services.letters import details_words, where_words
from portal.base import clock
from portal.notify.contacts import who_to_ask
from portal.notify.services import Letter


def words_for_all(rule: ReminderRule, meeting: Sitting, session: Any, now: datetime) -> dict[str, str]:
    """What every reader of one meeting's reminder is told. ``session`` comes from ``sessions_for_booking``."""
    when = clock.say_span(meeting.starts_at, meeting.ends_at)
    shared = {
        "course": session.title,
        "date": clock.say_date(meeting.starts_at),
        "time": clock.say_time(meeting.starts_at),
        "when": f"{when} (meeting {meeting.number} of {meeting.total})" if meeting.total > 1 else when,
        "ask": who_to_ask(),
    }
    if rule.about in ReminderRule.QUESTIONS:
        return shared
    if rule.about == ReminderRule.About.LINK:
        return {**shared, "join": joining_link(session=session, holds=True, now=now)}
    return {**shared, "where": where_words(session, holds=True), "details": details_words(session)}


def letter_for(rule: ReminderRule, place: Place, words: Mapping[str, str]) -> Letter:
    """The reminder of one place, with ``words_for_all`` of its meeting."""
    if rule.about in ReminderRule.QUESTIONS:
        return letter_that_asks(rule, place, words)
    kind = kinds.REMINDER_LINK if rule.about == ReminderRule.About.LINK else kinds.REMINDER
    own = {
        "name": place.person.name,
        "reference": place.booking.reference,
        "link": place_url(place),
    }
    return Letter(kind, place.person.email, {**words, **own}, place.booking.reference)
