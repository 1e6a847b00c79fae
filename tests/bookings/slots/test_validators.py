"""Words about a question point to no pupil."""

from __future__ import annotations

import pytest
import time_machine
from django.core.exceptions import ValidationError

from bookings.slots.validators import validate_no_pupil


@pytest.mark.parametrize(
    "words",
    [
        "A pupil, 12/03/2015, cannot write",
        "A pupil (12.3.15) cannot write",
        "A pupil born 3rd March 2018 cannot write",
        "A pupil born on 3 May 18",
        "March 3, 2018 is when",
        "2018-03-12",
        "DOB 4/5",
        "d.o.b. in May",
        "date of birth: 4 May",
        "A123456789012 cannot write",
        "UPN a 1234 5678 9012",
        "Z12345678901A",
    ],
)
@time_machine.travel("2026-11-30 09:00", tick=False)
def test_what_points_to_a_pupil_is_refused(words: str) -> None:
    with pytest.raises(ValidationError):
        validate_no_pupil(words)


@pytest.mark.parametrize(
    "words",
    [
        "Two pupils in Year 3 cannot start writing by themselves.",
        "Since 12/09/2026 she shouts out; we met on 3 November 2026.",
        "We use the 2015 Code of Practice and 1/2 of a lesson",
        "Ring 01843 123456 about 12 pupils, 30/40 reading age 7.5",
        "A dobbin was born",
        "In May 10 pupils of class A1 read 1234567890123 words",
        "",
    ],
)
@time_machine.travel("2026-11-30 09:00", tick=False)
def test_what_only_tells_of_the_question_is_let_through(words: str) -> None:
    validate_no_pupil(words)
