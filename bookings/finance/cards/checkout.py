"""Beginning a payment: what is to be paid is written down and committed before Stripe is asked anything."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from bookings.finance.cards.current import gateway
from bookings.finance.cards.gateway import CardError, CardOrder, CardRefused, CardUnreachable
from bookings.finance.cards.learning import learn, look_again
from bookings.finance.cards.models import AttemptPart, PaymentAttempt
from bookings.finance.choices import DocumentKind
from bookings.finance.errors import NotPayable
from bookings.finance.issuers.models import Account
from bookings.finance.models import Document
from portal.accounts.models import User
from portal.base import clock
from portal.outbox.services import enqueue

OPENING = "card-opening"
OPEN_FOR = timedelta(minutes=60)
"""How long Stripe's page waits for a card; Stripe itself wants at least half an hour."""
PROMISED = timedelta(minutes=2)
"""An attempt that is nearly over is not handed out again."""
LEAST_PENCE = 30
"""Stripe takes no less."""
TURNS = 3
MOST_AT_ONCE = 50
"""Invoices that one payment pays."""


def pay(*, user: User, uids: Collection[UUID]) -> str:
    """The address where ``user`` pays these invoices of a school by card.

    Pressed again it leads to the same page, as long as that is open; an open page for other invoices is
    ended first, so that nothing can be paid twice. Raises ``NotPayable``.
    """
    if len(uids) > MOST_AT_ONCE:
        raise NotPayable(f"Choose {MOST_AT_ONCE} invoices or fewer.")
    for _turn in range(TURNS):
        attempt, in_the_way = _begin(user, frozenset(uids))
        if attempt is not None:
            return _address(attempt)
        for other in in_the_way:
            _end(other)
    raise NotPayable("Somebody else is paying some of this. Look again in a minute.")


@transaction.atomic
def _begin(user: User, uids: frozenset[UUID]) -> tuple[PaymentAttempt | None, list[PaymentAttempt]]:
    """An attempt to go on with, new or open already; or the open ones that stand in its way."""
    documents = _payable(user, uids)
    parts = {one.pk: int(one.outstanding_pence) for one in documents}  # type: ignore[attr-defined]
    rows = PaymentAttempt.objects.filter(parts__open=True, parts__document__in=parts).distinct()
    open_ones = list(rows.order_by("pk"))
    for other in open_ones:
        if other.state == PaymentAttempt.State.PROCESSING:
            raise NotPayable("A payment for it is on its way. We tell you when it has arrived.")
    if len(open_ones) == 1 and _is_the_same(open_ones[0], parts):
        return open_ones[0], []
    if open_ones:
        return None, open_ones
    now = clock.now()
    attempt = PaymentAttempt.objects.create(
        account_id=documents[0].account_id,
        test=settings.CARD_TEST,
        pence=sum(parts.values()),
        started_at=now,
        started_by_id=user.pk,
        expires_at=now + OPEN_FOR,
    )
    AttemptPart.objects.bulk_create(
        AttemptPart(attempt=attempt, document_id=pk, pence=pence) for pk, pence in parts.items()
    )
    enqueue(kind=OPENING, key=str(attempt.uid), due_at=now + PROMISED)
    return attempt, []


def _payable(user: User, uids: frozenset[UUID]) -> list[Document]:
    """The invoices, their account held: of two who pay at once the second sees what the first began."""
    mine = Document.objects.readable_by(user).filter(uid__in=uids)
    accounts = sorted(set(mine.order_by().values_list("account", flat=True)))
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=accounts).order_by("pk"))
    found = list(mine.with_outstanding().order_by("issued_at", "pk"))
    if not uids or len(found) != len(uids):
        raise NotPayable("Choose what to pay.")
    if len(accounts) != 1:
        raise NotPayable("These are owed to different people. Pay them one after the other.")
    for one in found:
        if one.kind != DocumentKind.INVOICE or one.test != settings.CARD_TEST:
            raise NotPayable(f"{one.number} is not paid by card.")
        if one.outstanding_pence <= 0:  # type: ignore[attr-defined]
            raise NotPayable(f"{one.number} is paid already.")
    if sum(one.outstanding_pence for one in found) < LEAST_PENCE:  # type: ignore[attr-defined]
        raise NotPayable("So little cannot be paid by card. Pay it by bank transfer.")
    return found


