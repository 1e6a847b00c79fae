"""The sheet of an invoice shows its reminders, and finance pauses them for a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from bookings.finance.models import Document, PaymentReminder, ReminderPause
from portal.base import clock
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.finance import DELEGATED, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def signed_in(client: Client, group: str = "Finance") -> Client:
    sign_in(client, UserFactory(groups=[group]))
    return client


def sheet(client: Client, document: Document) -> str:
    response: Any = client.get(reverse("invoices:inspect", args=[document.pk]))
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_the_sheet_says_when_the_next_reminder_goes_out(client: Client) -> None:
    document = make_document()
    day = clock.say_date(clock.today() + timedelta(days=31))
    assert f"Next on {day}, unless it is paid" in sheet(signed_in(client), document)


def test_the_sheet_says_which_reminders_went_out(client: Client) -> None:
    document = make_document()
    for days, letters in ((1, 2), (14, 0)):
        PaymentReminder.objects.create(
            document=document, after_days=days, pence=45_000, letters=letters, at=clock.now()
        )
    said = sheet(signed_in(client), document)
    assert "1 day after it was to be paid, £450, to 2 people" in said
    assert "14 days after it was to be paid, £450, to nobody" in said


def test_a_recharge_has_no_reminders(client: Client) -> None:
    document = make_document(order=DELEGATED)
    assert "Reminders" not in sheet(signed_in(client), document).split("In the ledger")[0][-400:]
    address = reverse("invoices:pause", args=[document.pk])
    assert client.get(address).status_code == 404


def test_finance_pauses_reminders_for_a_reason_and_lets_them_go_on(client: Client) -> None:
    document = make_document()
    signed_in(client)
    address = reverse("invoices:pause", args=[document.pk])
    assert client.get(address).status_code == 200
    for given in ("", "two\nlines", "x" * 301):
        assert client.post(address, {"reason": given}).status_code == 200
        assert not ReminderPause.objects.exists()
    assert client.post(address, {"reason": "The school disputes it"}).status_code == 302
    assert "The school disputes it" in sheet(client, document)
    again = client.post(address, {"reason": "Again"})
    assert "A colleague has paused its reminders already" in again.content.decode()
    resume = reverse("invoices:resume", args=[document.pk])
    for words in ("go on", "were not paused"):
        assert words in client.post(resume, follow=True).content.decode()
    assert not ReminderPause.objects.get().lasts


def test_an_auditor_reads_why_and_changes_nothing(client: Client) -> None:
    document = make_document()
    ReminderPause.objects.create(document=document, reason="Disputed", paused_at=clock.now())
    signed_in(client, "Auditors")
    said = sheet(client, document)
    assert "Disputed" in said
    assert "Let reminders go on" not in said
    client.post(reverse("invoices:resume", args=[document.pk]))
    client.post(reverse("invoices:pause", args=[document.pk]), {"reason": "x"})
    assert ReminderPause.objects.get().lasts


@pytest.mark.parametrize("days", ["0", "14, 1", "1, 1", "1,,2", "one", "1, 366", "1.5", "-1", "²", "1,"])
def test_days_that_are_none_are_told_by_their_field(client: Client, days: str) -> None:
    issuer = make_document().account.issuer
    signed_in(client)
    response = client.post(reverse("issuers:edit", args=[issuer.pk]), {"remind_after": days})
    assert "Write whole days from 1 to 365" in response.content.decode()
