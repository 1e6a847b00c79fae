"""Who to call, by district, for the foot of every page."""

from __future__ import annotations

from django import template

from portal.vocabulary.models import District
from portal.vocabulary.registry import terms

register = template.Library()


@register.simple_tag
def district_contacts() -> list[District]:
    """The districts in order whose team can be called or written to; no query while kept in memory."""
    return [row for row in terms("districts").choosable if row.contact_phone or row.contact_email]
