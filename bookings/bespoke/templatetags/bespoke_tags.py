"""What other pages say of requests for bespoke training."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bookings.bespoke.choices import State
from bookings.bespoke.models import Request
from portal.accounts.models import Membership

register = template.Library()

WAITS_FOR_SCHOOL = (State.NEEDS_INFO, State.QUOTED)


@register.inclusion_tag("pages/bespoke/prompt.html", takes_context=True)
def bespoke_prompt(context: dict[str, Any]) -> dict[str, Any]:
    """The way to one's school's requests, for those who may make them, and how many wait for it: one statement."""
    user = context["user"]
    if not user.is_authenticated:
        return {"asks": False}
    rows = Request.objects.filter(state__in=WAITS_FOR_SCHOOL, school=OuterRef("school")).order_by()
    counted = rows.values("school").annotate(number=Count("pk")).values("number")
    parts = Membership.objects.booking_for_others().filter(person__user=user)
    schools = dict(parts.order_by().values_list("school", Coalesce(Subquery(counted), 0)))
    return {"asks": bool(schools), "waiting": sum(schools.values())}
