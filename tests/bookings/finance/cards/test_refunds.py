"""What is in credit goes back to the card: once, never more, and above a limit not by one person alone."""

from __future__ import annotations

from typing import Any

import pytest

from bookings.finance.cards.learning import look_again
from bookings.finance.cards.models import CardRefund, CardTask, PaymentAttempt
from bookings.finance.cards.refunds import ask_refund, decide_refund, refundable, send_refund
from bookings.finance.errors import NotRefunded
from bookings.finance.models import Document
from bookings.finance.services.issuing import credit
from portal.outbox.services import drain
from tests.factories.cards import CardDesk, booked, owed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

State = CardRefund.State
ANN, BOB = 101, 102


def credited(desk: CardDesk, pence: int) -> Document:
    """An invoice that was paid by card and of which some was credited then."""
    invoice = desk.invoice()
    look_again(desk.paid(invoice), how=PaymentAttempt.How.POLL)
    line = invoice.lines.get()
    credit(document=invoice, net_pence={line.pk: pence}, reason="Came for half a day", actor_id=ANN)
    return invoice


def ask(invoice: Document, pence: int, *, seen: int | None = None, by_id: int = ANN) -> CardRefund:
    shown = refundable(invoice)[1] if seen is None else seen
    return ask_refund(document=invoice, pence=pence, seen_pence=shown, reason="Half a day", by_id=by_id)


def test_a_small_refund_goes_at_once_and_ledger_and_stripe_agree(desk: CardDesk) -> None:
    invoice = credited(desk, 5_000)
    refund = ask(invoice, 5_000)
    assert refund.state == State.SENDING
    drain()
    refund.refresh_from_db()
    [made] = desk.stripe.objects("refund")
    assert (refund.state, refund.refund_id) == (State.SENT, made["id"])
    assert (made["amount"], made["metadata"]) == (5_000, {"refund": str(refund.uid)})
    assert booked(invoice)[2:] == [("credit-note", -5_000), ("refund", 5_000)]
    assert owed(invoice) == 0
    assert not CardTask.objects.exists()
    assert not refund.external


def test_a_large_refund_waits_for_somebody_else(desk: CardDesk) -> None:
    refund = ask(credited(desk, 20_000), 20_000)
    assert refund.state == State.WAITING
    drain()
    assert not desk.stripe.objects("refund")
    with pytest.raises(NotRefunded, match="somebody else has to approve"):
        decide_refund(refund_id=refund.pk, approve=True, by_id=ANN)
    decide_refund(refund_id=refund.pk, approve=True, by_id=BOB)
    drain()
    refund.refresh_from_db()
    assert (refund.state, refund.decided_by_id) == (State.SENT, BOB)
    with pytest.raises(NotRefunded, match="decided about this already"):
        decide_refund(refund_id=refund.pk, approve=False, by_id=BOB)


def test_a_refused_refund_gives_nothing_and_leaves_it_to_be_asked_for_again(desk: CardDesk) -> None:
    invoice = credited(desk, 20_000)
    refund = ask(invoice, 20_000)
    assert refundable(invoice)[1] == 0
    decide_refund(refund_id=refund.pk, approve=False, by_id=BOB)
    drain()
    assert not desk.stripe.objects("refund")
    assert refundable(invoice)[1] == 20_000


def test_who_looked_before_a_colleague_asked_is_told_what_is_left(desk: CardDesk) -> None:
    invoice = credited(desk, 8_000)
    ask(invoice, 5_000, seen=8_000)
    with pytest.raises(NotRefunded, match="£30 can be paid back now"):
        ask(invoice, 5_000, seen=8_000, by_id=BOB)
    assert CardRefund.objects.count() == 1


def test_no_more_goes_back_than_is_in_credit(desk: CardDesk) -> None:
    invoice = credited(desk, 8_000)
    with pytest.raises(NotRefunded, match="Between 1p and £80"):
        ask(invoice, 8_001)
    for pence in (0, -5):
        with pytest.raises(NotRefunded):
            ask(invoice, pence)


def test_what_was_not_paid_by_card_does_not_go_back_to_one(desk: CardDesk) -> None:
    invoice = desk.invoice()
    assert refundable(invoice) == (None, 0)


def test_a_reply_that_was_lost_pays_back_once(desk: CardDesk) -> None:
    refund = ask(credited(desk, 5_000), 5_000)
    desk.stripe.act("fault", call="POST /v1/refunds", kind="lost", times=3)
    drain()
    refund.refresh_from_db()
    assert refund.state == State.SENDING
    send_refund(str(refund.pk))
    refund.refresh_from_db()
    assert (refund.state, len(desk.stripe.objects("refund"))) == (State.SENT, 1)


def test_a_try_long_after_stripe_forgot_the_key_finds_the_refund_by_its_mark(desk: CardDesk) -> None:
    refund = ask(credited(desk, 5_000), 5_000)
    desk.stripe.act("fault", call="POST /v1/refunds", kind="lost", times=3)
    drain()
    desk.stripe.act("clock", seconds=2 * 86_400)
    send_refund(str(refund.pk))
    assert len(desk.stripe.objects("refund")) == 1


def test_what_stripe_refuses_is_left_to_finance(desk: CardDesk) -> None:
    invoice = credited(desk, 5_000)
    refund = ask(invoice, 5_000)
    [intent] = desk.stripe.objects("payment_intent")
    desk.stripe.act("change", id=intent["id"], facts={"status": "canceled"})
    drain()
    refund.refresh_from_db()
    assert (refund.state, owed(invoice)) == (State.FAILED, -5_000)
    assert "does not pay back £50" in CardTask.objects.get().text


def test_the_limit_is_a_setting(desk: CardDesk, settings: Any) -> None:
    settings.CARD_REFUND_ALONE_PENCE = 0
    assert ask(credited(desk, 100), 100).state == State.WAITING


def test_what_was_paid_back_at_stripe_meanwhile_is_not_approved_on_top(desk: CardDesk) -> None:
    invoice = credited(desk, 20_000)
    refund = ask(invoice, 20_000)
    desk.stripe.act("refund", payment_intent=refund.attempt.payment_id, amount=20_000)
    look_again(refund.attempt, how=PaymentAttempt.How.POLL)
    with pytest.raises(NotRefunded, match="Only £0 can be paid back now"):
        decide_refund(refund_id=refund.pk, approve=True, by_id=BOB)
    assert len(desk.stripe.objects("refund")) == 1
    assert owed(invoice) == 0


def test_what_was_paid_back_at_stripe_after_the_approval_is_not_sent_on_top(desk: CardDesk) -> None:
    invoice = credited(desk, 20_000)
    refund = ask(invoice, 20_000)
    decide_refund(refund_id=refund.pk, approve=True, by_id=BOB)
    desk.stripe.act("refund", payment_intent=refund.attempt.payment_id, amount=20_000)
    drain()
    refund.refresh_from_db()
    assert refund.state == State.FAILED
    assert len(desk.stripe.objects("refund")) == 1
    assert CardTask.objects.filter(key=f"refund-refused:{refund.pk}").exists()


def test_many_small_sums_are_no_way_round_the_second_person(desk: CardDesk) -> None:
    invoice = credited(desk, 30_000)
    states = [ask(invoice, 5_000).state for _ in range(3)]
    assert states == [State.SENDING, State.SENDING, State.WAITING]
