"""Finance and auditors read who owes what, and a download adds up to what the screen says."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bookings.finance.choices import EntryKind
from bookings.finance.ledger.services import post
from bookings.finance.models import Ledger
from portal.base import clock
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.finance import make_account, make_document, training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.fixture(params=["Finance", "Auditors"])
def reader(client: Client, request: pytest.FixtureRequest) -> Client:
    sign_in(client, UserFactory(groups=[request.param]))
    return client


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def rows_of(response: Any) -> list[list[str]]:
    content = b"".join(response) if response.streaming else response.content
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


def some_debt() -> None:
    document = make_document(make_account(name=FORMULA))
    make_document(document.account, training(1_050))
    with transaction.atomic():
        post(
            account=document.account, kind=EntryKind.BACS, pence=-700, occurred_on=clock.today(),
            source="bank", external_id="1:rest",
        )  # fmt: skip


def test_without_debts_it_says_so(reader: Client) -> None:
    assert "Nobody owed anything then" in text_of(reader.get(reverse("aged_debt:index")))


def test_each_account_stands_with_its_columns_and_balance(reader: Client) -> None:
    some_debt()
    said = text_of(reader.get(reverse("aged_debt:index")))
    assert "£453.50 owed in all" in said
    assert "as the ledger itself adds it up" in said
    assert "£460.50 – – – – – −£7 £453.50" in said


@pytest.mark.parametrize(
    "asked", ["on=2999-01-01", "on=never", "on=0001-01-01", "issuer=987654", "district=x"]
)
def test_a_wrong_question_is_told_by_its_field(reader: Client, asked: str) -> None:
    some_debt()
    for export in ("", "&export=csv"):
        response = reader.get(f"{reverse('aged_debt:index')}?{asked}{export}")
        page = BeautifulSoup(response.content, "html.parser")
        assert page.select(".error-message, .w-field__errors li")
        assert page.select_one("table.listing") is None


def test_a_download_adds_up_to_its_control_totals_and_the_ledger(reader: Client) -> None:
    some_debt()
    headings, *rows = rows_of(reader.get(f"{reverse('aged_debt:index')}?export=csv"))
    listed = [row for row in rows if row[0] != "Control"]
    control = {row[1]: row[2] for row in rows if row[0] == "Control"}
    assert listed[0][0] == f"'{FORMULA}"
    assert control.pop("Rows") == str(len(listed)) == "1"
    for number, name in enumerate(headings[3:], start=3):
        assert Decimal(control[f"Sum of “{name}”"]) == sum(Decimal(row[number]) for row in listed), name
    assert (
        control["Sum of “Balance”"] == control["Sum of “Balance, as the ledger adds it up”"] == "453.50"
    )
    ledger = Ledger.objects.get()
    assert control[f"Last entry of {ledger.issuer}"] == str(ledger.length)
    assert control[f"Its hash in the ledger of {ledger.issuer}"] == ledger.head


def test_income_by_district_is_read_and_its_download_adds_up(reader: Client) -> None:
    assert "Nothing was booked" in text_of(reader.get(reverse("district_income:index")))
    some_debt()
    said = text_of(reader.get(f"{reverse('district_income:index')}?year=none"))
    assert "do not come to the same" not in said
    assert "£460.50" in said
    _headings, *rows = rows_of(reader.get(f"{reverse('district_income:index')}?export=csv"))
    control = {row[1]: row[2] for row in rows if row[0] == "Control"}
    services = [row for row in rows if row[0] == "Service"]
    districts = [row for row in rows if row[0] == "District"]
    assert Decimal(control["Sum of “With VAT”"]) == sum(Decimal(row[5]) for row in services)
    owed = sum(Decimal(row[8]) for row in districts)
    assert Decimal(control["Sum of “Accounts: Owed after”"]) == owed == Decimal("453.50")
    assert control["Sum of “Owed after, as the ledger adds it up”"] == "453.50"
    assert control["Rows"] == str(len(services) + len(districts))
