"""Browsers in which somebody has signed in before are counted apart from strangers.

Five wrong passwords by a stranger would otherwise make the owner wait too. A cookie, which nobody can
make for themselves, says who has signed in here; it opens nothing, it only has tries of its own. (OWASP
calls it a device cookie.)
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.accounts.models import User

LASTS = 365 * 24 * 60 * 60
MOST_PEOPLE = 12
"""Of so many, the latest, one browser remembers: school computers are shared."""

SPLIT, NEXT = ".", "~"


def mark_for(request: HttpRequest, email: str) -> str:
    """What tells this browser apart, if whoever signs in with ``email`` has done so in it; else empty."""
    entries = _entries(request)
    if not entries:
        return ""
    user = User.objects.filter(email=email.lower()).first()
    return _mark_of(user, entries) if user else ""


def own_count(request: HttpRequest, email: str) -> str:
    """What the tries of a browser for an address are counted under that its owner has signed in with."""
    mark = mark_for(request, email)
    return f"known browser {mark}" if mark else ""


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Lets this browser count as one of ``user``'s, with the answer to their signing in."""
    entries = _entries(request)
    mark = _mark_of(user, entries) or secrets.token_urlsafe(12)
    own = f"{mark}{SPLIT}{_seal(user, mark)}"
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        NEXT.join([own, *(entry for entry in entries if entry != own)][:MOST_PEOPLE]),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _entries(request: HttpRequest) -> list[str]:
    given = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")
    return [entry for entry in given.split(NEXT)[:MOST_PEOPLE] if SPLIT in entry]


def _mark_of(user: User, entries: list[str]) -> str:
    for entry in entries:
        mark, _, seal = entry.rpartition(SPLIT)
        if constant_time_compare(seal, _seal(user, mark)):
            return mark
    return ""


def _seal(user: User, mark: str) -> str:
    """Says nothing about who it is, and only we can make it."""
    return salted_hmac("known browser", f"{user.pk} {mark}", algorithm="sha256").hexdigest()[:32]
