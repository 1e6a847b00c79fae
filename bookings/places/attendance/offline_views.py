"""What a phone keeps to open a register without a connection: a page without names, and the worker showing it."""

from __future__ import annotations

from hashlib import sha256

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from bookings.places.attendance.page import BUTTONS

FONT = "portal/fonts/atkinson-hyperlegible-next-latin-{}-normal.woff2"
ASSETS = (
    "portal/portal.css",
    "portal/register.css",
    "portal/register.js",
    "portal/mark.svg",
    FONT.format(400),
    FONT.format(700),
)
"""What the page needs to look like the portal."""

PAGE = "pages/register/offline.html"


@require_safe
@cache_control(no_cache=True)
def offline_register(request: HttpRequest) -> HttpResponse:
    """The empty page: the same for everybody. Its names come from the browser that keeps them."""
    return render(request, PAGE, {"buttons": BUTTONS})


@require_safe
@cache_control(no_cache=True)
def register_worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the registers; it becomes another one whenever the page or what it needs does."""
    page = render_to_string(PAGE, {"buttons": BUTTONS})
    assets = [staticfiles_storage.url(name) for name in ASSETS]
    version = sha256("\n".join([page, *assets]).encode()).hexdigest()[:12]
    said = {"page": reverse("bookings:register_offline"), "assets": assets, "version": version}
    return render(
        request,
        "pages/register/worker.js",
        {"said": said},
        content_type="text/javascript; charset=utf-8",
    )
