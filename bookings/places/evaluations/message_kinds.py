"""The mails that ask what a course was worth: their placeholders, and the words they start from."""

from __future__ import annotations

from bookings.places.evaluations.models import Stage
from bookings.places.message_kinds import ALWAYS, PLACE_LINK
from bookings.places.reminders.message_kinds import SHARED
from portal.notify.kinds import MessageKind, first_words, register_kind

KINDS = {
    Stage.BEFORE: "questions-before",
    Stage.AFTER: "questions-after",
    Stage.LATER: "questions-later",
}
SUBJECTS = {
    Stage.BEFORE: "Before you come: {{ course }}, {{ date }}",
    Stage.AFTER: "What was it worth? {{ course }}",
    Stage.LATER: "Three months later: {{ course }}",
}
PLACEHOLDERS = {
    **ALWAYS,
    **SHARED,
    "questions": f"{PLACE_LINK['link']}questions/after/",
    "stop": f"{PLACE_LINK['link']}questions/stop/",
}


def register_kinds() -> None:
    """Makes the kinds known to ``portal.notify``."""
    for stage, key in KINDS.items():
        register_kind(
            MessageKind(
                key,
                f"Questions {stage.label[:1].lower()}{stage.label[1:]}, to a delegate",
                PLACEHOLDERS,
                SUBJECTS[stage],
                first_words(key.replace("-", "_")),
            )
        )
