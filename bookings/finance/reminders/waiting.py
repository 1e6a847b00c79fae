"""Whether a payment for an invoice is on its way through our own hands: then nobody is reminded of it."""

from __future__ import annotations

from bookings.finance.bank.matching import numbers_in
from bookings.finance.bank.models import BankLine
from bookings.finance.models import Document, PaymentAttempt


def payment_waits(document: Document) -> bool:
    """Whether a payment by bank that names it has still to be allocated, or one by card is begun or set aside."""
    attempts = PaymentAttempt.objects.filter(
        parts__document=document, state__in=[*PaymentAttempt.LIVE, PaymentAttempt.State.HELD]
    )
    if attempts.exists():
        return True
    lines = BankLine.objects.filter(issuer=document.account.issuer_id, state=BankLine.State.OPEN)
    return any(document.number in numbers_in(line.words) for line in lines.only("reference", "payer"))
