"""The mails about what becomes of a whole session."""

from __future__ import annotations

from bookings.places.message_kinds import ALWAYS, LINK, MEETING, PLACE_LINK
from portal.notify.kinds import MessageKind, first_words, register_kind

MOVED_BOOKER = "session-moved-booker"
MOVED_DELEGATE = "session-moved-delegate"

CALLED_OFF_BOOKER = "session-cancelled-booker"
CALLED_OFF_DELEGATE = "session-cancelled-delegate"
GOES_AHEAD = "session-goes-ahead"
DECIDE = "session-to-decide"

MOVED = {
    **ALWAYS,
    **MEETING,
    "changes": "When\nBefore: Tuesday 2 March 2027, 9:30am to 12:30pm\n"
    "Now: Tuesday 9 March 2027, 9:30am to 12:30pm",
    "standing": "You keep your place.",
    "free": "As we moved it, cancelling costs nothing.",
    "calendar": "The calendar file that comes with this mail changes the entry that you have.",
}

CALLED_OFF = {
    **ALWAYS,
    "reason": "The trainer is ill.",
    "alternatives": "Other dates with places:\n"
    "- Tuesday 16 March 2027, 9:30am to 12:30pm, Laleham Gap School, Ramsgate, 8 places left: "
    "https://portal.example/bookings/new/…/",
}

KINDS = (
    (
        MOVED_BOOKER,
        "Session moved, to who booked",
        {**MOVED, **LINK, "delegates": "Your booking is for:\n- Asha Example\n- Bola Example"},
        "Changed: {{ course }}, {{ date }}",
        "session_moved_booker",
    ),
    (
        MOVED_DELEGATE,
        "Session moved, to a delegate",
        {**MOVED, **PLACE_LINK, "booker": "Asha Example"},
        "Changed: {{ course }}, {{ date }}",
        "session_moved_delegate",
    ),
    (
        CALLED_OFF_BOOKER,
        "Session cancelled by us, to who booked",
        {
            **CALLED_OFF,
            **LINK,
            "delegates": "It was booked for:\n- Asha Example\n- Bola Example",
            "money": "You pay nothing for it. If you have been invoiced or have paid, "
            "we credit or refund that.",
        },
        "Cancelled by us: {{ course }}, {{ date }}",
        "session_cancelled_booker",
    ),
    (
        CALLED_OFF_DELEGATE,
        "Session cancelled by us, to a delegate",
        {**CALLED_OFF, "booker": "Asha Example"},
        "Cancelled by us: {{ course }}, {{ date }}",
        "session_cancelled_delegate",
    ),
    (
        GOES_AHEAD,
        "Session goes ahead, to everybody with a place and who booked",
        {**ALWAYS, **MEETING, "delegates": "Your booking is for:\n- Asha Example\n- Bola Example"},
        "It goes ahead: {{ course }}, {{ date }}",
        "session_goes_ahead",
    ),
    (
        DECIDE,
        "Session to decide about, to officers",
        {
            "name": "Olu Officer",
            "course": ALWAYS["course"],
            "when": "Tuesday 9 March 2027, 9:30am",
            "place": "Laleham Gap School, Ramsgate",
            "numbers": "5 people are booked; it needs at least 8.",
            "link": "https://portal.example/admin/sessions/decide/12/",
        },
        "Does it go ahead? {{ course }}, {{ when }}",
        "session_to_decide",
    ),
)
"""Of each kind its key, name, placeholders, subject, and the file of its first words."""


def register_kinds() -> None:
    """Makes the kinds known to ``portal.notify``."""
    for key, name, placeholders, subject, file in KINDS:
        register_kind(MessageKind(key, name, placeholders, subject, first_words(file)))
