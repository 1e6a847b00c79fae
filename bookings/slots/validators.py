"""What may stand in words about a school's question: enough to answer it, and nothing that points to a pupil."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from portal.base import clock

FEWEST, LONGEST = 10, 500
"""Characters of a question: more than a word, less than a case history."""

OLDEST = 26
"""Years: nobody in the care of a school or setting was born longer ago."""

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
DATES = (
    re.compile(r"(?<!\d)\d{1,2}\s?[./\-–]\s?\d{1,2}\s?[./\-–]\s?(?P<year>\d{4}|\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>\d{4})[./\-–]\d{1,2}[./\-–]\d{1,2}(?!\d)"),
    re.compile(
        rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\.?,?\s+(?P<year>\d{{4}}|\d{{2}})(?!\d)",
        re.I,
    ),
    re.compile(rf"\b(?:{MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)", re.I),
)
SAYS_BIRTH = re.compile(r"\b(?:d\.?\s?o\.?\s?b\b|date of birth\W+\d|born (?:on|in)\s+\w*\s?\d)", re.I)
UPN = re.compile(
    r"(?<![A-Za-z0-9])[A-HJ-NP-RT-Z](?:[ -]?\d){11}[ -]?[0-9A-HJ-NP-RT-Z](?![A-Za-z0-9])", re.I
)
"""A unique pupil number: a letter and twelve digits, of which the last may be a letter."""


def validate_no_pupil(value: str) -> None:
    """Refuses a date on which a pupil may have been born, and a unique pupil number.

    A date of the last two years is let through, as questions say since when something is so. Names nobody can tell
    from other words: the form asks to leave them out.
    """
    if UPN.search(value):
        raise ValidationError(
            "This looks like a unique pupil number. Take it out: we need nothing that points to a pupil.",
            code="pupil_number",
        )
    if SAYS_BIRTH.search(value) or any(_may_be_born(found) for found in _years(value)):
        raise ValidationError(
            "This looks like a date of birth. Take it out, and write the year group instead, such as Year 3.",
            code="birth",
        )


def _years(value: str) -> list[int]:
    texts = [found["year"] for pattern in DATES for found in pattern.finditer(value)]
    return [int(text) + (2000 if len(text) == 2 else 0) for text in texts]


def _may_be_born(year: int) -> bool:
    this = clock.today().year
    return this - OLDEST <= year <= this - 2