def _is_the_same(attempt: PaymentAttempt, parts: dict[int, int]) -> bool:
    same = dict(attempt.parts.values_list("document", "pence")) == parts
    return same and attempt.expires_at > clock.now() + PROMISED


def _address(attempt: PaymentAttempt) -> str:
    try:
        opened = open_session(attempt.uid)
    except CardUnreachable as error:
        raise NotPayable(
            "We cannot reach the card payment page now, and nothing was paid. Try again in a minute."
        ) from error
    except CardRefused as error:
        raise NotPayable(
            "The card payment page cannot be opened, and nothing was paid. Pay by bank transfer, or ask us."
        ) from error
    if opened.state != PaymentAttempt.State.OPEN:
        raise NotPayable("That payment page is over. Look again, and pay what is left.")
    return opened.url


def open_session(uid: UUID) -> PaymentAttempt:
    """Has Stripe open a page for an attempt; a repeat finds the same one. Raises ``CardError``."""
    attempt = PaymentAttempt.objects.get(uid=uid)
    asked = gateway()
    if attempt.session_id or attempt.state not in PaymentAttempt.LIVE or asked is None:
        return attempt
    try:
        found = asked.create(_order(attempt))
    except CardRefused as refusal:
        _give_up(attempt, str(refusal))
        raise
    return learn(found, how=PaymentAttempt.How.PAGE) or attempt


def _order(attempt: PaymentAttempt) -> CardOrder:
    parts = attempt.parts.select_related("document").order_by("pk")
    site = settings.PUBLIC_URL
    return CardOrder(
        key=str(attempt.uid),
        lines=tuple((f"Invoice {part.document.number}", part.pence) for part in parts),
        expires_at=attempt.expires_at,
        paid_url=f"{site}{reverse('finance:paid', args=[attempt.uid])}?session_id={{CHECKOUT_SESSION_ID}}",
        back_url=f"{site}{reverse('finance:invoices')}",
    )


@transaction.atomic
def _give_up(attempt: PaymentAttempt, reason: str) -> None:
    """Nothing was opened, so nothing can be paid there."""
    PaymentAttempt.objects.filter(pk=attempt.pk, session_id=None).update(
        state=PaymentAttempt.State.FAILED, trouble=f"Stripe opened no page: {reason}"[:300]
    )
    AttemptPart.objects.filter(attempt=attempt, open=True).update(open=False)


def _end(attempt: PaymentAttempt) -> None:
    """Ends a page that stands in the way; if somebody has just paid there, that is learnt."""
    asked = gateway()
    try:
        # One whose page we never heard of may be open all the same: the same key says which it is.
        current = attempt if attempt.session_id else open_session(attempt.uid)
        if asked is not None and current.session_id:
            learn(asked.expire(current.session_id), how=PaymentAttempt.How.PAGE)
    except CardError as error:
        raise NotPayable(
            "Another payment for some of this is open, and cannot be ended now. Try again in a minute."
        ) from error


def open_owed(key: str) -> None:
    """The outbox's handler: an attempt whose page we never heard of is asked for again, by the same key."""
    attempt = PaymentAttempt.objects.filter(uid=key).first()
    if attempt is None or attempt.state != PaymentAttempt.State.STARTING:
        return
    try:
        look_again(open_session(attempt.uid), how=PaymentAttempt.How.POLL)
    except CardRefused:
        # It is written down as failed: asking again would change nothing.
        return


def gave_up_opening(key: str) -> None:
    """After many tries nobody knows whether a page was opened: whatever is paid there is still learnt."""
    attempt = PaymentAttempt.objects.get(uid=key)
    if not attempt.session_id:
        _give_up(attempt, "it could not be reached")
