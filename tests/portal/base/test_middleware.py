"""Addresses that no page could mean, and pages that belong to one person."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.accounts import PersonFactory, UserFactory, sign_in
from tests.factories.directory import ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/training/?need=%00",
        "/search/?q=%00",
        "/search/?q=%ff%fe",
        "/training/?need=%C3%28",
        "/directory/?q=" + "a" * 9_000,
        "/%00/",
        "/bookings/%ff%fe/",
    ],
)
def test_an_unreadable_address_is_a_bad_request_with_a_page(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code in (400, 404)
    assert b"<h1" in response.content
    assert "script-src" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_cookie_with_nul_is_a_bad_request(client: Client) -> None:
    client.cookies["sessionid"] = "aaaaaaaaaa\x00b"
    assert client.get("/bookings/").status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/bookings/schools/{}/training/", "/bookings/schools/{}/training.csv", "/accounts/schools/{}/"],
)
def test_a_number_longer_than_any_id_is_a_bad_request_for_somebody_signed_in(
    client: Client, address: str
) -> None:
    client.force_login(UserFactory())
    assert client.get(address.format("9" * 19)).status_code == 400
    assert client.get(address.format("9" * 18)).status_code == 404


def test_a_signed_in_persons_pages_stay_out_of_shared_caches(client: Client) -> None:
    client.force_login(UserFactory())
    response = client.get("/")
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def test_a_strangers_page_may_be_cached_by_others(client: Client) -> None:
    response = client.get("/")
    assert "no-store" not in response.get("Cache-Control", "")
    assert not response.cookies


@pytest.mark.parametrize("typed", ['"(', "autism'", "a" + " word" * 600, "title:*"])
@pytest.mark.parametrize("screen", ["pages", "images", "documents"])
def test_staff_may_type_anything_into_wagtails_search_boxes(
    client: Client, screen: str, typed: str
) -> None:
    sign_in(client, UserFactory(groups=["Moderators"]))
    response = client.get(f"/admin/{screen}/", {"q": typed}, follow=True)
    assert response.status_code == 200


def test_a_search_in_the_admin_still_finds(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Moderators"]))
    ResourceFactory(title="Now and next board")
    assert b"Now and next board" in client.get("/admin/resources/", {"q": '"now and next"'}).content


def test_a_name_with_an_apostrophe_is_found_in_the_admin(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Officers"]))
    PersonFactory(name="Siân O'Brien")
    assert "Siân O&#x27;Brien" in client.get("/admin/people/", {"q": "O'Brien"}).content.decode()
