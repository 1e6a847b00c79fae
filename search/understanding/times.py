"""Days that words name: “next term”, “in March”, “this week”, “tomorrow”."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.vocabulary.school_terms import school_terms, term_after, term_from

LONGEST = 3
BEFORE = frozenset(["in", "during", "for", "from", "next", "this", "until", "by"])
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SHORT_MONTHS = {"jan": 1, "feb": 2, "apr": 4, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_EVERYDAY = frozenset(("march", "may"))
_SUNDAY = 6


@dataclass(frozen=True)
class Days:
    """What the first ``length`` words name; ``needs_before`` asks for “in” or the like before them."""

    length: int
    label: str
    first: date
    last: date
    needs_before: bool = False


def read(words: Sequence[str], today: date) -> Days | None:
    """The days that words begin with; none if they do not."""
    if not words:
        return None
    if words[0] in ("today", "tomorrow"):
        day = today + timedelta(days=words[0] == "tomorrow")
        return Days(1, words[0].capitalize(), day, day)
    return _relative(words, today) or _term(words, today) or _month(words, today)


def _relative(words: Sequence[str], today: date) -> Days | None:
    if len(words) < 2 or words[0] not in ("this", "next"):
        return None
    later, what = words[0] == "next", words[1]
    label = f"{words[0].capitalize()} {what}"
    if what == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * later)
        return Days(2, label, max(monday, today), monday + timedelta(days=_SUNDAY))
    if what == "month":
        year, month = today.year + (today.month == 12 and later), (today.month - 1 + later) % 12 + 1
        return Days(2, label, max(date(year, month, 1), today), _end(year, month))
    if what == "term":
        now = term_from(today)
        term = term_after(now) if now and later and now.starts_on <= today else now
        return Days(2, label, max(term.starts_on, today), term.ends_on) if term else None
    return None


def _term(words: Sequence[str], today: date) -> Days | None:
    if len(words) < 2 or words[0] != "term" or not words[1].isdecimal():
        return None
    name = f"term {int(words[1][:2])}"
    named = (term for term in school_terms() if term.name.lower() == name and term.ends_on >= today)
    term = next(named, None)
    return Days(2, term.name, max(term.starts_on, today), term.ends_on) if term else None


def _month(words: Sequence[str], today: date) -> Days | None:
    word = words[0]
    month = MONTHS.index(word) + 1 if word in MONTHS else _SHORT_MONTHS.get(word, 0)
    if not month:
        return None
    year, length = today.year + (month < today.month), 1
    if len(words) > 1 and words[1].isdecimal() and today.year <= int(words[1][:4]) <= today.year + 2:
        year, length = int(words[1][:4]), 2
    last = _end(year, month)
    if last < today:
        return None
    label = f"{MONTHS[month - 1].capitalize()} {year}"
    return Days(length, label, max(date(year, month, 1), today), last, word in _EVERYDAY and length == 1)


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
