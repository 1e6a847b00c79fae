"""Finance pays back what is in credit, a colleague decides, and what needs a person is ticked off."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.finance.cards.learning import look_again
from bookings.finance.cards.models import CardRefund, CardTask, PaymentAttempt
from bookings.finance.models import Document
from bookings.finance.services.issuing import credit
from portal.accounts.models import User
from portal.base import clock
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cards import CardDesk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

State = CardRefund.State


def paid_and_credited(desk: CardDesk, pence: int) -> Document:
    invoice = desk.invoice()
    look_again(desk.paid(invoice), how=PaymentAttempt.How.POLL)
    line = invoice.lines.get()
    credit(document=invoice, net_pence={line.pk: pence}, reason="Half a day", actor_id=None)
    return invoice


@pytest.fixture
def finance(client: Client) -> User:
    """Somebody of finance, signed in."""
    user: User = UserFactory(groups=["Finance"])
    sign_in(client, user)
    return user


def test_what_is_in_credit_is_paid_back_from_the_page_of_the_invoice(
    desk: CardDesk, client: Client, finance: User
) -> None:
    invoice = paid_and_credited(desk, 5_000)
    sheet = client.get(reverse("invoices:inspect", args=[invoice.pk])).content.decode()
    assert "Pay £50 back to the card" in sheet
    answer = client.post(
        reverse("card_refunds:issue", args=[invoice.pk]),
        {"pounds": "50.00", "reason": "Half a day", "seen_pence": 5_000},
        follow=True,
    )
    assert "£50 goes back to the card in the next minutes." in answer.content.decode()
    assert CardRefund.objects.get().state == State.SENDING


@pytest.mark.parametrize(
    ("pounds", "said"), [("50.01", "Only £50"), ("0", "0.01"), ("", "Enter"), ("NaN", "Enter")]
)
def test_a_sum_that_cannot_be_paid_back_is_said_to_be_none(
    desk: CardDesk, client: Client, finance: User, pounds: str, said: str
) -> None:
    invoice = paid_and_credited(desk, 5_000)
    given = {"pounds": pounds, "reason": "Half a day", "seen_pence": 5_000}
    page = client.post(reverse("card_refunds:issue", args=[invoice.pk]), given).content.decode()
    assert said in page
    assert not CardRefund.objects.exists()


def test_who_looked_before_a_colleague_is_told_the_new_sum(
    desk: CardDesk, client: Client, finance: User
) -> None:
    invoice = paid_and_credited(desk, 5_000)
    address = reverse("card_refunds:issue", args=[invoice.pk])
    given = {"pounds": "10.00", "reason": "Half a day", "seen_pence": 5_000}
    client.post(address, given)
    assert "£40 can be paid back now" in client.post(address, given).content.decode()


def test_a_large_sum_waits_for_a_colleague_who_decides(
    desk: CardDesk, client: Client, finance: User
) -> None:
    invoice = paid_and_credited(desk, 20_000)
    given = {"pounds": "200.00", "reason": "Half a day", "seen_pence": 20_000}
    client.post(reverse("card_refunds:issue", args=[invoice.pk]), given)
    refund = CardRefund.objects.get()
    decide = reverse("card_refunds:decide", args=[refund.pk])
    assert (
        "somebody else has to approve" in client.post(decide, {"decision": "approve"}).content.decode()
    )
    sign_in(client, UserFactory(groups=["Finance"]))
    assert "Half a day" in client.get(decide).content.decode()
    assert "Approved" in client.post(decide, {"decision": "approve"}, follow=True).content.decode()
    refund.refresh_from_db()
    assert refund.state == State.SENDING


def test_an_invoice_with_nothing_in_credit_leads_back(
    desk: CardDesk, client: Client, finance: User
) -> None:
    invoice = desk.invoice()
    answer = client.get(reverse("card_refunds:issue", args=[invoice.pk]), follow=True)
    assert "credit the invoice first" in answer.content.decode()


def test_what_was_looked_at_is_ticked_off_by_name(desk: CardDesk, client: Client, finance: User) -> None:
    task = CardTask.objects.create(key="1", text="Look at it", opened_at=clock.now())
    client.post(reverse("card_tasks:done", args=[task.pk]))
    task.refresh_from_db()
    assert task.done_by_id == finance.pk
    assert finance.name in client.get(reverse("card_tasks:inspect", args=[task.pk])).content.decode()


def test_tests_are_listed_only_where_no_money_moves(
    desk: CardDesk, client: Client, finance: User, settings: Any
) -> None:
    invoice = desk.invoice()
    address = reverse("invoices:index")
    assert invoice.number in client.get(address).content.decode()
    settings.CARD_TEST = False
    assert invoice.number not in client.get(address).content.decode()
