"""The mails that remind: their placeholders, and the words they start from (``templates/emails``)."""

from __future__ import annotations

from bookings.places.message_kinds import ALWAYS, MEETING, PLACE_LINK
from portal.notify.kinds import MessageKind, first_words, register_kind

REMINDER = "reminder"
REMINDER_LINK = "reminder-link"

SHARED = {**ALWAYS, **PLACE_LINK, "time": "9:30am", "when": MEETING["dates"]}


def register_kinds() -> None:
    """Makes the kinds known to ``portal.notify``."""
    register_kind(
        MessageKind(
            REMINDER,
            "Reminder of a place, to a delegate",
            {**SHARED, "where": MEETING["where"], "details": MEETING["details"]},
            "Reminder: {{ course }}, {{ date }}",
            first_words("reminder"),
        )
    )
    register_kind(
        MessageKind(
            REMINDER_LINK,
            "The link to join, to a delegate",
            {**SHARED, "join": "https://meet.example/abc"},
            "Join at {{ time }}: {{ course }}",
            first_words("reminder_link"),
        )
    )
