"""Clinics and LIFT on “My bookings”, which belongs to a lower app."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import RequestContext

from bookings.slots.own_views import coming
from portal.accounts.templatetags.school_prompt import works_in_a_school

register = template.Library()

SHOWN = 5


@register.inclusion_tag("pages/slots/ahead.html", takes_context=True)
def slots_ahead(context: RequestContext) -> dict[str, Any]:
    """The slots to come of the reader and of the schools they speak for; nothing for who works in no school."""
    request = context["request"]
    if not works_in_a_school(request):
        return {"show": False}
    return {"show": True, "coming": list(coming(request.user)[:SHOWN])}
