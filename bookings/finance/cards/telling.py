"""The receipt, to those who pay for the school."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from bookings.finance.cards.booking import parts_of
from bookings.finance.cards.models import PaymentAttempt
from bookings.finance.message_kinds import CARD_PAID
from bookings.finance.services.billing import who_pays
from portal.base import clock
from portal.base.money import say_pounds
from portal.notify.services import Letter, queue_messages


def tell_of_payment(attempt: PaymentAttempt) -> None:
    """Writes the receipt. Call in the transaction that credits."""
    parts = parts_of(attempt)
    school = attempt.account.school
    context = {
        "school": school.name,
        "numbers": ", ".join(str(part.document) for part in parts),
        "sum": say_pounds(attempt.pence),
        "day": clock.say_date(attempt.paid_at or clock.now()),
        "test": "This was a test: no money moved." if attempt.test else "",
        "link": f"{settings.PUBLIC_URL}{reverse('finance:invoices')}",
    }
    queue_messages(
        letters=[
            Letter(CARD_PAID, to.email, {**context, "name": to.name}, f"card-{attempt.pk}")
            for to in who_pays(school)
        ]
    )
