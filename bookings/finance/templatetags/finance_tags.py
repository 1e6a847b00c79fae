"""What other pages say of invoices."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bookings.finance.models import Document
from portal.accounts.models import Membership

register = template.Library()


@register.inclusion_tag("pages/finance/prompt.html", takes_context=True)
def invoices_prompt(context: dict[str, Any]) -> dict[str, Any]:
    """The way to one's school's invoices, for those who may read them, and how many are to be paid: one statement."""
    user = context["user"]
    if not user.is_authenticated:
        return {"reads": False}
    due = (
        Document.objects.to_pay()
        .filter(test=settings.CARD_TEST, account__school=OuterRef("school"))
        .order_by()
    )
    counted = due.values("account__school").annotate(number=Count("pk")).values("number")
    parts = Membership.objects.booking_for_others().filter(person__user=user)
    schools = dict(
        parts.order_by().values_list("school", Coalesce(Subquery(counted), 0)),
    )
    return {"reads": bool(schools), "to_pay": sum(schools.values())}
