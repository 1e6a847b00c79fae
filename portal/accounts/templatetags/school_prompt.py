"""The way to one's school, for pages on which somebody without one may stand."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import RequestContext

from portal.accounts.memberships.models import MembershipRequest
from portal.accounts.models import Membership

register = template.Library()


@register.inclusion_tag("pages/membership/prompt.html", takes_context=True)
def school_prompt(context: RequestContext) -> dict[str, Any]:
    """Nothing for who belongs to a school; else the way to join one, or what they wait for."""
    user = context["request"].user
    if user.is_anonymous or Membership.objects.of_user(user).exists():
        return {"show": False}
    waiting = MembershipRequest.objects.waiting().filter(person__user=user).select_related("school")
    return {"show": True, "waiting": waiting.first()}
