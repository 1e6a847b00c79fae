"""``/search/`` and what its box suggests."""

from __future__ import annotations

from dataclasses import asdict

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from search.asked import coarser
from search.log.middleware import note_search
from search.pace import Pace
from search.page import search_page
from search.suggestions import suggestions

SUGGESTED_FOR = 30
"""Seconds that a browser may keep what was suggested."""
pace = Pace(each_second=20, burst=100)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What was found, or where to look instead. Not for other search engines."""
    rest = coarser(request.GET)
    if rest is not None:
        response: HttpResponse = redirect(f"{request.path}?{rest.urlencode()}")
        response.headers["Cache-Control"] = "no-store"
        return response
    page = search_page(request.GET)
    if page.total is not None:
        note_search(request, words=page.asked.text, total=page.total, narrowed=bool(page.chips))
    response = render(request, "pages/search/results.html", {"search": page})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """What goes on as somebody began to type."""
    if not pace.allows(get_adapter().get_client_ip(request)):
        return JsonResponse([], safe=False, status=429, headers={"Retry-After": "1"})
    shown = [asdict(row) for row in suggestions(request.GET.get("q", ""))]
    response = JsonResponse(shown, safe=False)
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, public=True, max_age=SUGGESTED_FOR)
    return response
