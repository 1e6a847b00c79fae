"""Wagtail's public addresses, with our quicker page view in front of its own. Included last."""

from __future__ import annotations

from django.urls import URLPattern, include, re_path
from wagtail import urls as wagtail_urls
from wagtail.urls import serve_pattern

from portal.base.serving import serve_page

beside_pages: list[URLPattern] = [
    route for route in wagtail_urls.urlpatterns if route.name != "wagtail_serve"
]
"""Addresses such as that of a page's password. Their pattern fits a page's as well, so they come first."""

urlpatterns = [
    *beside_pages,
    re_path(serve_pattern, serve_page, name="portal_page"),
    re_path("", include(wagtail_urls)),
]
