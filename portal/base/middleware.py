"""Guards around every request, before any view sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.defaults import bad_request

GetResponse = Callable[[HttpRequest], HttpResponse]

QUERY_LIMIT = 8_000
"""Characters of query string; browsers and proxies allow about this much, and no form of ours needs it."""

NO_ID = re.compile(r"=\d{19,}(?:&|$)", re.ASCII)
"""A number longer than any id, which SQLite cannot even look for; the admin's filters pass it on."""

NO_PART = re.compile(r"/\d{19,}(?:[/.]|$)", re.ASCII)
"""The same as a part of the path, where a view would take it for an id."""

ADMIN_WORDS = 20
"""Words of a search in the admin; nobody types more to find a page by its title."""


class RequestGuard:
    """Answers 400 to addresses and cookies that nobody could mean: NUL, broken UTF-8, what is too long.

    PostgreSQL refuses NUL in text and Django's decoding replaces bad bytes silently, so without
    this each view would have to defend itself.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_broken(request):
            return bad_request(request, SuspiciousAddress())
        return self.get_response(request)

    @staticmethod
    def _is_broken(request: HttpRequest) -> bool:
        query = request.META.get("QUERY_STRING", "")
        if len(query) > QUERY_LIMIT or NO_PART.search(request.path_info):
            return True
        if request.path_info.startswith("/admin/") and NO_ID.search(query):
            return True
        # Django leaves bytes of the path that are no UTF-8 in their percent form.
        parts = (request.path_info, query.replace("+", " "))
        if not all(_is_text(unquote_to_bytes(part)) for part in parts):
            return True
        return any("\x00" in value for value in request.COOKIES.values())


def _is_text(raw: bytes) -> bool:
    """Whether the bytes are UTF-8 without NUL."""
    try:
        return "\x00" not in raw.decode("utf-8")
    except UnicodeDecodeError:
        return False


class AdminSearchGuard:
    """Hands Wagtail's own search boxes words that its search can read.

    An unclosed quotation mark or some hundred words end in an error there (Wagtail 8.0), so
    quotation marks go and the first words stay. Apostrophes and brackets belong to names.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/") and request.GET.get("q"):
            given = request.GET.copy()
            words = str(given["q"]).replace('"', " ").split()
            given["q"] = " ".join(words[:ADMIN_WORDS])
            request.GET = given  # type: ignore[assignment]
        return self.get_response(request)


class SuspiciousAddress(Exception):
    """The address cannot be read as text."""


class PrivateWhenSignedIn:
    """Keeps pages of signed-in people out of shared caches and the browser's back-forward store."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed:
            patch_vary_headers(response, ["Cookie"])
        if request.session.accessed and request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response
