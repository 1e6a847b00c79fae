"""Serving pages in few queries, and public media files."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.static import serve as serve_file
from wagtail.models import Page, Site
from wagtail.views import serve as wagtail_serve

from portal.base.snapshot import Snapshot

_sites = Snapshot(lambda: list(Site.objects.select_related("root_page")), Site)


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Serves the page at ``path`` through Wagtail's own chain of hooks.

    Wagtail walks down the tree and asks twice for each level. Our pages have no route logic of
    their own, so one query by the full address finds the page; everything after is Wagtail's.
    Raises ``Http404`` when no live page has this address.
    """
    site = site_of(request)
    if site is None:
        raise Http404
    parts = [part for part in path.split("/") if part]
    url_path = site.root_page.url_path + "".join(f"{part}/" for part in parts)
    page = Page.objects.filter(url_path=url_path, live=True).only("content_type").first()
    if page is None:
        raise Http404
    request._wagtail_route_for_request = (specific(page), [], {})  # type: ignore[attr-defined]
    response: HttpResponse = wagtail_serve(request, path)
    return response


def site_of(request: HttpRequest) -> Site | None:
    """The site that this request is for, without a query while there is only one."""
    sites = _sites.get()
    if len(sites) == 1:
        request._wagtail_site = sites[0]  # type: ignore[attr-defined]  # where Wagtail looks first
    found: Site | None = Site.find_for_request(request)
    return found


def specific(page: Page) -> Page:
    """The page as its own type, with what ``for_serving`` of that type's querysets adds, if any."""
    model = page.specific_class
    if model is None or not hasattr(model._default_manager, "for_serving"):
        return page.specific
    found: Page = model._default_manager.for_serving().get(pk=page.pk)
    return found


def serve_media(request: HttpRequest, path: str, folder: str) -> HttpResponseBase:
    """A public media file: images only, as documents are checked before they are served."""
    response = serve_file(request, path, document_root=str(Path(settings.MEDIA_ROOT) / folder))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
