"""Each download of finance adds up to its own control rows, which name the ledger's last entry and its hash."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from bookings.finance.bank.services import load_statement
from bookings.finance.models import Ledger
from bookings.finance.services.issuing import credit, issue
from portal.base import clock
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.finance import ACADEMY, make_account, make_document, training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

FORMULA = '=HYPERLINK("http://evil.example")'
LISTS = {
    "invoices:index": (["Pounds without vat", "Vat", "Pounds"], "415.00"),
    "ledger:index": (["Pounds"], "405.00"),
    "payments:index": (["Pounds"], "13.00"),
}


@pytest.fixture(autouse=True)
def a_year_of_money(client: Client) -> None:
    """An invoice, one credited in part, a test, a payment that is allocated and one that waits."""
    account = make_account(name=FORMULA)
    document = make_document(account)
    line = document.lines.get().pk
    credit(document=document, net_pence={line: 4_500}, reason="Mistake", actor_id=None)
    small = make_document(account, training(1_000))
    issue(
        account=account, charges=[training(99)], order=ACADEMY, tax_date=clock.today(), actor_id=None,
        test=True,
    )  # fmt: skip
    rows = f"09/03/2026,10.00,{small.number},{FORMULA}\n09/03/2026,3.00,@SUM(A1),X\n"
    text = f"Date,Amount,Reference,Payer\n{rows}".replace(FORMULA, "=1+1")
    load_statement(issuer=account.issuer, file=BytesIO(text.encode()), name="a.csv", by_id=None)
    sign_in(client, UserFactory(groups=["Auditors"]))


def csv_of(client: Client, name: str) -> list[list[str]]:
    response: Any = client.get(f"{reverse(name)}?export=csv")
    return list(csv.reader(b"".join(response).decode("utf-8-sig").splitlines()))


def xlsx_of(client: Client, name: str) -> list[list[Any]]:
    response: Any = client.get(f"{reverse(name)}?export=xlsx")
    sheet = load_workbook(BytesIO(b"".join(response))).active
    assert sheet is not None
    return [["" if cell is None else cell for cell in row] for row in sheet.values]


@pytest.mark.parametrize("read", [csv_of, xlsx_of])
@pytest.mark.parametrize("name", LISTS)
def test_a_download_adds_up_to_its_controls(client: Client, name: str, read: Any) -> None:
    columns, total = LISTS[name]
    headings, *rows = read(client, name)
    listed = [row for row in rows if row[0] != "Control"]
    control = {row[1]: str(row[2]) for row in rows if row[0] == "Control"}
    assert control["Rows"] == str(len(listed))
    assert len(listed) > 1
    for column in columns:
        number = headings.index(column)
        added = sum(Decimal(str(row[number])) for row in listed)
        assert Decimal(control[f"Sum of “{column}”"]) == added, column
    assert Decimal(control["Sum of “Pounds”"]) == Decimal(total)
    ledger = Ledger.objects.get(test=False)
    assert control[f"Last entry of {ledger.issuer}"] == str(ledger.length)
    assert control[f"Its hash in the ledger of {ledger.issuer}"] == ledger.head


@pytest.mark.parametrize("name", LISTS)
def test_no_cell_of_text_runs_as_a_formula(client: Client, name: str) -> None:
    cells = {cell for row in csv_of(client, name) for cell in row if cell.startswith(("=", "@"))}
    assert cells == set()


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_still_has_its_controls(client: Client, name: str) -> None:
    response: Any = client.get(f"{reverse(name)}?export=csv&q=nothingofthisname")
    rows = list(csv.reader(b"".join(response).decode("utf-8-sig").splitlines()))
    assert ["Control", "Rows", "0"] in rows
    assert ["Control", "Sum of “Pounds”", "0.00"] in rows
