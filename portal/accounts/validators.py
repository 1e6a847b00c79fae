"""What may be written as a person’s name and as a setting’s number."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from portal.accounts import leaked_passwords
from portal.base.validators import breaks_line

MOST_WORDS = 300
"""Characters of a few plain sentences that one person writes to another."""


def validate_one_line(value: str) -> None:
    """Refuses what breaks or turns a line, what cannot be seen, and links: names stand in mail headers,
    mails and lists.

    A link in a name would let a stranger have our mails carry it to anybody.
    """
    if breaks_line(value):
        raise ValidationError("Write it on one line, without hidden characters.", code="one_line")
    if not any(character.isalnum() for character in value):
        raise ValidationError("Write it with letters.", code="letters")
    if "://" in value:
        raise ValidationError("Write it without a web address.", code="link")


OFSTED_NUMBER = re.compile(r"(?:EY|CA)?[0-9]{6,7}")


def validate_ofsted_number(value: str) -> None:
    """Refuses what Ofsted would not give a setting as its number."""
    if not OFSTED_NUMBER.fullmatch(value):
        raise ValidationError(
            "Write it as on Ofsted’s letters: EY and 6 digits, or 6 or 7 digits.", code="ofsted_number"
        )


def validate_no_link(value: str) -> None:
    """Refuses links and steering characters in words that a mail of ours carries to somebody."""
    if "://" in value or "www." in value.lower():
        raise ValidationError("Write it without a web address.", code="link")
    # Not splitlines, to which a vertical tab is the end of a line as well.
    if any(breaks_line(line) for line in re.split(r"\r?\n", value)):
        raise ValidationError("Write it in plain letters.", code="plain")


class LeakedPasswordValidator:
    """Refuses passwords that stand on lists which attackers work through first."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ``ValidationError`` for a listed one. Asks nobody: the list is part of the portal."""
        if leaked_passwords.is_leaked(password):
            raise ValidationError(
                "Many people use this password, or it was leaked somewhere: attackers try it first. "
                "Choose another, e.g. three random words.",
                code="leaked",
            )

    def get_help_text(self) -> str:
        return "It must not be one that attackers try first, such as “password2026”."
