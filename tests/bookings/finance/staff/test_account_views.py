"""Finance and auditors read each account's balance and statement; others read none."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory, sign_in
from tests.factories.finance import make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.mark.parametrize("group", ["Finance", "Auditors"])
def test_the_list_says_what_each_owes_and_leads_to_its_statement(client: Client, group: str) -> None:
    document = make_document()
    sign_in(client, UserFactory(groups=[group]))
    listed = client.get(reverse("accounts_of_schools:index"))
    assert "£450" in text_of(listed)
    address = reverse("accounts_of_schools:inspect", args=[document.account_id])
    assert address in listed.content.decode()
    said = text_of(client.get(address))
    assert "Balance before" in said
    assert f"Invoice – VAT exempt {document.number} £450 £450" in said
    response = client.get(f"{address}?export=csv&from=nonsense")
    assert response.headers["Content-Type"].startswith("text/csv")
    assert document.number in response.content.decode()


def test_days_that_are_none_are_told_by_their_field(client: Client) -> None:
    document = make_document()
    sign_in(client, UserFactory(groups=["Auditors"]))
    address = reverse("accounts_of_schools:inspect", args=[document.account_id])
    assert "Enter a real date" in text_of(client.get(address, {"from": "soon"}))


def test_officers_read_no_statements(client: Client) -> None:
    document = make_document()
    sign_in(client, UserFactory(groups=["Officers"]))
    address = reverse("accounts_of_schools:inspect", args=[document.account_id])
    assert client.get(address).status_code != 200
