"""Days in term time: school holidays and bank holidays are named and not counted."""

from __future__ import annotations

from datetime import date

import pytest

from portal.vocabulary.models import SchoolTerm
from training.term_dates import Rhythm, closed_words, term_days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def terms() -> None:
    """Three terms of a spring, with a week and then two weeks between them."""
    SchoolTerm.objects.all().delete()
    for name, first, last in (
        ("Term 3", date(2027, 1, 4), date(2027, 2, 12)),
        ("Term 4", date(2027, 2, 22), date(2027, 3, 25)),
        ("Term 5", date(2027, 4, 12), date(2027, 5, 28)),
    ):
        SchoolTerm.objects.create(name=name, starts_on=first, ends_on=last)


def said(first: date, rhythm: Rhythm, number: int) -> list[tuple[str, str]]:
    return [
        (f"{row.day:%d %b}", row.closed) for row in term_days(first=first, rhythm=rhythm, number=number)
    ]


def test_every_week_leaves_out_the_holidays_and_does_not_count_them() -> None:
    assert said(date(2027, 2, 2), Rhythm.WEEKLY, 4) == [
        ("02 Feb", ""),
        ("09 Feb", ""),
        ("16 Feb", "School holidays"),
        ("23 Feb", ""),
        ("02 Mar", ""),
    ]


def test_every_two_weeks_keeps_its_step_over_the_holidays() -> None:
    assert said(date(2027, 3, 16), Rhythm.FORTNIGHTLY, 2) == [
        ("16 Mar", ""),
        ("30 Mar", "School holidays"),
        ("13 Apr", ""),
    ]


def test_a_bank_holiday_in_term_is_named() -> None:
    assert closed_words(date(2027, 5, 3)) == "Early May bank holiday"
    days = said(date(2027, 4, 26), Rhythm.WEEKLY, 2)
    assert [closed for _day, closed in days] == ["", "Early May bank holiday", ""]


def test_once_a_term_is_the_same_day_of_the_same_week_of_each() -> None:
    assert said(date(2027, 1, 12), Rhythm.TERMLY, 3) == [
        ("12 Jan", ""),
        ("02 Mar", ""),
        ("20 Apr", ""),
    ]


def test_in_a_shorter_term_it_is_the_last_such_day() -> None:
    assert said(date(2027, 2, 9), Rhythm.TERMLY, 2)[1] == ("23 Mar", "")


def test_where_the_terms_that_are_known_end_so_does_the_list() -> None:
    assert len(said(date(2027, 1, 12), Rhythm.TERMLY, 9)) == 3


def test_the_list_does_not_close_with_days_left_out() -> None:
    assert said(date(2027, 3, 23), Rhythm.WEEKLY, 1) == [("23 Mar", "")]


def test_without_any_terms_weeks_are_counted_on() -> None:
    SchoolTerm.objects.all().delete()
    assert len(said(date(2027, 3, 16), Rhythm.WEEKLY, 20)) >= 20
    assert said(date(2027, 3, 16), Rhythm.TERMLY, 5) == [("16 Mar", "")]
