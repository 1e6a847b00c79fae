"""The mails about what becomes of a whole session."""

from __future__ import annotations

from bookings.places.message_kinds import ALWAYS, LINK, MEETING, PLACE_LINK
from portal.notify.kinds import MessageKind, first_words, register_kind

MOVED_BOOKER = "session-moved-booker"
MOVED_DELEGATE = "session-moved-delegate"

MOVED = {
    **ALWAYS,
    **MEETING,
    "changes": "When\nBefore: Tuesday 2 March 2027, 9:30am to 12:30pm\n"
    "Now: Tuesday 9 March 2027, 9:30am to 12:30pm",
    "standing": "You keep your place.",
    "free": "As we moved it, cancelling costs nothing.",
    "calendar": "The calendar file that comes with this mail changes the entry that you have.",
}


def register_kinds() -> None:
    """Makes the kinds known to ``portal.notify``."""
    register_kind(
        MessageKind(
            MOVED_BOOKER,
            "Session moved, to who booked",
            {**MOVED, **LINK, "delegates": "Your booking is for:\n- Asha Example\n- Bola Example"},
            "Changed: {{ course }}, {{ date }}",
            first_words("session_moved_booker"),
        )
    )
    register_kind(
        MessageKind(
            MOVED_DELEGATE,
            "Session moved, to a delegate",
            {**MOVED, **PLACE_LINK, "booker": "Asha Example"},
            "Changed: {{ course }}, {{ date }}",
            first_words("session_moved_delegate"),
        )
    )
