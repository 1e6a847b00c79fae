"""What other pages say of invoices."""

from __future__ import annotations

from typing import Any

from django import template

from bookings.finance.models import Document
from portal.accounts.models import Membership

register = template.Library()


@register.inclusion_tag("pages/finance/prompt.html", takes_context=True)
def invoices_prompt(context: dict[str, Any]) -> dict[str, Any]:
    """The way to one's school's invoices, for those who may read them, and how many are to be paid."""
    user = context["user"]
    if not user.is_authenticated:
        return {"reads": False}
    reads = Membership.objects.booking_for_others().filter(person__user=user).exists()
    return {
        "reads": reads,
        "to_pay": Document.objects.readable_by(user).to_pay().count() if reads else 0,
    }
