"""What of a search is counted at all, and what of it may be kept in clear."""

from __future__ import annotations

import pytest

from search.log.wording import countable, first_names, nameless

KNOWN = set("autism help will with hope my son at school the reading teacher for and is called".split())  # noqa: SIM905


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("Autism  in GIRLS", "autism in girls"),
        ("year 6 phonics", "year 6 phonics"),
        ("KS2 reading, 9 year old", "ks2 reading 9 year old"),
        ("email jo.bloggs@school.example about dyslexia", "email about dyslexia"),
        ("jo.bloggs @ school.example dyslexia", "dyslexia"),
        ("www.example.org/a?b=1 autism", "autism"),
        ("facebook.com/jo.bloggs autism", "autism"),
        ("autism parents.co.uk?id=x", "autism"),
        ("ct9 1aa autism", "autism"),
        ("CT91AA autism", "autism"),
        ("12 High Street Margate", "margate"),
        ("flat 4, 103a Acacia Avenue, Deal", "flat deal"),
        ("call 01843 555123 or 07700900123", "call or"),
        ("call ٠٧٧٠٠٩٠٠١٢٣ or ०७७००", "call or"),
        ("born 12/03/2017", "born"),
        ("UPN A123456789012", "upn"),
        ("007", ""),
        ("", ""),
        ("don’t talk", "don't talk"),
        ("a" * 121, ""),
        ("<script>alert(1)</script>", ""),
        ("\x00\u202eautism\u200b", "autism"),
    ],
)
def test_numbers_and_addresses_are_never_counted(typed: str, counted: str) -> None:
    assert countable(typed) == counted


@pytest.mark.parametrize(
    ("wording", "kept"),
    [
        ("autism help for jayden", "autism help for …"),
        ("jayden smithson autism", "… autism"),
        ("my son jayden's reading", "my son … reading"),
        ("mrs okonkwo teacher", "mrs … teacher"),
        ("my son is called hope", "my son is called …"),
        ("hope will help", "hope will help"),
        ("bloggs school", "… school"),
        ("fasd", "fasd"),
        ("jayden smithson", ""),
    ],
)
def test_a_name_is_left_out_before_a_wording_is_kept(wording: str, kept: str) -> None:
    assert nameless(wording, known=KNOWN, names={"bloggs"}) == kept


def test_the_list_of_first_names_is_read_without_its_heading() -> None:
    assert {"jayden", "olivia", "mohammed"} <= first_names()
    assert not {"#", "first", "names"} & first_names()
