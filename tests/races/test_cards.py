"""Many who tell of one payment, press one button or ask for one refund at one moment: the money moves once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bookings.finance.cards.checkout import pay
from bookings.finance.cards.gateway import CardSession, Stage
from bookings.finance.cards.learning import learn
from bookings.finance.cards.models import CardEvent, CardRefund, PaymentAttempt
from bookings.finance.cards.refunds import ask_refund, refundable
from bookings.finance.errors import NotRefunded
from bookings.finance.ledger.services import verify
from bookings.finance.message_kinds import CARD_PAID
from bookings.finance.models import Ledger
from bookings.finance.services.issuing import credit
from portal.notify.models import Message
from tests.factories.cards import COMPLETED, CardDesk, booked, deliver, owed
from tests.races.threads import call_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

TOGETHER = 5


@pytest.fixture
def committing(transactional_db: None, desk: CardDesk) -> CardDesk:
    """A desk whose rows other threads see."""
    return desk


def said(attempt: PaymentAttempt) -> CardSession:
    return CardSession(
        session_id=f"{attempt.session_id}",
        stage=Stage.PAID,
        pence=attempt.pence,
        currency="gbp",
        live=False,
        reference=str(attempt.uid),
        payment_id="pi_1",
    )


def errors(answers: list[Any]) -> list[Exception]:
    return [answer for answer in answers if isinstance(answer, Exception)]


def test_a_payment_that_many_learn_of_at_once_is_booked_once(committing: CardDesk) -> None:
    invoice = committing.invoice()
    attempt = committing.begin(invoice)
    tell = [lambda: learn(said(attempt), how=PaymentAttempt.How.PAGE)] * TOGETHER
    assert errors(call_together(*tell)) == []
    assert booked(invoice) == [("invoice", 45_000), ("card", -45_000)]
    assert Message.objects.filter(template_key=CARD_PAID).count() == 1
    assert verify(Ledger.objects.get(test=True)).holds


def test_one_message_that_arrives_five_times_at_once_is_kept_once_and_always_answered_well(
    committing: CardDesk,
) -> None:
    committing.paid(committing.invoice())
    [message] = committing.stripe.signed(types=COMPLETED)
    answers = call_together(*[lambda: deliver(Client(), *message)] * TOGETHER)
    assert answers == [200] * TOGETHER
    assert CardEvent.objects.count() == 1


def test_pay_pressed_many_times_at_once_opens_one_page(committing: CardDesk) -> None:
    invoice = committing.invoice()
    press = [lambda: pay(user=committing.user, uids={invoice.uid})] * TOGETHER
    answers = call_together(*press)
    assert errors(answers) == []
    assert len(set(answers)) == 1
    assert len(committing.stripe.objects("checkout.session")) == 1


def test_of_two_who_pay_back_at_once_the_second_is_told_what_is_left(committing: CardDesk) -> None:
    invoice = committing.invoice()
    learn(said(committing.begin(invoice)), how=PaymentAttempt.How.PAGE)
    line = invoice.lines.get()
    credit(document=invoice, net_pence={line.pk: 9_000}, reason="Half a day", actor_id=None)
    shown = refundable(invoice)[1]

    def ask() -> None:
        ask_refund(document=invoice, pence=9_000, seen_pence=shown, reason="Half a day", by_id=1)

    assert [type(error) for error in errors(call_together(ask, ask))] == [NotRefunded]
    assert CardRefund.objects.get().pence == 9_000
    assert owed(invoice) == -9_000
