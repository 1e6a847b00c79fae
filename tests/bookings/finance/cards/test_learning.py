"""Whoever tells of a payment, however often and in whatever order: it is booked once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bookings.finance.cards.learning import look_again
from bookings.finance.cards.models import CardDispute, CardRefund, CardTask, PaymentAttempt
from bookings.finance.choices import EntryKind
from bookings.finance.ledger.services import post, verify
from bookings.finance.message_kinds import CARD_PAID
from bookings.finance.models import Ledger, LedgerEntry
from portal.base import clock
from portal.notify.models import Message
from tests.factories.cards import CardDesk, booked, owed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

State, How = PaymentAttempt.State, PaymentAttempt.How
A_DAY = 86_400


def test_a_payment_settles_its_invoice_and_the_receipt_goes_out_once(desk: CardDesk) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    for how in (How.PAGE, How.WEBHOOK, How.POLL):
        look_again(attempt, how=how)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.how) == (State.PAID, How.PAGE)
    assert booked(invoice) == [("invoice", 45_000), ("card", -45_000)]
    assert owed(invoice) == 0
    [receipt] = Message.objects.filter(template_key=CARD_PAID)
    assert (receipt.to, "£450" in receipt.body, invoice.number in receipt.body) == (
        desk.user.email,
        True,
        True,
    )
    entry = LedgerEntry.objects.get(kind=EntryKind.CARD)
    assert (entry.ledger.test, entry.actor_id) == (True, None)
    assert verify(Ledger.objects.get(test=True)).holds


def test_each_invoice_of_a_payment_gets_its_own_part(desk: CardDesk) -> None:
    first, second = desk.invoice(10_000), desk.invoice(2_550)
    look_again(desk.paid(first, second), how=How.POLL)
    assert (owed(first), owed(second)) == (0, 0)
    assert booked(second)[-1] == ("card", -2_550)


def test_an_expired_page_leaves_the_invoice_payable(desk: CardDesk) -> None:
    invoice = desk.invoice()
    attempt = desk.begin(invoice)
    desk.stripe.act("clock", seconds=3_700)
    look_again(attempt, how=How.POLL)
    attempt.refresh_from_db()
    assert (attempt.state, owed(invoice)) == (State.EXPIRED, 45_000)
    assert not attempt.parts.filter(open=True).exists()


def test_what_settles_days_later_is_on_its_way_and_credits_the_day_of_the_money(desk: CardDesk) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice, later=True)
    look_again(attempt, how=How.PAGE)
    attempt.refresh_from_db()
    assert (attempt.state, owed(invoice)) == (State.PROCESSING, 45_000)
    desk.stripe.act("clock", seconds=4 * A_DAY)
    desk.stripe.act("settle", session=attempt.session_id)
    look_again(attempt, how=How.POLL)
    entry = LedgerEntry.objects.get(kind=EntryKind.CARD)
    [moved] = desk.stripe.objects("balance_transaction")
    arrived = datetime.fromtimestamp(moved["created"], UTC)
    assert entry.occurred_on == clock.in_london(arrived).date()
    assert arrived > attempt.started_at + timedelta(days=3)
    assert owed(invoice) == 0


def test_what_fails_to_settle_opens_the_invoice_again(desk: CardDesk) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice, later=True)
    desk.stripe.act("settle", session=attempt.session_id, good=False)
    look_again(attempt, how=How.POLL)
    attempt.refresh_from_db()
    assert (attempt.state, owed(invoice)) == (State.FAILED, 45_000)
    assert desk.begin(invoice).pk != attempt.pk


def test_money_that_arrives_for_a_page_we_gave_up_is_credited(desk: CardDesk) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state=State.FAILED)
    attempt.parts.update(open=False)
    look_again(attempt, how=How.SWEEP)
    assert owed(invoice) == 0


def test_an_invoice_paid_by_bank_and_then_by_card_is_in_credit_and_finance_is_called(
    desk: CardDesk,
) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    post(
        account=desk.account,
        kind=EntryKind.BACS,
        pence=-45_000,
        occurred_on=clock.today(),
        source="bank",
        external_id="1",
        document=invoice,
        test=True,
    )
    look_again(attempt, how=How.WEBHOOK)
    assert owed(invoice) == -45_000
    assert f"{invoice.number} was paid already: £450 is in credit" in CardTask.objects.get().text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"amount_total": 44_999}, "£449.99 and not £450"),
        ({"currency": "eur"}, "EUR"),
        ({"livemode": True}, "moves money"),
    ],
)
def test_a_payment_that_is_not_the_one_asked_for_is_set_aside(
    desk: CardDesk, facts: dict[str, Any], said: str
) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    desk.stripe.act("change", id=attempt.session_id, facts=facts)
    look_again(attempt, how=How.WEBHOOK)
    attempt.refresh_from_db()
    assert (attempt.state, owed(invoice)) == (State.HELD, 45_000)
    assert said in CardTask.objects.get().text


def test_a_refund_made_at_stripe_is_booked_and_asks_for_a_credit_note(desk: CardDesk) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    look_again(attempt, how=How.WEBHOOK)
    attempt.refresh_from_db()
    desk.stripe.act("refund", payment_intent=attempt.payment_id, amount=5_000)
    for _turn in range(2):
        look_again(attempt, how=How.WEBHOOK)
    refund = CardRefund.objects.get()
    assert (refund.external, refund.state, refund.pence) == (True, CardRefund.State.SENT, 5_000)
    assert booked(invoice)[2:] == [("refund", 5_000)]
    assert "Issue the credit note" in CardTask.objects.get().text


def test_a_refund_that_comes_back_is_reversed_and_finance_is_called(desk: CardDesk) -> None:
    first, second = desk.invoice(10_000), desk.invoice(2_550)
    attempt = desk.paid(first, second)
    look_again(attempt, how=How.WEBHOOK)
    attempt.refresh_from_db()
    made = desk.stripe.act("refund", payment_intent=attempt.payment_id, amount=11_000)
    look_again(attempt, how=How.WEBHOOK)
    assert (owed(first), owed(second)) == (10_000, 1_000)
    desk.stripe.act("fail-refund", refund=made["id"])
    for _turn in range(2):
        look_again(attempt, how=How.WEBHOOK)
    assert (owed(first), owed(second)) == (0, 0)
    assert CardRefund.objects.get().state == CardRefund.State.FAILED
    assert CardTask.objects.filter(text__contains="came back to us").count() == 1
    assert verify(Ledger.objects.get(test=True)).holds


@pytest.mark.parametrize(("won", "left"), [(True, 0), (False, 45_000)])
def test_a_dispute_takes_the_money_and_winning_it_brings_it_back(
    desk: CardDesk, won: bool, left: int
) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    look_again(attempt, how=How.WEBHOOK)
    attempt.refresh_from_db()
    made = desk.stripe.act("dispute", payment_intent=attempt.payment_id)
    look_again(attempt, how=How.WEBHOOK)
    assert owed(invoice) == 45_000
    assert "answer in Stripe’s dashboard by" in CardTask.objects.get().text
    desk.stripe.act("close-dispute", dispute=made["id"], won=won)
    for _turn in range(2):
        look_again(attempt, how=How.WEBHOOK)
    assert owed(invoice) == left
    assert CardDispute.objects.get().over


def test_a_bank_that_only_asks_takes_nothing(desk: CardDesk) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    look_again(attempt, how=How.WEBHOOK)
    attempt.refresh_from_db()
    desk.stripe.act("dispute", payment_intent=attempt.payment_id, inquiry=True)
    look_again(attempt, how=How.WEBHOOK)
    assert owed(invoice) == 0
    assert CardTask.objects.exists()
