"""The last mail to somebody whose account is deleted."""

from __future__ import annotations

from portal.accounts.personal_data.registry import Subject
from portal.notify.contacts import who_to_ask
from portal.notify.kinds import MessageKind, first_words, register_kind
from portal.notify.services import Letter, queue_messages

GOODBYE = "account-deleted"


def register_kinds() -> None:
    """Makes the kind known to ``portal.notify``."""
    register_kind(
        MessageKind(
            GOODBYE,
            "Account deleted",
            {
                "name": "Asha Example",
                "ask": "Questions? Telephone 03000 41 41 41 or write to training@portal.example.",
            },
            "Your account is deleted",
            first_words("account_deleted"),
        )
    )


def send_goodbye(subject: Subject) -> None:
    """Says that it is done, to every address they had; each mail is forgotten once it is sent."""
    words = {"name": subject.name, "ask": who_to_ask()}
    queue_messages(
        letters=[Letter(GOODBYE, email, words, forget_when_sent=True) for email in subject.emails]
    )
