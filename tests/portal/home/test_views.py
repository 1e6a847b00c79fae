"""Error pages and health checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory

from portal.home import views

pytestmark = pytest.mark.django_db


def test_a_missing_page_offers_the_search_and_the_four_doors(client: Client) -> None:
    response = client.get("/nothing/here/")
    page = response.content.decode()
    assert response.status_code == 404
    assert 'name="q"' in page
    for door in ("/training/", "/parents/", "/support/"):
        assert f'href="{door}' in page


def test_the_error_page_asks_nothing_of_the_database(
    rf: RequestFactory, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        response = views.server_error(rf.get("/"))
    assert response.status_code == 500
    assert b"<h1" in response.content


ORIGIN = "http://testserver"


def expired(address: str, *, origin: str, **fields: str) -> str:
    """What somebody sees whose form has lost its token."""
    client = Client(enforce_csrf_checks=True, headers={"origin": origin})
    response = client.post(address, fields)
    assert response.status_code == 403
    return response.content.decode()


def test_a_form_that_lost_its_token_can_be_sent_again_as_it_was() -> None:
    page = expired(
        "/bookings/new/?a=1&b=2", origin=ORIGIN, name="Siân “O’Brien”", csrfmiddlewaretoken="x"
    )
    assert 'name="name" value="Siân “O’Brien”"' in page
    assert 'action="/bookings/new/?a=1&amp;b=2"' in page
    assert 'value="x"' not in page


def test_a_form_of_another_site_is_never_offered_to_be_sent() -> None:
    page = expired("/bookings/new/", origin="https://evil.example", name="Siân")
    assert "Siân" not in page
    assert "Reload the page" in page


def test_a_password_is_never_written_back_into_a_page() -> None:
    page = expired("/accounts/login/", origin=ORIGIN, login="a@b.example", password="kent-demo")
    assert "kent-demo" not in page
    assert "Reload the page" in page


def test_live_answers_without_the_database(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}


def test_ready_tells_the_public_no_details(client: Client) -> None:
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {"status": "ready"}


def test_ready_is_503_when_the_database_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(views, "MigrationExecutor", gone)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"status": "not ready"}


def test_ready_is_503_when_the_disk_is_nearly_full(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MINIMUM_FREE_BYTES", 1 << 62)
    assert client.get("/health/ready").status_code == 503


def test_robots_are_kept_out_of_what_is_personal(client: Client) -> None:
    body = client.get("/robots.txt").content.decode()
    assert "Disallow: /bookings/" in body
    assert "Disallow: /accounts/" in body


def test_a_media_address_cannot_climb_out_of_its_folder(client: Client, tmp_path: Path) -> None:
    for address in ("/media/images/../../secret_key", "/media/images/..%2f..%2fsecret_key"):
        assert client.get(address).status_code in (400, 404)
