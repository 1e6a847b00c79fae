"""Ending sessions, and noting when one was used last."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.base import clock
from portal.outbox.retention import Retention

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


def past_sessions(now: datetime) -> QuerySet[UserSession]:
    """What was noted of sessions that have run out or were ended."""
    begun_before = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = UserSession.objects.filter(created_at__lt=begun_before)
    return rows.exclude(session_key__in=Session.objects.values("session_key"))


def forget_past_sessions() -> int:
    """Deletes sessions that have run out, and what was noted about them; how many notes."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    gone, _by_model = past_sessions(clock.now()).delete()
    return gone


def sessions_retention() -> Retention:
    """The row of the table: how long a signed-in session is known."""
    return Retention(
        key="sign-ins",
        model="usersessions.UserSession",
        what="Where somebody is signed in (browser and address)",
        basis="For the person’s own list of sessions, as long as one can last.",
        kept=timedelta(seconds=settings.SESSION_COOKIE_AGE),
        counted_from="signing in",
        past=past_sessions,
        carry_out=forget_past_sessions,
    )
