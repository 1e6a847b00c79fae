"""Parts of the parents' section that pages below it show. Templates compose; training imports nothing of this."""

from __future__ import annotations

from typing import Any

from django import template

from parents.models import ParentsIndexPage
from portal.base.models import site_settings

register = template.Library()


@register.inclusion_tag("pages/parents/who_to_ask.html")
def family_contact() -> dict[str, Any]:
    """Whom families ask, as the section itself says it: one query, and the service's own without it."""
    page = ParentsIndexPage.objects.live().defer_streamfields().first()
    return {"page": page, "site_settings": site_settings.get()}
