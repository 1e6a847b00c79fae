"""The way to one's school, for pages on which somebody without one may stand."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import RequestContext

from portal.accounts.memberships.models import MembershipRequest
from portal.accounts.models import Membership

register = template.Library()


@register.inclusion_tag("pages/membership/prompt.html", takes_context=True)
def school_prompt(context: RequestContext) -> dict[str, Any]:
    """Nothing for who belongs to a school; else the way to join one, or what they wait for."""
    request = context["request"]
    if request.user.is_anonymous or works_in_a_school(request):
        return {"show": False}
    waiting = MembershipRequest.objects.waiting().filter(person__user=request.user)
    return {"show": True, "waiting": waiting.select_related("school").first()}


def works_in_a_school(request: HttpRequest) -> bool:
    """Whether the reader, who is signed in, belongs to one now; the database is asked once for each page."""
    known: bool | None = getattr(request, "works_in_a_school", None)
    if known is None:
        known = Membership.objects.of_user(request.user).exists()  # type: ignore[arg-type]
        request.works_in_a_school = known  # type: ignore[attr-defined]
    return known
