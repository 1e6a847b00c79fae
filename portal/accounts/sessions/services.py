"""Ending sessions, and noting when one was used last."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from portal.accounts.models import User
from portal.base import clock

SEEN_EVERY = timedelta(minutes=10)
"""A session's last use is noted this often at most."""


@transaction.atomic
def end_sessions(*, user: User, but: str | None = None) -> int:
    """Signs ``user`` out everywhere, or everywhere but in the session with the key ``but``; how many."""
    ended = 0
    for row in UserSession.objects.select_for_update().filter(user=user).exclude(session_key=but or ""):
        row.end()
        ended += 1
    return ended


def note_seen(*, session_key: str) -> None:
    """The session was used just now."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=clock.now())


def forget_past_sessions() -> int:
    """Deletes sessions that have run out, and what was noted about them; how many notes."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    begun_before = clock.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = UserSession.objects.filter(created_at__lt=begun_before)
    gone, _by_model = rows.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return gone
