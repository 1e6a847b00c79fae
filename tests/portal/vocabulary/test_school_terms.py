"""Terms that staff keep, and what follows from them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.vocabulary.school_terms import (
    SchoolTerm,
    is_holiday,
    school_terms,
    term_after,
    term_from,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SPRING = (date(2027, 1, 6), date(2027, 2, 12))
EASTER = (date(2027, 2, 22), date(2027, 3, 25))


def term(name: str, days: tuple[date, date]) -> SchoolTerm:
    return SchoolTerm.objects.create(name=name, starts_on=days[0], ends_on=days[1])


def test_without_terms_nothing_is_known() -> None:
    assert (school_terms(), term_from(date(2027, 1, 7)), is_holiday(date(2027, 2, 15))) == (
        (),
        None,
        False,
    )


def test_this_term_is_the_one_we_are_in_and_in_a_holiday_the_next() -> None:
    third, fourth = term("Term 3", SPRING), term("Term 4", EASTER)
    assert term_from(date(2027, 2, 12)) == third
    assert term_from(date(2027, 2, 13)) == fourth
    assert term_after(third) == fourth
    assert (term_from(date(2027, 3, 26)), term_after(fourth)) == (None, None)


def test_a_holiday_lies_between_two_known_terms_only() -> None:
    term("Term 3", SPRING)
    term("Term 4", EASTER)
    assert is_holiday(date(2027, 2, 17))
    for day in (date(2027, 2, 12), date(2027, 1, 5), date(2027, 3, 26)):
        assert not is_holiday(day)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((date(2027, 2, 12), date(2027, 3, 1)), "overlap"),
        ((date(2027, 4, 12), date(2028, 5, 28)), "Check the year"),
        ((date(2027, 4, 12), date(2027, 4, 12)), "has to come after the first"),
    ],
)
def test_slips_of_the_pen_are_refused(days: tuple[date, date], words: str) -> None:
    term("Term 3", SPRING)
    with pytest.raises(ValidationError, match=words):
        SchoolTerm(name="Term 4", starts_on=days[0], ends_on=days[1]).full_clean()
