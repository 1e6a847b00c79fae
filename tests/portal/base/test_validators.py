"""Addresses and lines that reach mail headers hold nothing that a header could not."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.base.validators import breaks_line, validate_address


@pytest.mark.parametrize(
    "address",
    [
        '"a\x0bBcc:evil.org"@example.org',
        '"asha"@example.org',
        "asha@exa\u2028mple.org",
        "asha@exa\u202emple.org",
        "asha@localhost",
        "asha@[127.0.0.1]",
    ],
)
def test_an_address_that_could_break_a_header_or_reach_no_mailbox_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        validate_address(address)


@pytest.mark.parametrize("address", ["asha.o'kafor+send@oakfield.kent.sch.uk", "siân@école.example"])
def test_peoples_own_addresses_are_taken(address: str) -> None:
    validate_address(address)


@pytest.mark.parametrize("text", ["a\nb", "a\u2028b", "a\u2029b", "a\u202eb", "a\u2066b", "a\x0bb"])
def test_what_breaks_or_turns_a_line_is_known(text: str) -> None:
    assert breaks_line(text)


@pytest.mark.parametrize("text", ["Siân O’Brien-Nguyễn", "محمد", "👩‍🏫"])
def test_names_in_any_script_stay_on_their_line(text: str) -> None:
    assert not breaks_line(text)
