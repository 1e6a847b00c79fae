"""What an address answers that shows nothing any more: it leads on, or says that the page has gone.

A redirect names a page and not an address, so renaming twice makes no chain, and one that would lead
back to itself is left out. Asked only for what was not found.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from portal.base.addresses import address
from portal.base.middleware import GetResponse
from portal.base.once_public import successor_of, was_public
from portal.base.redirects import leads_somewhere, redirect_at
from portal.base.serving import site_of


class LeadsOn:
    """Answers 301, or 410 in our own words, where a page or entry used to be."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        return _by_redirect(request) or _by_unpublished_page(request) or response


def moved_to(request: HttpRequest, target: str, *, permanent: bool = True) -> HttpResponse | None:
    """Leads to ``target`` with the question that the address held; to nowhere if that is here."""
    if urlsplit(target).path.rstrip("/") == request.path.rstrip("/") and target.startswith("/"):
        return None
    asked = request.META.get("QUERY_STRING", "")
    if asked and "?" not in target:
        target = f"{target}?{asked}"
    answer = HttpResponsePermanentRedirect if permanent else HttpResponseRedirect
    return answer(target)


def gone(request: HttpRequest) -> HttpResponse:
    """410: it was here and is no more, and what to do instead."""
    return render(request, "410.html", status=410)


def led_on(request: HttpRequest, content: Any) -> HttpResponse | None:
    """The answer where ``content`` used to be; none for what was never public."""
    if content.live:
        return moved_to(request, content.href)
    if not was_public(content):
        return None
    successor = successor_of(content)
    return (successor is not None and moved_to(request, successor.href)) or gone(request)


def _by_redirect(request: HttpRequest) -> HttpResponse | None:
    """By what Wagtail noted when a page was renamed or moved, or by what a moderator entered."""
    whole = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    found = redirect_at(request, whole)
    if found is None:
        return None
    if found.redirect_page is None:
        if not leads_somewhere(request, found.link or ""):
            return None
        return moved_to(request, found.link, permanent=found.is_permanent)
    page = found.redirect_page
    if not page.live:
        return _instead_of(request, page)
    target = address(page).rstrip("/") + (found.redirect_page_route_path or "/")
    return moved_to(request, target, permanent=found.is_permanent)


def _by_unpublished_page(request: HttpRequest) -> HttpResponse | None:
    """By the page that still stands at this address in the tree."""
    site = site_of(request)
    if site is None or not request.path.endswith("/"):
        return None
    url_path = site.root_page.url_path + request.path.lstrip("/")
    page = Page.objects.filter(url_path=url_path, live=False).first()
    return _instead_of(request, page) if page else None


def _instead_of(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Of a private page nobody is told that it was here."""
    if not Page.objects.filter(pk=page.pk).public().exists():
        return None
    return led_on(request, page.specific)
