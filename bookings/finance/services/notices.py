"""What finance is told by the apps above it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from bookings.finance.message_kinds import GONE
from bookings.finance.payables import claims_of
from portal.accounts.permissions import who_were_given
from portal.base.money import say_pounds
from portal.notify.services import Letter, queue_messages

CREDITS = "finance.add_document"


def tell_owed_no_longer(*, key: str) -> bool:
    """Writes to those who credit that what this payable bills is owed no longer; says whether it was billed.

    Call in the transaction that ends what is owed.
    """
    claim = claims_of([key]).first()
    if claim is None:
        return False
    context = {
        "school": claim.school_name,
        "number": claim.number,
        "text": claim.text,
        "sum": say_pounds(claim.net_pence),
        "link": f"{settings.PUBLIC_URL}{reverse('to_invoice:index')}",
    }
    queue_messages(
        letters=[
            Letter(GONE, user.email, {**context, "name": user.name or user.email}, claim.number)
            for user in who_were_given(CREDITS)
            if user.email
        ]
    )
    return True
