"""What was issued is looked up, downloaded, exported and credited; auditors read and issue nothing."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from bookings.finance.choices import Service
from bookings.finance.models import Document
from bookings.finance.services.issuing import Charge, credit
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.finance import make_account, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def staff(client: Client, group: str = "Finance") -> None:
    sign_in(client, UserFactory(groups=[group]))


def test_one_document_shows_its_lines_its_entries_and_the_hash_of_its_paper(client: Client) -> None:
    document = make_document()
    staff(client, "Auditors")
    said = text_of(client.get(reverse("invoices:inspect", args=[document.pk])))
    for part in (
        document.number,
        "Calm starts",
        "£450",
        "Exempt from VAT",
        "PO-77",
        document.file.sha256,
    ):
        assert part in said
    assert "Credit some or all" not in said


def test_the_paper_is_the_one_that_was_issued(client: Client) -> None:
    document = make_document()
    staff(client, "Officers")
    response = client.get(reverse("invoices:pdf", args=[document.pk]))
    assert response.content == bytes(document.file.content)
    assert document.number in response.headers["Content-Disposition"]


def test_the_spreadsheet_adds_up_and_holds_no_formula(client: Client) -> None:
    account = make_account(name='=HYPERLINK("http://evil.example")')
    document = make_document(account)
    credit(
        document=document, net_pence={document.lines.get().pk: 5_050}, reason="Mistake", actor_id=None
    )
    staff(client)
    response = client.get(f"{reverse('invoices:index')}?export=csv")
    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = [row for row in csv.DictReader(StringIO(body)) if row["Number"] != "Control"]
    assert [row["Pounds"] for row in rows] == ["-50.50", "450.00"]
    assert all(row["School"].startswith("'=") for row in rows)


def test_part_of_an_invoice_is_credited_with_its_vat(client: Client) -> None:
    document = make_document(make_account(), Charge("Advice", Service.CONSULTANCY, 1, 10_000))
    staff(client)
    address = reverse("invoices:credit", args=[document.pk])
    line = f"line-{document.lines.get().pk}"
    assert "At most £100" in text_of(client.get(address))
    response = client.post(address, {line: "50", "reason": "The afternoon was cancelled"}, follow=True)
    note = Document.objects.get(corrects=document)
    assert (note.net_pence, note.vat_pence) == (5_000, 1_000)
    assert f"{note.number} is issued" in text_of(response)
    assert "Outstanding £60" in text_of(client.get(reverse("invoices:inspect", args=[document.pk])))


@pytest.mark.parametrize(
    ("pounds", "reason", "said"),
    [
        ("100.01", "Mistake", "At most £100 is left"),
        ("", "Mistake", "at least one line"),
        ("0", "Mistake", "at least one line"),
        ("50", "", "Why"),
        ("-1", "Mistake", "greater than or equal to 0"),
        ("1.005", "Mistake", "2 decimal places"),
        ("NaN", "Mistake", "Enter a number"),
        ("1e20", "Mistake", "is left"),
    ],
)
def test_a_mistake_in_crediting_is_told_and_nothing_is_issued(
    client: Client, pounds: str, reason: str, said: str
) -> None:
    document = make_document(make_account(), Charge("Advice", Service.CONSULTANCY, 1, 10_000))
    staff(client)
    given = {f"line-{document.lines.get().pk}": pounds, "reason": reason}
    response = client.post(reverse("invoices:credit", args=[document.pk]), given)
    assert response.status_code == 200
    assert said in text_of(response)
    assert Document.objects.count() == 1


def test_what_is_credited_in_full_and_a_credit_note_cannot_be_credited(client: Client) -> None:
    document = make_document()
    note = credit(
        document=document, net_pence={document.lines.get().pk: 45_000}, reason="Mistake", actor_id=None
    )
    staff(client)
    for one in (document, note):
        response = client.get(reverse("invoices:credit", args=[one.pk]), follow=True)
        assert "Nothing is left of it to credit" in text_of(response)


def test_the_ledger_is_read_and_exported(client: Client) -> None:
    document = make_document()
    staff(client, "Auditors")
    assert document.number in text_of(client.get(reverse("ledger:index")))
    response = client.get(f"{reverse('ledger:index')}?export=csv")
    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    row = next(csv.DictReader(StringIO(body)))
    assert (row["Pounds"], row["Hash"]) == ("450.00", document.entries.get().hash)
