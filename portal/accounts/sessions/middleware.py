"""Notes when a session was used last, without asking the database on every page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.accounts.sessions.services import SEEN_EVERY, note_seen

GetResponse = Callable[[HttpRequest], HttpResponse]

COOKIE = "seen"
"""Its presence says that the note is recent. Whoever forges it misleads nobody but themselves."""


class LastSeen:
    """Looks at pages that asked who is signed in anyway."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        key = request.session.session_key if request.session.accessed else None
        if key and COOKIE not in request.COOKIES and request.user.is_authenticated:
            note_seen(session_key=key)
            response.set_cookie(
                COOKIE,
                "1",
                max_age=SEEN_EVERY,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
