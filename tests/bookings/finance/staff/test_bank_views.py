"""Finance loads a statement, allocates what was not certain, and sets aside what is not for an invoice."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bookings.finance.bank.models import BankLine
from bookings.finance.models import Document, Issuer
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.finance import make_document, training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def finance(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Finance"]))


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def load(client: Client, issuer: Issuer, content: bytes, name: str = "march.csv") -> Any:
    given = {"issuer": issuer.pk, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("payments:load"), given, follow=True)


def test_a_statement_is_loaded_and_what_was_certain_is_settled(client: Client) -> None:
    document = make_document()
    finance(client)
    rows = [f"09/03/2026,450.00,{document.number},OAKFIELD", "09/03/2026,5,tea,X", "bad,1,a,b"]
    lines = "\n".join(["Date,Amount,Reference,Payer", *rows])
    said = text_of(load(client, document.account.issuer, lines.encode()))
    assert "2 new payments, 1 matched by itself" in said
    assert "1 lines could not be read and were left out: 4" in said
    assert "It names no invoice" in said
    assert "Outstanding £0" in text_of(client.get(reverse("invoices:inspect", args=[document.pk])))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n", b"\xff\xfe\x00"])
def test_what_is_no_statement_is_told_by_the_field(client: Client, content: bytes) -> None:
    document = make_document()
    finance(client)
    response = load(client, document.account.issuer, content)
    assert response.status_code == 200
    assert BeautifulSoup(response.content, "html.parser").select(".error-message, .w-field__errors")
    assert not BankLine.objects.exists()


def waiting(client: Client, document: Document) -> BankLine:
    load(
        client, document.account.issuer, b"Date,Amount,Reference,Payer\n09/03/2026,480,lunch,OAKFIELD\n"
    )
    return BankLine.objects.get()


def test_a_payment_is_given_to_the_invoices_of_the_school_that_is_found(client: Client) -> None:
    first = make_document()
    second = make_document(first.account, training(3_000))
    finance(client)
    line = waiting(client, first)
    school = first.account.school.name
    found = client.get(reverse("payments:inspect", args=[line.pk]), {"school": school[:6]})
    address = reverse("payments:allocate", args=[line.pk, first.account_id])
    assert address in found.content.decode()
    page = BeautifulSoup(client.get(address).content, "html.parser")
    offered = [page.select_one(f"input[name=invoice-{one.pk}]") for one in (first, second)]
    assert [field["value"] for field in offered if field is not None] == ["450.00", "30.00"]
    response = client.post(
        address, {f"invoice-{first.pk}": "450", f"invoice-{second.pk}": "30"}, follow=True
    )
    assert "The payment is allocated" in text_of(response)
    assert first.number in text_of(response)
    assert "already" in text_of(client.post(address, {f"invoice-{first.pk}": "0"}))


@pytest.mark.parametrize(
    ("pounds", "said"),
    [("451", "Only £450 is left to pay"), ("400", "£80 of the payment is left"), ("x", "number")],
)
def test_a_mistake_in_allocating_is_told(client: Client, pounds: str, said: str) -> None:
    document = make_document()
    finance(client)
    line = waiting(client, document)
    address = reverse("payments:allocate", args=[line.pk, document.account_id])
    assert said in text_of(client.post(address, {f"invoice-{document.pk}": pounds}))
    line.refresh_from_db()
    assert line.state == BankLine.State.OPEN


def test_a_payment_is_set_aside_with_a_reason(client: Client) -> None:
    document = make_document()
    finance(client)
    line = waiting(client, document)
    address = reverse("payments:aside", args=[line.pk])
    assert client.post(address, {"reason": ""}).status_code == 200
    assert "set aside" in text_of(client.post(address, {"reason": "Rent"}, follow=True))
    assert "already" in text_of(client.post(address, {"reason": "Rent"}, follow=True))


def test_auditors_read_payments_and_decide_nothing(client: Client) -> None:
    document = make_document()
    finance(client)
    line = waiting(client, document)
    sign_in(client, UserFactory(groups=["Auditors"]))
    said = text_of(client.get(reverse("payments:inspect", args=[line.pk])))
    assert "lunch" in said
    assert "Whose payment is it?" not in said
    response = client.post(reverse("payments:aside", args=[line.pk]), {"reason": "Rent"})
    assert response.status_code in (302, 403)
    line.refresh_from_db()
    assert line.state == BankLine.State.OPEN
