"""The portal's addresses and one whose view fails, to see what visitors then get."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal import urls as portal_urls


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("This view always fails.")


urlpatterns = [path("fails/", fail), *portal_urls.urlpatterns]

handler500 = portal_urls.handler500
