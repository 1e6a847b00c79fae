"""Days on which to hold a session again in term time: weekly, fortnightly, or once in each term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from portal.vocabulary.bank_holidays import bank_holidays
from portal.vocabulary.school_terms import SchoolTerm, is_holiday, school_terms, term_after

WEEK = timedelta(weeks=1)
MOST = 20
LONGEST = timedelta(weeks=80)
"""How far ahead days are looked for."""


class Rhythm(models.TextChoices):
    """How often."""

    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every 2 weeks"
    TERMLY = "termly", "Once in each term (about every half term)"


@dataclass(frozen=True)
class Day:
    """A day of the rhythm, and why schools are closed then; empty when they are open, as far as is known."""

    day: date
    closed: str = ""


def closed_words(day: date) -> str:
    """Why schools are closed on ``day``: a bank holiday or the school holidays; empty when they are not."""
    if name := bank_holidays(day.year).get(day):
        return name
    return "School holidays" if is_holiday(day) else ""


def term_days(*, first: date, rhythm: Rhythm, number: int) -> list[Day]:
    """The days from ``first`` on until ``number`` of them are school days; those between are said to be closed.

    Fewer come back when the terms that are known end before.
    """
    found: list[Day] = []
    for day in _days(first, rhythm):
        if day - first > LONGEST or len([row for row in found if not row.closed]) >= number:
            break
        found.append(Day(day, closed_words(day)))
    while found and found[-1].closed:
        found.pop()
    return found


def _days(first: date, rhythm: Rhythm) -> Iterator[date]:
    if rhythm == Rhythm.TERMLY:
        yield from _once_a_term(first)
        return
    step = WEEK if rhythm == Rhythm.WEEKLY else 2 * WEEK
    day = first
    while True:
        yield day
        day += step


def _once_a_term(first: date) -> Iterator[date]:
    """The same weekday of the same week of each term, or its last before that when the term is shorter."""
    yield first
    term = next((row for row in school_terms() if row.starts_on <= first <= row.ends_on), None)
    weeks = (_monday(first) - _monday(term.starts_on)).days // 7 if term else 0
    term = term_after(term) if term else _next_term(first)
    while term is not None:
        day = _monday(term.starts_on) + weeks * WEEK + timedelta(days=first.weekday())
        while day > term.ends_on:
            day -= WEEK
        if day < term.starts_on:
            day += WEEK
        if day <= term.ends_on:
            yield day
        term = term_after(term)


def _next_term(day: date) -> SchoolTerm | None:
    return next((term for term in school_terms() if term.starts_on > day), None)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
