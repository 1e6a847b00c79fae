"""Paying back to a card what a school has in credit: asked for by one person, above a limit approved by another."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from bookings.finance.cards.booking import left_of
from bookings.finance.cards.current import gateway
from bookings.finance.cards.gateway import CardRefused
from bookings.finance.cards.learning import look_again
from bookings.finance.cards.models import AttemptPart, CardRefund, PaymentAttempt
from bookings.finance.cards.tasks import note_task
from bookings.finance.errors import NotRefunded
from bookings.finance.issuers.models import Account
from bookings.finance.models import Document
from portal.base import clock
from portal.base.money import say_pounds
from portal.outbox.services import enqueue

SENDING = "card-refund"
State = CardRefund.State


def refundable(document: Document) -> tuple[PaymentAttempt | None, int]:
    """By which payment, and how much of it, can be paid back now: no more than the invoice has in credit,
    than is left of what was paid, and than nobody else has asked for."""
    parts = AttemptPart.objects.filter(document=document, attempt__state=PaymentAttempt.State.PAID)
    for part in parts.select_related("attempt", "document").order_by("-attempt__paid_at", "-pk"):
        left = _left(part)
        if left > 0 and part.attempt.test == settings.CARD_TEST:
            return part.attempt, left
    return None, 0


def _left(part: AttemptPart, *, but: CardRefund | None = None) -> int:
    """What of a payment can go back for an invoice now, ``but`` one refund that is asked for already."""
    held = Document.objects.with_outstanding().get(pk=part.document_id)
    in_credit = -int(held.outstanding_pence)  # type: ignore[attr-defined]
    asked_for = CardRefund.objects.filter(
        document=part.document_id, state__in=(State.WAITING, State.SENDING)
    )
    if but is not None:
        asked_for = asked_for.exclude(pk=but.pk)
    mine = _sum(asked_for.filter(attempt=part.attempt_id))
    return min(left_of(part.attempt, part) - mine, in_credit - _sum(asked_for))


def _left_for(refund: CardRefund) -> int:
    """What can go back of what a refund is for: somebody may have paid it back in Stripe's dashboard since."""
    parts = AttemptPart.objects.select_related("attempt", "document")
    return _left(parts.get(attempt=refund.attempt_id, document=refund.document_id), but=refund)


def _sum(refunds: QuerySet[CardRefund]) -> int:
    return int(refunds.aggregate(pence=Coalesce(Sum("pence"), 0))["pence"])


@transaction.atomic
def ask_refund(
    *, document: Document, pence: int, seen_pence: int, reason: str, by_id: int
) -> CardRefund:
    """Asks to pay back ``pence``; up to the limit it goes at once.

    ``seen_pence`` is what could be paid back when the form was shown. Raises ``NotRefunded`` if that has
    changed since, and for more than there is.
    """
    _hold(document.account_id)
    attempt, left = refundable(document)
    if attempt is None or left != seen_pence:
        raise NotRefunded(
            f"This has changed since you looked: {say_pounds(left)} can be paid back now. Look again."
        )
    if not 1 <= pence <= left:
        raise NotRefunded(f"Between 1p and {say_pounds(left)} can be paid back.")
    if not reason.strip():
        raise NotRefunded("Say why it is paid back.")
    # All that one person alone has given back of it: many small sums are not a way round the second person.
    unseen = CardRefund.objects.filter(
        document=document, external=False, decided_by_id=None, state__in=CardRefund.TAKEN
    )
    alone = pence + _sum(unseen) <= settings.CARD_REFUND_ALONE_PENCE
    refund: CardRefund = CardRefund.objects.create(
        attempt=attempt,
        document=document,
        pence=pence,
        state=State.SENDING if alone else State.WAITING,
        reason=reason.strip()[:300],
        requested_at=clock.now(),
        requested_by_id=by_id,
    )
    if alone:
        enqueue(kind=SENDING, key=str(refund.pk))
    return refund


@transaction.atomic
def decide_refund(*, refund_id: int, approve: bool, by_id: int) -> CardRefund:
    """Approves a refund, which then goes, or refuses it.

    Raises ``NotRefunded`` if whoever asked for it approves, and if it is decided already.
    """
    account = CardRefund.objects.values_list("attempt__account", flat=True).get(pk=refund_id)
    _hold(account)
    refund = CardRefund.objects.select_for_update().get(pk=refund_id)
    if refund.state != State.WAITING:
        raise NotRefunded("A colleague has decided about this already.")
    if approve and refund.requested_by_id == by_id:
        raise NotRefunded("You asked for it, so somebody else has to approve it.")
    if approve and refund.pence > (left := _left_for(refund)):
        raise NotRefunded(
            f"Only {say_pounds(max(left, 0))} can be paid back now. Refuse it, and ask for what is left."
        )
    refund.state = State.SENDING if approve else State.REFUSED
    refund.decided_at, refund.decided_by_id = clock.now(), by_id
    refund.save()
    if approve:
        enqueue(kind=SENDING, key=str(refund.pk))
    return refund


def _hold(account_id: int) -> None:
    Account.objects.select_for_update(no_key=True).get(pk=account_id)


def send_refund(key: str) -> None:
    """The outbox's handler: has Stripe pay it back, once, and learns what came of it. Raises ``CardUnreachable``."""
    refund = CardRefund.objects.select_related("attempt").get(pk=int(key))
    asked = gateway()
    if refund.state != State.SENDING or asked is None:
        return
    # Stripe forgets keys after a day: what it did on an earlier try is found by what the refund says of itself.
    look_again(refund.attempt, how=PaymentAttempt.How.POLL)
    refund.refresh_from_db()
    if refund.state != State.SENDING:
        return
    if refund.pence > _left_for(refund):
        _refused(refund, "less is in credit now")
        return
    try:
        asked.refund(payment_id=f"{refund.attempt.payment_id}", pence=refund.pence, key=str(refund.uid))
    except CardRefused as refusal:
        _refused(refund, str(refusal))
        return
    look_again(refund.attempt, how=PaymentAttempt.How.POLL)


@transaction.atomic
def _refused(refund: CardRefund, reason: str) -> None:
    CardRefund.objects.filter(pk=refund.pk, state=State.SENDING).update(state=State.FAILED)
    note_task(
        f"refund-refused:{refund.pk}",
        refund.attempt,
        f"Stripe does not pay back {say_pounds(refund.pence)} ({reason}). Look at the payment in its dashboard.",
    )
