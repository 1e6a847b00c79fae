"""The mails about bookings: their placeholders, and the words they start from (``templates/emails``)."""

from __future__ import annotations

from collections.abc import Mapping

from portal.notify.kinds import MessageKind, first_words, register_kind

CONFIRMATION_BOOKER = "booking-confirmed-booker"
CONFIRMATION_DELEGATE = "booking-confirmed-delegate"
CANCELLATION_BOOKER = "booking-cancelled-booker"
CANCELLATION_DELEGATE = "booking-cancelled-delegate"
WAITING_JOINED = "waiting-joined"
WAITING_OFFER = "waiting-offer"
WAITING_OPEN_CALL = "waiting-open-call"
WAITING_OFFER_SHORTER = "waiting-offer-shorter"
WAITING_OFFER_LAPSED = "waiting-offer-lapsed"
WAITING_ENDED = "waiting-ended"
WAITING_LEFT = "waiting-left"
SUBSTITUTED_BOOKER = "booking-substituted-booker"
SUBSTITUTED_DELEGATE = "booking-substituted-delegate"
TRANSFERRED_BOOKER = "booking-transferred-booker"
TRANSFERRED_DELEGATE = "booking-transferred-delegate"
CHARGE_DECIDED = "charge-decided"
CHARGE_AGAIN = "charge-again"

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
DECIDED = {"person": "Bola Example", "why": "cancelled late", "outcome": "Nothing is charged."}
STAYING = "Still going:\n- Asha Example"
CHARGE = {"charge": "This was late: by the terms you agreed to, £30 may be charged."}
WAITING = {"delegates": "- Asha Example\n- Bola Example"}
OFFER_LINK = {"offer_link": "https://portal.example/bookings/offer/Xy7…/"}
AGREEING = {
    "price": "£190 plus VAT (2 places at £95 each)",
    "terms": "If plans change:\n- You can cancel free of charge until the end of Monday 1 March 2027.",
}
AGAIN = {"again": "https://portal.example/training/visual-support/"}
LINK = {"link": "https://portal.example/bookings/KT-7F3K-9QXM/"}
PLACE_LINK = {"link": "https://portal.example/bookings/place/q5Wk0vZr8b1TfYd2LmXc9A/"}
WAITING_KINDS: tuple[tuple[str, str, str, str, Mapping[str, str]], ...] = (
    (
        WAITING_JOINED,
        "Waiting list joined, to who booked",
        "On the waiting list: {{ course }}, {{ date }}",
        "waiting_joined",
        {
            **WAITING,
            "position": "3",
            "how": "Places may come free one by one: we offer each as it comes.",
        },
    ),
    (
        WAITING_OFFER,
        "Place offered from the waiting list, to who booked",
        "A place for you until {{ until }}: {{ course }}",
        "waiting_offer",
        {
            **MEETING,
            **WAITING,
            **OFFER_LINK,
            **AGREEING,
            "number": "2 places",
            "until": "Tuesday 2 March 2027, 9:30am",
        },
    ),
    (
        WAITING_OFFER_SHORTER,
        "Offer ends earlier, to who booked",
        "Answer by {{ until }}: {{ course }}",
        "waiting_offer_shorter",
        {**WAITING, **OFFER_LINK, "until": "Monday 1 March 2027, 5:00pm"},
    ),
    (
        WAITING_OPEN_CALL,
        "Place free for whoever is first, to all who wait",
        "First come, first served: {{ course }}, {{ date }}",
        "waiting_open_call",
        {**MEETING, **OFFER_LINK, **AGREEING, "places": "A place has"},
    ),
    (
        WAITING_OFFER_LAPSED,
        "Offer lapsed, to who booked",
        "Your offer has ended: {{ course }}, {{ date }}",
        "waiting_offer_lapsed",
        {**WAITING, **AGAIN},
    ),
    (
        WAITING_ENDED,
        "Waiting list closed without a place, to who booked",
        "No place came free: {{ course }}, {{ date }}",
        "waiting_ended",
        {**WAITING, **AGAIN},
    ),
    (
        WAITING_LEFT,
        "Waiting list left, to who booked",
        "Off the waiting list: {{ course }}, {{ date }}",
        "waiting_left",
        {**WAITING, **AGAIN},
    ),
)
"""Key, name, subject, file of first words, and what their words can use beside what every one can."""


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
        {**ALWAYS, **MEETING, **PLACE_LINK, "booker": "Asha Example"},
    )
    _register(
        CANCELLATION_BOOKER,
        "Places cancelled, to who booked",
        "Cancelled: {{ course }}, {{ date }}",
        "cancellation_booker",
        {**ALWAYS, **LINK, **CHARGE, "cancelled": "- Bola Example", "staying": STAYING},
    )
    _register(
        CANCELLATION_DELEGATE,
        "Place cancelled, to a delegate",
        "Cancelled: {{ course }}, {{ date }}",
        "cancellation_delegate",
        {**ALWAYS, "booker": "Asha Example"},
    )
    for key, name, subject, file, placeholders in WAITING_KINDS:
        _register(key, name, subject, file, {**ALWAYS, **LINK, **placeholders})
    _register_changes()


def _register_changes() -> None:
    swap = {"old": "Bola Example", "new": "Chidi Example"}
    _register(
        SUBSTITUTED_BOOKER,
        "A colleague goes instead, to who booked",
        "{{ new }} goes instead: {{ course }}, {{ date }}",
        "substituted_booker",
        {**ALWAYS, **LINK, **swap},
    )
    _register(
        SUBSTITUTED_DELEGATE,
        "A colleague goes instead, to who had the place",
        "{{ new }} goes instead of you: {{ course }}, {{ date }}",
        "substituted_delegate",
        {**ALWAYS, **swap, "booker": "Asha Example"},
    )
    move = {"new_date": "Thursday 15 April 2027, 9:30am"}
    _register(
        TRANSFERRED_BOOKER,
        "Places moved to another date, to who booked",
        "Moved to {{ new_date }}: {{ course }}",
        "transferred_booker",
        {**ALWAYS, **LINK, **CHARGE, **move, "moved": "- Bola Example", "staying": STAYING},
    )
    _register(
        TRANSFERRED_DELEGATE,
        "Place moved to another date, to a delegate",
        "Moved to {{ new_date }}: {{ course }}",
        "transferred_delegate",
        {**ALWAYS, **move, "booker": "Asha Example"},
    )
    _register_charges()


def _register_charges() -> None:
    _register(
        CHARGE_DECIDED,
        "Charge made or waived, to who booked",
        "About a charge: {{ course }}, {{ date }}",
        "charge_decided",
        {**ALWAYS, **LINK, **DECIDED},
    )
    _register(
        CHARGE_AGAIN,
        "Charges to look at again, to officers",
        "Charges to look at again: {{ course }}, {{ when }}",
        "charge_again",
        {
            "name": "Olu Officer",
            "course": ALWAYS["course"],
            "when": "Tuesday 9 March 2027, 9:30am",
            "charges": "- KT-7F3K-9QXM, Oakfield Primary School: £30",
            "link": "https://portal.example/admin/bookings-charges/?state=again",
        },
    )


def _register(key: str, name: str, subject: str, file: str, placeholders: Mapping[str, str]) -> None:
    register_kind(MessageKind(key, name, placeholders, subject, first_words(file)))
