"""What Stripe tells us: kept first, answered, and applied afterwards by asking Stripe what is true."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q

from bookings.finance.cards.current import gateway
from bookings.finance.cards.gateway import Change
from bookings.finance.cards.learning import disagreement, look_again
from bookings.finance.cards.models import CardEvent, PaymentAttempt, RefusedDeliveries
from bookings.finance.cards.tasks import note_task
from portal.base import clock
from portal.base.ids import read_uuid
from portal.outbox.services import enqueue

logger = logging.getLogger(__name__)

APPLYING = "card-event"
State = CardEvent.State


class NotBelieved(Exception):
    """A delivery that Stripe did not sign just now."""


def receive(raw: bytes, header: str) -> None:
    """Keeps what a delivery says, once. Raises ``NotBelieved``, with nothing kept but a count."""
    # Stripe's package is large, and a portal without keys never needs it.
    from bookings.finance.gateways.stripe_events import Unbelievable, read_event

    try:
        change = read_event(raw, header, settings.STRIPE_WEBHOOK_SECRETS)
    except Unbelievable as error:
        count_refused(raw)
        raise NotBelieved from error
    keep(change, sha256=hashlib.sha256(raw).hexdigest())


def count_refused(raw: bytes) -> None:
    """One more that was not believed. Its hash tells two attacks apart and says nothing of what was in it."""
    logger.warning("a card event was refused, sha256 %s", hashlib.sha256(raw).hexdigest())
    with suppress(DatabaseError), transaction.atomic():
        day, _made = RefusedDeliveries.objects.get_or_create(day=clock.today())
        RefusedDeliveries.objects.filter(pk=day.pk).update(number=F("number") + 1)


@transaction.atomic
def keep(change: Change, *, sha256: str = "", swept: bool = False) -> CardEvent | None:
    """Writes down a change and owes its applying; None for one that is known."""
    event, made = CardEvent.objects.get_or_create(
        event_id=change.event_id,
        defaults={
            "kind": change.kind,
            "made_at": change.at,
            "received_at": clock.now(),
            "swept": swept,
            "live": change.live,
            "sha256": sha256,
            "session_id": change.session_id,
            "payment_id": change.payment_id,
            "reference": change.reference,
            "facts": change.facts,
        },
    )
    if not made:
        return None
    if change.live == settings.CARD_TEST or change.facts.get("account"):
        _quarantine(event, "It is from another account, or about real money where none should move.")
    else:
        enqueue(kind=APPLYING, key=str(event.pk))
    return event


def _quarantine(event: CardEvent, reason: str) -> None:
    event.state, event.reason = State.QUARANTINED, reason[:300]
    event.save()
    note_task(f"event:{event.event_id}", None, f"A message from Stripe was set aside. {reason}")


def apply_event(key: str) -> None:
    """The outbox's handler. What fails is kept as failed, tried again, and can be replayed by hand."""
    event = CardEvent.objects.get(pk=int(key))
    if event.state in (State.APPLIED, State.QUARANTINED):
        return
    CardEvent.objects.filter(pk=event.pk).update(tries=F("tries") + 1)
    try:
        _apply(event)
    except Exception as error:
        CardEvent.objects.filter(pk=event.pk).update(
            state=State.FAILED, reason=type(error).__name__[:300]
        )
        raise


def _apply(event: CardEvent) -> None:
    attempt = attempt_of(
        session_id=event.session_id, payment_id=event.payment_id, reference=event.reference
    )
    if attempt is None:
        CardEvent.objects.filter(pk=event.pk).update(state=State.NOT_OURS, applied_at=clock.now())
        return
    if event.session_id and (trouble := _wrong(event, attempt)):
        with transaction.atomic():
            _quarantine(event, trouble)
        return
    if not attempt.session_id and event.session_id:
        # The reply to our own call was lost, and Stripe tells us itself what it opened.
        PaymentAttempt.objects.filter(pk=attempt.pk, session_id=None).update(session_id=event.session_id)
        attempt.refresh_from_db()
    how = PaymentAttempt.How.SWEEP if event.swept else PaymentAttempt.How.WEBHOOK
    look_again(attempt, how=how)
    attempt.refresh_from_db()
    held = attempt.state == PaymentAttempt.State.HELD
    CardEvent.objects.filter(pk=event.pk).update(
        state=State.QUARANTINED if held else State.APPLIED,
        reason=attempt.trouble if held else "",
        applied_at=clock.now(),
    )


def _wrong(event: CardEvent, attempt: PaymentAttempt) -> str:
    facts = event.facts
    return disagreement(
        attempt,
        live=event.live,
        currency=str(facts.get("currency") or "gbp"),
        pence=int(facts.get("amount_total", attempt.pence)),
    )


def attempt_of(*, session_id: str, payment_id: str, reference: str = "") -> PaymentAttempt | None:
    """Whose payment it is; what we have not heard of yet is asked. Raises ``CardError``."""
    found = _known(session_id, payment_id, reference)
    asked = gateway()
    if found is not None or session_id or not payment_id or asked is None:
        return found
    owner = asked.session_of(payment_id)
    return PaymentAttempt.objects.filter(session_id=owner).first() if owner else None


def _known(session_id: str, payment_id: str, reference: str) -> PaymentAttempt | None:
    ours = Q(pk=None)
    if session_id:
        ours |= Q(session_id=session_id)
    if payment_id:
        ours |= Q(payment_id=payment_id)
    if uid := read_uuid(reference):
        ours |= Q(uid=uid)
    return PaymentAttempt.objects.filter(ours).first()


def replay(*, event_id: str = "") -> tuple[int, int]:
    """Applies what failed once more; how many were applied, and how many failed again."""
    rows = CardEvent.objects.filter(state__in=(State.FAILED, State.NEW))
    if event_id:
        rows = rows.filter(event_id=event_id)
    done = failed = 0
    for event in rows.order_by("made_at", "pk"):
        try:
            apply_event(str(event.pk))
            done += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, the others get their turn
            logger.warning("card event %s failed again: %s", event.event_id, type(error).__name__)
            failed += 1
    return done, failed
