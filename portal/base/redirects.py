"""Redirects as rows: which one an address has, and whether it leads anywhere.

Moderators type and import where a redirect leads, so it may be no address at all, or one of several
that lead round in a circle.
"""

from __future__ import annotations

from urllib.parse import SplitResult, unquote, urlsplit

from django.db.models import F
from django.http import Http404, HttpRequest
from django.urls import resolve
from django.utils.encoding import uri_to_iri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from portal.base.serving import serve_page, site_of

MOST_STEPS = 10
"""Redirects one after another; browsers give up at 20."""


def redirect_at(request: HttpRequest, whole: str) -> Redirect | None:
    """The redirect of the address ``whole``, with or without its question."""
    for path in dict.fromkeys([whole, whole.split("?", 1)[0]]):
        if found := _row(request, path):
            return found
    return None


def leads_somewhere(request: HttpRequest, link: str) -> bool:
    """Whether following ``link`` from the address asked for ever ends: not in a circle, not in nonsense."""
    seen = {_key(request.path)}
    for _step in range(MOST_STEPS):
        parts = _parts(link)
        if parts is None:
            return False
        if parts.netloc not in ("", request.get_host()):
            return True
        key = _key(parts.path)
        if key in seen:
            return False
        row = None if _is_shown(request, parts.path) else redirect_at(request, _whole(link))
        if row is None or row.redirect_page is not None:
            return True
        seen.add(key)
        link = row.link
    return False


def _parts(link: str) -> SplitResult | None:
    """The address's parts; none if no browser could go there."""
    if any(ord(sign) < 32 for sign in unquote(link)):
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    if parts.scheme:
        return parts if parts.scheme in ("http", "https") and parts.netloc else None
    return parts if parts.netloc or parts.path.startswith("/") else None


def _key(path: str) -> str:
    return unquote(path).rstrip("/") or "/"


def _whole(link: str) -> str:
    """A link on this site as Wagtail keeps old addresses."""
    parts = urlsplit(link)
    return Redirect.normalise_path(parts._replace(scheme="", netloc="").geturl(), decode_unicode=False)


def _is_shown(request: HttpRequest, path: str) -> bool:
    """Whether a view of ours or a page answers there, so that no redirect is asked."""
    try:
        if resolve(path).func != serve_page:
            return True
    except Http404:
        return False
    site = site_of(request)
    if site is None:
        return False
    url_path = f"{site.root_page.url_path}{unquote(path).strip('/')}/"
    return Page.objects.filter(url_path=url_path, live=True).exists()


def _row(request: HttpRequest, path: str) -> Redirect | None:
    """Of several rows, which importing can make, that of this site comes first, then the oldest."""
    rows = Redirect.get_for_site(site_of(request)).filter(old_path__in={path, uri_to_iri(path)})
    found: Redirect | None = rows.order_by(F("site").asc(nulls_last=True), "pk").first()
    return found
