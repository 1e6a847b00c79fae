"""The mails about requests: their placeholders, and the words they start from (``templates/emails``)."""

from __future__ import annotations

from portal.notify.kinds import MessageKind, first_words, register_kind

FOR_SCHOOL = "bespoke-for-school"
FOR_OFFICERS = "bespoke-for-officers"

EXAMPLE = {
    "name": "Asha Example",
    "school": "Oakfield Primary School",
    "reference": "KB-7F3K-9QXM",
    "what": "A quote waits for you",
    "words": "An afternoon with all who are on duty at lunchtime: £285. You can accept it until Friday 9 April 2027.",
    "link": "https://portal.example/bookings/requests/KB-7F3K-9QXM/",
    "ask": "Questions? Telephone 03000 41 41 41 or write to training@portal.example.",
}


def register_kinds() -> None:
    """Makes the mails known to ``portal.notify``."""
    register_kind(
        MessageKind(
            FOR_SCHOOL,
            "Request for bespoke training: news, to the school",
            EXAMPLE,
            "{{ what }}: {{ reference }}",
            first_words("bespoke_for_school"),
        )
    )
    register_kind(
        MessageKind(
            FOR_OFFICERS,
            "Request for bespoke training: news, to whoever has it",
            EXAMPLE,
            "{{ what }}: {{ reference }}, {{ school }}",
            first_words("bespoke_for_officers"),
        )
    )
