"""What every public template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.http import HttpRequest

from portal.base.models import site_settings


def portal(request: HttpRequest) -> dict[str, Any]:
    """Site settings and whether the whole site is a demonstration, and whether cards move no money."""
    settings = site_settings.get()
    return {
        "site_settings": settings,
        "demonstration_site": settings.demonstration,
        "card_test": django_settings.CARD_TEST,
    }
