"""What is on near me this term."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from training.near.asked import coarser
from training.near.page import ADDRESS, near_page


@require_safe
def near(request: HttpRequest) -> HttpResponse:
    """The form and its answer. A whole postcode is cut to its first half before anything is shown."""
    rest = coarser(request.GET)
    response: HttpResponse
    if rest is not None:
        response = HttpResponseRedirect(f"{ADDRESS}?{rest.urlencode()}")
        response.headers["Cache-Control"] = "no-store"
        return response
    response = render(request, "pages/training/near/page.html", {"near": near_page(request.GET)})
    if request.GET:
        response.headers["X-Robots-Tag"] = "noindex"
    return response
