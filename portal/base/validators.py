"""What may stand in a mail's header or in one line of a list. The rule's one home."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError

BREAKS = {"Cc", "Cs", "Zl", "Zp"}
"""Control characters, halves of characters, and the separators of lines and paragraphs."""

TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Marks that turn the direction of what follows, so that a line reads as another."""


def breaks_line(text: str) -> bool:
    """Whether the text holds a character that ends its line, steers a device or turns the words."""
    return any(
        unicodedata.category(character) in BREAKS or unicodedata.bidirectional(character) in TURNS
        for character in text
    )


def without_turns(text: str) -> str:
    """The text without marks that turn its direction: letters of any script are read as before."""
    return "".join(character for character in text if unicodedata.bidirectional(character) not in TURNS)


def validate_address(value: str) -> None:
    """Refuses what Django's own check lets through and mail headers or servers do not.

    That is a local part in quotes, which may hold control characters, and a domain that is a
    number or this very computer. Stands beside ``validate_email``, which checks the rest.
    """
    domain = value.rpartition("@")[2]
    if breaks_line(value) or value.startswith('"') or domain.startswith("[") or "." not in domain:
        raise ValidationError(
            "Enter an e-mail in the right form, like name@school.kent.sch.uk", code="invalid"
        )
