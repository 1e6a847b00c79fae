"""What other pages say of requests for bespoke training."""

from __future__ import annotations

from typing import Any

from django import template

from bookings.bespoke.choices import State
from bookings.bespoke.models import Request
from portal.accounts.models import Membership

register = template.Library()

WAITS_FOR_SCHOOL = (State.NEEDS_INFO, State.QUOTED)


@register.inclusion_tag("pages/bespoke/prompt.html", takes_context=True)
def bespoke_prompt(context: dict[str, Any]) -> dict[str, Any]:
    """The way to one's school's requests, for those who may make them, and how many wait for the school."""
    user = context["user"]
    if not user.is_authenticated:
        return {"asks": False}
    asks = Membership.objects.booking_for_others().filter(person__user=user).exists()
    waiting = Request.objects.readable_by(user).filter(state__in=WAITS_FOR_SCHOOL).count() if asks else 0
    return {"asks": asks, "waiting": waiting}
