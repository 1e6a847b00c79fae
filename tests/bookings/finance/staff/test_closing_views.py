"""Finance closes the books of a year after looking at what stands open; afterwards nothing is dated into it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from bookings.finance.models import Closing, Issuer, Ledger
from portal.accounts.models import User
from portal.base import clock
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.finance import make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

CLOSE = "/admin/year-end/close/"


@pytest.fixture
def finance(client: Client) -> User:
    user = UserFactory(groups=["Finance"], name="Asha Example")
    sign_in(client, user)
    return user


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def address(issuer: Issuer, day: object) -> str:
    return f"{CLOSE}?issuer={issuer.pk}&day={day}"


@pytest.mark.usefixtures("finance")
def test_what_stands_open_is_shown_before_anything_happens(client: Client) -> None:
    issuer = make_document().account.issuer
    yesterday = clock.today() - timedelta(days=1)
    assert "Choose whose books are closed" in text_of(client.get(CLOSE))
    said = text_of(client.get(address(issuer, yesterday)))
    assert f"What stands open of {issuer} up to {clock.say_date(yesterday)}" in said
    assert "£0, 0 accounts" in said  # its invoice is of today
    assert not Closing.objects.exists()


@pytest.mark.parametrize("day", ["", "never", "1999-12-31", "2999-03-31", "today"])
@pytest.mark.usefixtures("finance")
def test_a_day_that_is_not_over_cannot_be_chosen(client: Client, day: str) -> None:
    issuer = make_document().account.issuer
    wanted = clock.today().isoformat() if day == "today" else day
    response = client.post(address(issuer, wanted), {"again": wanted})
    assert BeautifulSoup(response.content, "html.parser").select(".error-message, .w-field__errors")
    assert not Closing.objects.exists()


@pytest.mark.usefixtures("finance")
def test_another_day_typed_the_second_time_closes_nothing(client: Client) -> None:
    issuer = make_document().account.issuer
    yesterday = clock.today() - timedelta(days=1)
    for again in ("", "no day", (yesterday - timedelta(days=1)).isoformat()):
        assert client.post(address(issuer, yesterday), {"again": again}).status_code == 200
    assert not Closing.objects.exists()


def test_the_books_are_closed_and_the_list_says_by_whom(client: Client, finance: User) -> None:
    issuer = make_document().account.issuer
    yesterday = clock.today() - timedelta(days=1)
    response = client.post(address(issuer, yesterday), {"again": yesterday.isoformat()}, follow=True)
    assert f"closed up to {clock.say_date(yesterday)}" in text_of(response)
    assert "Asha Example" in text_of(response)
    closing, ledger = Closing.objects.get(), Ledger.objects.get(test=False)
    assert (closing.closed_by_id, closing.through) == (finance.pk, yesterday)
    assert (closing.position, closing.head) == (ledger.length, ledger.head)
    again = client.post(address(issuer, yesterday), {"again": yesterday.isoformat()})
    assert "closed up to" in text_of(again)
    assert Closing.objects.count() == 1


@pytest.mark.parametrize("group", ["Auditors", "Officers"])
def test_nobody_else_closes_them(client: Client, group: str) -> None:
    issuer = make_document().account.issuer
    sign_in(client, UserFactory(groups=[group]))
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    assert client.post(address(issuer, yesterday), {"again": yesterday}).status_code != 200
    assert not Closing.objects.exists()
