"""What Stripe does not tell is asked for: open payments by the poller, everything else by the sweep."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.finance.cards.due import ask_about_open_payments, read_what_was_missed
from bookings.finance.cards.gateway import CardUnreachable
from bookings.finance.cards.models import CardCursor, CardEvent, CardRefund, PaymentAttempt
from portal.base import clock
from portal.outbox.services import drain
from tests.factories.cards import CardDesk, booked, owed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def grow_old(attempt: PaymentAttempt, minutes: int) -> None:
    then = clock.now() - timedelta(minutes=minutes)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(started_at=then)


def an_hour_ago() -> None:
    then = clock.now() - timedelta(hours=2)
    CardCursor.objects.update_or_create(test=True, defaults={"read_to": then, "read_at": then})


def test_a_payment_that_nobody_told_of_is_found_by_the_poller(desk: CardDesk) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    assert ask_about_open_payments() == 0
    grow_old(attempt, 3)
    assert ask_about_open_payments() == 1
    attempt.refresh_from_db()
    assert (owed(invoice), attempt.how) == (0, PaymentAttempt.How.POLL)
    assert attempt.get_how_display().startswith("Reconciled")


def test_one_payment_is_asked_about_every_ten_minutes(desk: CardDesk) -> None:
    attempt = desk.begin(desk.invoice())
    grow_old(attempt, 3)
    assert [ask_about_open_payments(), ask_about_open_payments()] == [1, 0]
    then = clock.now() - timedelta(minutes=11)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(looked_at=then)
    assert ask_about_open_payments() == 1


def test_a_stripe_that_is_away_is_asked_again_later(desk: CardDesk) -> None:
    attempt = desk.paid(desk.invoice())
    grow_old(attempt, 3)
    desk.stripe.act("fault", call="GET /v1/checkout", kind="500", times=3)
    assert ask_about_open_payments() == 0
    PaymentAttempt.objects.update(looked_at=None)
    assert ask_about_open_payments() == 1


def test_a_payment_that_stripe_does_not_know_keeps_no_other_waiting(desk: CardDesk) -> None:
    invoice = desk.invoice()
    lost, good = desk.begin(desk.invoice()), desk.paid(invoice)
    PaymentAttempt.objects.filter(pk=lost.pk).update(session_id="cs_test_gone")
    grow_old(lost, 9)
    grow_old(good, 3)
    assert ask_about_open_payments() == 2
    assert owed(invoice) == 0


def test_the_sweep_reads_what_was_never_delivered_and_later_deliveries_change_nothing(
    desk: CardDesk, client: Any
) -> None:
    invoice = desk.invoice()
    desk.paid(invoice)
    an_hour_ago()
    assert read_what_was_missed() == 1
    drain()
    assert (owed(invoice), CardEvent.objects.get().swept) == (0, True)
    assert read_what_was_missed() == 0
    assert set(desk.tell(client, types=["checkout.session.completed"])) == {200}
    assert booked(invoice) == [("invoice", 45_000), ("card", -45_000)]


def test_the_sweep_finds_refunds_and_disputes_made_at_stripe(desk: CardDesk) -> None:
    invoice = desk.invoice()
    desk.paid(invoice)
    an_hour_ago()
    read_what_was_missed()
    drain()
    payment = PaymentAttempt.objects.get().payment_id
    desk.stripe.act("refund", payment_intent=payment, amount=1_000)
    desk.stripe.act("dispute", payment_intent=payment)
    an_hour_ago()
    read_what_was_missed()
    drain()
    assert CardRefund.objects.get().external
    assert owed(invoice) == 45_000 + 1_000


def test_a_sweep_that_fails_reads_the_same_again(desk: CardDesk) -> None:
    desk.paid(desk.invoice())
    an_hour_ago()
    before = CardCursor.objects.get().read_to
    desk.stripe.act("fault", call="GET /v1/refunds", kind="500", times=3)
    with pytest.raises(CardUnreachable):
        read_what_was_missed()
    assert CardCursor.objects.get().read_to == before
    assert read_what_was_missed() == 0, "not again at once"
    CardCursor.objects.update(read_at=clock.now() - timedelta(hours=1))
    assert read_what_was_missed() == 1


def test_without_keys_nobody_is_asked(desk: CardDesk, settings: Any) -> None:
    settings.STRIPE_API_KEY = ""
    assert (ask_about_open_payments(), read_what_was_missed()) == (0, 0)
    assert not CardCursor.objects.exists()
