"""The mails about belonging to a school, and the words they start from (``templates/emails``)."""

from __future__ import annotations

from collections.abc import Mapping

from portal.notify.kinds import MessageKind, first_words, register_kind

ASKED = "school-request-asked"
ASKED_US = "school-request-for-officers"
REMINDED = "school-request-reminder"
REMINDED_US = "school-request-reminder-for-officers"
CONFIRMED = "school-request-confirmed"
DECLINED = "school-request-declined"
LAPSED = "school-request-lapsed"
INVITED = "school-invitation"
ROLE_CHANGED = "school-role-changed"
ENDED = "school-membership-ended"
LEFT = "school-colleague-left"

ALWAYS = {
    "name": "Asha Example",
    "school": "Oakfield Primary School, Margate",
    "role": "SENCO",
    "link": "https://portal.example/accounts/schools/",
    "ask": "Questions? Telephone 03000 41 41 41 or write to training@portal.example.",
}
COLLEAGUE = {"colleague": "Bola Example"}
REASON = {"reason": "We do not know you. Ask the office to write to us."}


DAY = {"date": "Monday 23 November 2026"}
LAPSES = {"lapses": "Wednesday 9 December 2026"}
ASKER = {
    "email": "bola@oakfield.example",
    "hint": "Their e-mail is at the school’s domain, oakfield.example.",
    "words": "They write: I start on Monday as the new SENCO.",
}
TOO_LATE = {"reason": "Nobody at the school answered it within 30 days."}

KINDS: tuple[tuple[str, str, str, Mapping[str, str]], ...] = (
    (
        ASKED,
        "Somebody asks to join a school, to its approvers",
        "{{ colleague }} asks to join {{ school }}",
        {**COLLEAGUE, **ASKER, **LAPSES},
    ),
    (
        ASKED_US,
        "Somebody asks to join a school that has no approver, to officers",
        "Only you can answer: {{ colleague }} asks to join {{ school }}",
        {**COLLEAGUE, **ASKER, **LAPSES},
    ),
    (
        REMINDED,
        "Request to join a school will lapse, to its approvers",
        "{{ colleague }} still waits to join {{ school }}",
        {**COLLEAGUE, **ASKER, **LAPSES},
    ),
    (
        REMINDED_US,
        "Request to join a school that has no approver will lapse, to officers",
        "Only you can answer: {{ colleague }} still waits to join {{ school }}",
        {**COLLEAGUE, **ASKER, **LAPSES},
    ),
    (CONFIRMED, "Request to join a school confirmed", "You now belong to {{ school }}", {}),
    (DECLINED, "Request to join a school declined", "Your request to join {{ school }}", REASON),
    (
        LAPSED,
        "Request to join a school lapsed",
        "Your request to join {{ school }} has lapsed",
        TOO_LATE,
    ),
    (
        INVITED,
        "Invitation to join a school",
        "{{ colleague }} invites you to join {{ school }}",
        {**COLLEAGUE, **LAPSES},
    ),
    (
        ROLE_CHANGED,
        "Role in a school changed",
        "Your role at {{ school }}: {{ role }}",
        {**COLLEAGUE, **DAY},
    ),
    (
        ENDED,
        "Membership of a school ended, to the person",
        "You no longer belong to {{ school }} from {{ date }}",
        {**COLLEAGUE, **DAY},
    ),
    (
        LEFT,
        "Somebody left a school, to its approvers",
        "{{ colleague }} leaves {{ school }}",
        {**COLLEAGUE, **DAY},
    ),
)
"""Key, what staff call it, first subject, and the placeholders beside those that all have."""


def register_kinds() -> None:
    """Makes the kinds known to ``portal.notify``."""
    for key, name, subject, placeholders in KINDS:
        words = first_words(key.replace("-", "_"))
        register_kind(MessageKind(key, name, {**ALWAYS, **placeholders}, subject, words))
