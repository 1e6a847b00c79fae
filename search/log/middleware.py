"""Counts what was opened from a page of results: the browser says where somebody came from.

Nothing is put into addresses and nothing is kept about the reader: only that this wording led somewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from search.addresses import is_of_a_result
from search.log.counting import NOTHING, OPENED, SEARCHED, counting
from search.log.wording import countable

SEARCH = "/search/"
MOST_REFERRED = 2_000
ROBOTS = ("bot", "crawl", "spider", "slurp", "monitor", "curl", "python", "headless")


class CountsOpenedResults:
    """Notes that a search led to a page that was really there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            settings.SEARCH_COUNTING
            and request.method == "GET"
            and response.status_code == 200
            and (words := _came_from(request))
            and is_of_a_result(request.path_info)
            and not _is_robot(request)
        ):
            counting.note(words, OPENED)
        return response


def note_search(request: HttpRequest, *, words: str, total: int, narrowed: bool) -> None:
    """Counts a search that was just answered: once, however its filters, order or page are changed then.

    ``narrowed`` says that filters were chosen, so that finding nothing is no fault of the words.
    """
    if not settings.SEARCH_COUNTING or not words or "page" in request.GET or _is_robot(request):
        return
    if countable(_came_from(request)) == countable(words):
        return
    counting.note(words, SEARCHED, *((NOTHING,) if total == 0 and not narrowed else ()))


def _came_from(request: HttpRequest) -> str:
    """The words searched for on the page that this request came from; empty when it is no results' page."""
    referrer = request.headers.get("Referer", "")
    if not referrer or len(referrer) > MOST_REFERRED:
        return ""
    try:
        parts = urlsplit(referrer)
        if parts.netloc != request.get_host() or parts.path != SEARCH:
            return ""
        return " ".join(parse_qs(parts.query, max_num_fields=100).get("q", [""])[0].split())
    except ValueError:
        return ""


def _is_robot(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "").lower()
    return any(name in agent for name in ROBOTS)
