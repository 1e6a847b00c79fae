"""The mails about bookings: their placeholders, and the words they start from (``templates/emails``)."""

from __future__ import annotations

from collections.abc import Mapping

from portal.notify.kinds import MessageKind, first_words, register_kind

CONFIRMATION_BOOKER = "booking-confirmed-booker"
CONFIRMATION_DELEGATE = "booking-confirmed-delegate"
CANCELLATION_BOOKER = "booking-cancelled-booker"
CANCELLATION_DELEGATE = "booking-cancelled-delegate"

ALWAYS = {
    "name": "Asha Example",
    "course": "Visual support in every lesson",
    "date": "Tuesday 9 March 2027",
    "reference": "KT-7F3K-9QXM",
    "ask": "Questions? Telephone 03000 41 41 41 or write to training@portal.example.",
}
MEETING = {
    "dates": "Tuesday 9 March 2027, 9:30am to 12:30pm",
    "where": "Laleham Gap School, Ramsgate, CT12 6FH",
    "details": "Getting in: ring at the blue gate.",
}
LINK = {"link": "https://portal.example/bookings/KT-7F3K-9QXM/"}


def register_kinds() -> None:
    """Makes the kinds known to ``portal.notify``."""
    _register(
        CONFIRMATION_BOOKER,
        "Booking confirmed, to who booked",
        "Booked: {{ course }}, {{ date }}",
        "confirmation_booker",
        {
            **ALWAYS,
            **MEETING,
            **LINK,
            "delegates": "- Asha Example\n- Bola Example",
            "price": "Free to Kent schools and settings",
            "colleagues_told": "We have written to each of them with how to join.",
        },
    )
    _register(
        CONFIRMATION_DELEGATE,
        "Booking confirmed, to a delegate",
        "Your place: {{ course }}, {{ date }}",
        "confirmation_delegate",
        {**ALWAYS, **MEETING, "booker": "Asha Example"},
    )
    _register(
        CANCELLATION_BOOKER,
        "Places cancelled, to who booked",
        "Cancelled: {{ course }}, {{ date }}",
        "cancellation_booker",
        {**ALWAYS, **LINK, "cancelled": "- Bola Example", "staying": "Still going:\n- Asha Example"},
    )
    _register(
        CANCELLATION_DELEGATE,
        "Place cancelled, to a delegate",
        "Cancelled: {{ course }}, {{ date }}",
        "cancellation_delegate",
        {**ALWAYS, "booker": "Asha Example"},
    )


def _register(key: str, name: str, subject: str, file: str, placeholders: Mapping[str, str]) -> None:
    register_kind(MessageKind(key, name, placeholders, subject, first_words(file)))
