"""The pages on which a school is found."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from portal.vocabulary.models import District
from portal.vocabulary.places import ATTRIBUTION
from portal.vocabulary.services import load_vocabulary
from tests.factories.accounts import SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def thanet() -> District:
    load_vocabulary()
    return District.objects.get(slug="thanet")


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_result_says_where_the_school_is_and_what_can_be_done(
    client: Client, thanet: District
) -> None:
    SchoolFactory(
        name="Sands Primary", kind="Academy", town="Margate", postcode="CT9 1HQ",
        latitude=51.39, longitude=1.38, district=thanet, urn=118234, minimum_age=4, maximum_age=11,
    )  # fmt: skip
    shown = body(client, "/schools/?q=ct9+1hq")
    for words in (
        "1 school or setting", "Sands Primary", "Margate, CT9 1HQ, Thanet district", "miles away",
        "URN 118234", "Courses that schools in Thanet can book", ATTRIBUTION,
    ):  # fmt: skip
        assert words in shown


def test_a_closed_school_leads_on_to_what_took_its_place(client: Client, thanet: District) -> None:
    after = SchoolFactory(name="Sands Academy", district=thanet)
    old = SchoolFactory(
        name="Sands Infants", district=thanet, closed_on=date(2020, 8, 31), successor=after
    )
    shown = body(client, "/schools/?q=sands+infants")
    assert "Closed on Monday 31 August 2020" in shown
    assert "What took its place:" in shown
    assert f"/schools/{after.pk}/" in shown
    assert "Courses that schools" not in shown
    assert "Sands Infants" in body(client, f"/schools/{after.pk}/")
    assert "Sands Academy" in body(client, f"/schools/{old.pk}/")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("q=zzqq", "We did not find it"),
        ("q=SW1A+1AA", "We do not know SW1A 1AA"),
        ("district=atlantis", "atlantis"),
        ("q=sands&page=99", "There is no page"),
        ("q=sands&page=abc", "There is no page"),
        ("q=sandz", "so we looked for “sand”"),
        ("q=" + "x" * 5_000, "at most 200 characters"),
        ("q=%3Cscript%3E", "&lt;script&gt;"),
        ("", "For example"),
    ],
)
def test_what_cannot_be_found_or_understood_is_said(
    client: Client, thanet: District, query: str, words: str
) -> None:
    SchoolFactory(name="Sands Primary", district=thanet)
    assert words in body(client, f"/schools/?{query}")


def test_a_school_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/schools/99999999999999999999/").status_code == 400
    assert client.get("/schools/1/").status_code == 404
    assert client.get(f"/schools/{10**17}/").status_code == 404
    assert client.post("/schools/").status_code == 405


def test_a_school_outside_kent_says_so(client: Client, thanet: District) -> None:
    school = SchoolFactory(name="Far Away", town="Leeds", district=None)
    assert "Leeds, outside Kent" in body(client, "/schools/?q=far+away")
    assert "Outside Kent" in body(client, f"/schools/{school.pk}/")
