"""The one function that makes our books agree with what the gateway says: webhook, page and poller share it.

It may be called any number of times, in any order, by many at once: what is booked is booked once.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from bookings.finance.cards.booking import (
    DISPUTE,
    REFUND,
    book_dispute,
    book_payment,
    book_refund,
    parts_of,
    take_back,
)
from bookings.finance.cards.current import gateway
from bookings.finance.cards.gateway import CardSession, Disputed, Refunded, Stage
from bookings.finance.cards.models import AttemptPart, CardDispute, CardRefund, PaymentAttempt
from bookings.finance.cards.tasks import note_task
from bookings.finance.cards.telling import tell_of_payment
from bookings.finance.issuers.models import Account
from bookings.finance.models import Document
from portal.base import clock
from portal.base.ids import read_uuid
from portal.base.money import say_pounds

State = PaymentAttempt.State
ENDED = {Stage.EXPIRED: State.EXPIRED, Stage.FAILED: State.FAILED}


def look_again(attempt: PaymentAttempt, *, how: PaymentAttempt.How) -> PaymentAttempt:
    """Asks the gateway about an attempt and learns the answer. Raises ``CardError``; never inside a transaction."""
    asked = gateway()
    if asked is None or not attempt.session_id:
        return attempt
    PaymentAttempt.objects.filter(pk=attempt.pk).update(looked_at=clock.now())
    return learn(asked.fetch(attempt.session_id), how=how) or attempt


@transaction.atomic
def learn(found: CardSession, *, how: PaymentAttempt.How) -> PaymentAttempt | None:
    """Takes in what the gateway knows of a payment; None for one that is not ours."""
    attempt = _held(found)
    if attempt is None:
        return None
    if trouble := disagreement(attempt, live=found.live, currency=found.currency, pence=found.pence):
        set_aside(attempt, trouble)
        return attempt
    attempt.session_id = found.session_id
    attempt.payment_id = found.payment_id or attempt.payment_id
    if found.stage == Stage.PAID:
        _paid(attempt, found.paid_at or clock.now(), how)
    elif attempt.state != State.PAID:
        _not_paid(attempt, found)
    attempt.save()
    for refund in found.refunds:
        _refund(attempt, refund)
    for dispute in found.disputes:
        _dispute(attempt, dispute)
    return attempt


def _held(found: CardSession) -> PaymentAttempt | None:
    """The attempt, after its account: in this order everybody who pays an invoice waits for the others."""
    ours = Q(session_id=found.session_id)
    if uid := read_uuid(found.reference):
        ours |= Q(uid=uid)
    known = PaymentAttempt.objects.filter(ours).values_list("pk", "account_id").first()
    if known is None:
        return None
    Account.objects.select_for_update(no_key=True).get(pk=known[1])
    return PaymentAttempt.objects.select_for_update().get(pk=known[0])


def disagreement(attempt: PaymentAttempt, *, live: bool, currency: str, pence: int) -> str:
    """Why a payment is not the one that was asked for; empty if it is."""
    if live == attempt.test:
        return "It moves money where none should, or none where it should."
    if currency.lower() != "gbp":
        return f"It is in {currency.upper()[:8]} and not in pounds."
    if pence != attempt.pence:
        return f"It is about {say_pounds(pence)} and not {say_pounds(attempt.pence)}."
    return ""


def set_aside(attempt: PaymentAttempt, trouble: str) -> None:
    """Credits nothing, frees the invoices, and calls finance."""
    if attempt.state != State.PAID:
        attempt.state = State.HELD
        _close(attempt)
    attempt.trouble = trouble[:300]
    attempt.save()
    note_task(f"held:{attempt.pk}", attempt, f"{trouble} Look at the payment in Stripe’s dashboard.")


def _paid(attempt: PaymentAttempt, at: datetime, how: PaymentAttempt.How) -> None:
    if attempt.state == State.PAID:
        return
    owed = {
        one.pk: int(one.outstanding_pence)  # type: ignore[attr-defined]
        for one in Document.objects.with_outstanding().filter(card_parts__attempt=attempt)
    }
    attempt.state, attempt.paid_at, attempt.how, attempt.trouble = State.PAID, at, how, ""
    book_payment(attempt, at=at)
    _close(attempt)
    for part in parts_of(attempt):
        if part.pence > owed[part.document_id]:
            over = say_pounds(part.pence - max(owed[part.document_id], 0))
            note_task(
                f"twice:{attempt.pk}:{part.document_id}",
                attempt,
                f"{part.document} was paid already: {over} is in credit. Pay it back to the card, "
                "or agree with the school what it is for.",
            )
    tell_of_payment(attempt)


def _not_paid(attempt: PaymentAttempt, found: CardSession) -> None:
    if found.stage in ENDED:
        attempt.state = ENDED[found.stage]
        _close(attempt)
    elif found.stage == Stage.PROCESSING and attempt.state in PaymentAttempt.LIVE:
        attempt.state = State.PROCESSING
    elif found.stage == Stage.OPEN and attempt.state in PaymentAttempt.LIVE:
        attempt.state, attempt.url = State.OPEN, found.url


def _close(attempt: PaymentAttempt) -> None:
    AttemptPart.objects.filter(attempt=attempt, open=True).update(open=False)


def _refund(attempt: PaymentAttempt, said: Refunded) -> None:
    row = CardRefund.objects.filter(refund_id=said.refund_id).first()
    if row is None and (uid := read_uuid(said.key)):
        row = CardRefund.objects.filter(attempt=attempt, uid=uid).first()
    if row is None:
        row = _external(attempt, said)
    row.refund_id = said.refund_id
    if not said.failed:
        row.state = CardRefund.State.SENT
        row.save()
        book_refund(attempt, refund=row, at=said.at)
    elif row.state != CardRefund.State.FAILED:
        row.state = CardRefund.State.FAILED
        row.save()
        take_back(attempt, source=REFUND, cause=said.refund_id)
        note_task(
            f"refund-failed:{said.refund_id}",
            attempt,
            f"{say_pounds(said.pence)} that was paid back came back to us: the card takes it no more. "
            "Ask the school for another way.",
        )


def _external(attempt: PaymentAttempt, said: Refunded) -> CardRefund:
    note_task(
        f"external:{said.refund_id}",
        attempt,
        f"{say_pounds(said.pence)} was paid back in Stripe’s dashboard. Issue the credit note for it, "
        "or the school owes it again.",
    )
    made: CardRefund = CardRefund.objects.create(
        attempt=attempt,
        pence=said.pence,
        state=CardRefund.State.SENDING,
        external=True,
        refund_id=said.refund_id,
        requested_at=said.at,
    )
    return made


def _dispute(attempt: PaymentAttempt, said: Disputed) -> None:
    row, made = CardDispute.objects.get_or_create(
        dispute_id=said.dispute_id,
        defaults={"attempt": attempt, "pence": said.pence, "opened_at": said.at},
    )
    if made:
        by = f" by {clock.say_moment(said.answer_by)}" if said.answer_by else ""
        words = f"The payer’s bank disputes {say_pounds(said.pence)}: answer in Stripe’s dashboard{by}."
        note_task(f"dispute:{said.dispute_id}", attempt, words)
    if said.taken:
        book_dispute(attempt, dispute_id=said.dispute_id, pence=said.pence, at=said.at)
    elif said.over and take_back(attempt, source=DISPUTE, cause=said.dispute_id):
        words = f"The dispute about {say_pounds(said.pence)} is won: the money is back."
        note_task(f"dispute-won:{said.dispute_id}", attempt, words)
    row.taken, row.over, row.answer_by = said.taken, said.over, said.answer_by
    row.save()
