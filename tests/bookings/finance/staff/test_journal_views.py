"""Finance makes journals of recharges and says what became of them; auditors read, and change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from bookings.finance.journals.models import JournalBatch
from bookings.finance.journals.services import make_batch
from bookings.finance.models import Document, Issuer
from portal.base import clock
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.finance import DELEGATED, balance, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.fixture
def document() -> Document:
    made = make_document(order=DELEGATED)
    Issuer.objects.update(income_code="I72-4410")
    return made


@pytest.fixture
def finance(client: Client) -> Client:
    sign_in(client, UserFactory(groups=["Finance"]))
    return client


def address(name: str, batch: JournalBatch) -> str:
    return reverse(f"journals:{name}", args=[batch.pk])


def test_recharges_become_a_journal_that_is_posted_and_taken_back(
    finance: Client, document: Document
) -> None:
    make = reverse("journals:make")
    assert document.number in text_of(finance.get(make))
    said = text_of(finance.post(make, {"issuer": document.account.issuer_id}, follow=True))
    batch = JournalBatch.objects.get()
    assert f"{batch.number} is made" in said
    assert "To post" in said
    assert "Every recharge is in a journal already" in text_of(finance.get(make))
    file = finance.get(address("file", batch))
    assert file.headers["Content-Disposition"] == f'attachment; filename="{batch.number}.csv"'

    given = {"reference": "JV-1", "day": clock.today().isoformat()}
    said = text_of(finance.post(address("post", batch), given, follow=True))
    assert "its recharges are settled" in said
    assert "JV-1" in said
    assert balance(document.account) == 0
    assert "said already" in text_of(finance.post(address("post", batch), given))
    assert "takes KCC-JNL-000001 back" in text_of(finance.post(address("reverse", batch), follow=True))
    assert "reversed already" in text_of(finance.post(address("reverse", batch), follow=True))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reference": "", "day": "2026-01-01"}, "Enter"),
        ({"reference": "JV\n1", "day": "2026-01-01"}, "line"),
        ({"reference": "JV-1", "day": "2999-01-01"}, "Choose today or an earlier day"),
        ({"reference": "JV-1", "day": "never"}, "valid date"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_booked(
    finance: Client, document: Document, given: dict[str, str], said: str
) -> None:
    batch = make_batch(issuer_id=document.account.issuer_id, by_id=None)
    assert said in text_of(finance.post(address("post", batch), given))
    assert JournalBatch.objects.get().waits


def test_a_journal_that_was_never_posted_is_withdrawn_for_a_reason(
    finance: Client, document: Document
) -> None:
    batch = make_batch(issuer_id=document.account.issuer_id, by_id=None)
    assert finance.post(address("withdraw", batch), {"reason": ""}).status_code == 200
    said = text_of(finance.post(address("withdraw", batch), {"reason": "Wrong code"}, follow=True))
    assert "Withdrawn" in said
    assert "Wrong code" in said
    assert document.number in text_of(finance.get(reverse("journals:make")))


def test_without_an_income_code_it_says_where_to_enter_one(finance: Client, document: Document) -> None:
    Issuer.objects.update(income_code="")
    said = text_of(finance.post(reverse("journals:make"), {"issuer": document.account.issuer_id}))
    assert "Enter it under Issuers" in said


def test_an_auditor_reads_journals_and_changes_nothing(client: Client, document: Document) -> None:
    batch = make_batch(issuer_id=document.account.issuer_id, by_id=None)
    sign_in(client, UserFactory(groups=["Auditors"]))
    assert batch.number in text_of(client.get(reverse("journals:index")))
    said = text_of(client.get(address("inspect", batch)))
    assert document.number in said
    assert "Mark as posted" not in said
    assert client.get(address("file", batch)).status_code == 200
    client.post(address("post", batch), {"reference": "JV-1", "day": clock.today().isoformat()})
    client.post(address("withdraw", batch), {"reason": "x"})
    client.post(address("reverse", batch))
    assert JournalBatch.objects.get().waits
