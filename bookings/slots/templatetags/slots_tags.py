"""Clinics and LIFT on “My bookings”, which belongs to a lower app."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import RequestContext

from bookings.slots.own_views import coming

register = template.Library()

SHOWN = 5


@register.inclusion_tag("pages/slots/ahead.html", takes_context=True)
def slots_ahead(context: RequestContext) -> dict[str, Any]:
    """The slots to come of the reader and of the schools they speak for."""
    return {"coming": list(coming(context["request"].user)[:SHOWN])}
