"""The mails about places that a head or approver has to agree to."""

from __future__ import annotations

from bookings.places.message_kinds import AGAIN, AGREEING, ALWAYS, LINK, MEETING, WAITING
from portal.notify.kinds import MessageKind, first_words, register_kind

HELD = "approval-held"
ASKED = "approval-asked"
REMINDER = "approval-reminder"
SHORTER = "approval-shorter"
HELD_SHORTER = "approval-held-shorter"
FOR_OFFICERS = "approval-for-officers"
REFUSED = "approval-refused"
LAPSED = "approval-lapsed"
LEFT = "approval-left"

BEFORE = {"before": "Monday 8 March 2027, 9:30am"}
UNTIL = {"until": "Friday 5 March 2027, 9:30am"}
TO_ANSWER = {
    **ALWAYS,
    **MEETING,
    **WAITING,
    **AGREEING,
    **UNTIL,
    "booker": "Asha Example",
    "school": "Example Primary School",
    "answer_link": "https://portal.example/bookings/approval/12.34:q5Wk…/",
}

KINDS = (
    (
        HELD,
        "Places held until they are approved, to who booked",
        "Held until {{ until }}: {{ course }}",
        "approval_held",
        {
            **ALWAYS,
            **MEETING,
            **LINK,
            **WAITING,
            **UNTIL,
            "price": "£190 plus VAT (2 places at £95 each)",
            "asked": "We have asked the head or approver of Example Primary School.",
        },
    ),
    (
        ASKED,
        "Approval asked for, to heads and approvers",
        "Please approve by {{ until }}: {{ course }}",
        "approval_asked",
        TO_ANSWER,
    ),
    (
        REMINDER,
        "Approval still open, to heads and approvers",
        "Places are given up {{ until }}: {{ course }}",
        "approval_reminder",
        TO_ANSWER,
    ),
    (
        SHORTER,
        "Less time to approve, to heads and approvers",
        "Please approve by {{ until }}, earlier than we said: {{ course }}",
        "approval_shorter",
        {**TO_ANSWER, **BEFORE},
    ),
    (
        HELD_SHORTER,
        "Places held for a shorter time, to who booked",
        "Held until {{ until }}, shorter than we said: {{ course }}",
        "approval_held_shorter",
        {
            **ALWAYS,
            **LINK,
            **WAITING,
            **UNTIL,
            **BEFORE,
            "asked": "We have told the head or approver of Example Primary School.",
        },
    ),
    (
        FOR_OFFICERS,
        "Approval where a school has no approver, to officers",
        "To decide by {{ until }}: {{ school }}, {{ course }}",
        "approval_for_officers",
        {**TO_ANSWER, "answer_link": "https://portal.example/admin/bookings/approval/12/"},
    ),
    (
        REFUSED,
        "Places not approved, to who booked",
        "Not approved: {{ course }}, {{ date }}",
        "approval_refused",
        {
            **ALWAYS,
            **LINK,
            **WAITING,
            **AGAIN,
            "reason": "The reason: we have three people on it already.",
        },
    ),
    (
        LAPSED,
        "Places not approved in time, to who booked",
        "Nobody approved in time: {{ course }}, {{ date }}",
        "approval_lapsed",
        {**ALWAYS, **LINK, **WAITING, **AGAIN, **UNTIL},
    ),
    (
        LEFT,
        "Held places given back, to who booked",
        "Given back: {{ course }}, {{ date }}",
        "approval_left",
        {**ALWAYS, **LINK, **WAITING, **AGAIN},
    ),
)


def register_kinds() -> None:
    """Makes the kinds known to ``portal.notify``."""
    for key, name, subject, file, placeholders in KINDS:
        register_kind(MessageKind(key, name, placeholders, subject, first_words(file)))
