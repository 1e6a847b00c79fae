"""The mails about slots and LIFT actions: their placeholders, and the words they start from (``templates/emails``)."""

from __future__ import annotations

from collections.abc import Mapping

from portal.notify.kinds import MessageKind, first_words, register_kind

BOOKED = "slot-booked"
REMINDER = "slot-reminder"
CANCELLED = "slot-cancelled"
MOVED = "slot-moved"
MEETING_CANCELLED = "slot-meeting-cancelled"
ACTIONS_TOLD = "lift-actions-told"
ACTION_CHASED = "lift-action-chased"

ALWAYS = {"name": "Asha Example", "ask": "Questions? Telephone 03000 41 41 41."}
SLOT = {
    **ALWAYS,
    "meeting": "LIFT meeting, Thanet",
    "date": "Tuesday 9 March 2027",
    "when": "Tuesday 9 March 2027, 1:30pm to 1:50pm",
    "school": "Oakfield Primary School",
    "reference": "KQ-7F3K-9QXM",
    "link": "https://portal.example/bookings/slots/q5Wk0vZr8b1TfYd2LmXc9A/",
}
WHERE = {"where": "Laleham Gap School, Ramsgate, CT12 6FH", "details": "Getting in: the blue gate."}
AGAIN = {"again": "https://portal.example/bookings/lift/"}
ACTION = {
    **ALWAYS,
    "meeting": "LIFT meeting, Thanet",
    "date": "Tuesday 9 March 2027",
    "school": "Oakfield Primary School",
    "action": "Visit Year 3 and model visual timetables",
    "due": "Friday 26 March 2027",
    "state": "A LIFT action is due in 2 days.",
    "how": "When it is done, say so here: https://portal.example/bookings/slots/q5Wk0vZr8b1TfYd2LmXc9A/",
}
KINDS: tuple[tuple[str, str, str, str, Mapping[str, str]], ...] = (
    (
        BOOKED,
        "Slot in a clinic or LIFT meeting booked",
        "Your slot: {{ meeting }}, {{ date }}",
        "slot_booked",
        {**SLOT, **WHERE, "closes": "You can change your question until Friday 5 March 2027, noon."},
    ),
    (
        REMINDER,
        "Reminder of a slot, the day before",
        "Tomorrow: {{ meeting }}, {{ date }}",
        "slot_reminder",
        {**SLOT, **WHERE},
    ),
    (
        CANCELLED,
        "Slot given back",
        "Cancelled: {{ meeting }}, {{ date }}",
        "slot_cancelled",
        {**SLOT, **AGAIN},
    ),
    (
        MOVED,
        "Clinic or LIFT meeting changed by us",
        "Changed: {{ meeting }}, {{ date }}",
        "slot_moved",
        {**SLOT, **WHERE, "before": "Monday 8 March 2027, 1:30pm to 1:50pm\nOnline"},
    ),
    (
        MEETING_CANCELLED,
        "Clinic or LIFT meeting cancelled by us",
        "Cancelled by us: {{ meeting }}, {{ date }}",
        "slot_meeting_cancelled",
        {**SLOT, **AGAIN, "reason": "The specialist teacher is ill"},
    ),
    (
        ACTIONS_TOLD,
        "Actions of a LIFT meeting, to the school",
        "What we agreed: {{ meeting }}, {{ date }}",
        "lift_actions_told",
        {**SLOT, "actions": "- Visit Year 3: Asha Example, by Friday 26 March 2027"},
    ),
    (
        ACTION_CHASED,
        "LIFT action due soon or overdue, to who does it",
        "{{ state }} {{ meeting }}, {{ date }}",
        "lift_action_chased",
        ACTION,
    ),
)
"""Key, name, subject, file of first words, and the placeholders."""


def register_kinds() -> None:
    """Makes the kinds known to ``portal.notify``."""
    for key, name, subject, file, placeholders in KINDS:
        register_kind(MessageKind(key, name, placeholders, subject, first_words(file)))
