"""Names are one line of words."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.validators import validate_one_line


@pytest.mark.parametrize("name", ["Asha\nOkafor", "Asha\u2028Okafor", "Asha\u202eOkafor"])
def test_a_name_that_breaks_or_turns_its_line_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="one line"):
        validate_one_line(name)


@pytest.mark.parametrize("name", ["\u200b", "\u2060\ufeff", " \u00ad", "–"])
def test_a_name_that_nobody_can_see_or_say_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="letters"):
        validate_one_line(name)


def test_half_a_character_is_refused_as_no_file_or_mail_can_hold_it() -> None:
    with pytest.raises(ValidationError, match="hidden characters"):
        validate_one_line("Asha \ud83d")


def test_a_name_with_a_link_is_refused_so_that_our_mails_carry_no_strangers_links() -> None:
    with pytest.raises(ValidationError, match="web address"):
        validate_one_line("Win a prize https://evil.example")


def test_a_name_in_any_script_is_taken() -> None:
    for name in ("Siân O’Brien-Nguyễn", "李", "محمد", "Siân 🎉"):
        validate_one_line(name)
