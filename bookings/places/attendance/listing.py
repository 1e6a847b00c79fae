"""The registers somebody takes: what to do now first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import QueryDict

from bookings.places.attendance.permissions import registers_of
from bookings.places.models import Place
from portal.accounts.models import User
from portal.base import clock
from training.choices import SessionState
from training.querysets import SessionQuerySet

AHEAD = timedelta(days=14)
FULL_PAGE = 30

VIEWS = {"now": "Today and not finished", "soon": "Next 14 days", "finished": "Finished"}


@dataclass(frozen=True)
class RegisterList:
    """Sessions of one view, and the ways to the others."""

    view: str
    page: Any
    views: list[tuple[str, str, bool]]

    @property
    def heading(self) -> str:
        return VIEWS[self.view]


def not_finished(rows: SessionQuerySet) -> SessionQuerySet:
    """Sessions that are over, had people booked, and whose register nobody has finished."""
    people = Place.objects.live().values("session_id")
    return rows.filter(ends_at__lte=clock.now(), pk__in=people).exclude(state=SessionState.COMPLETED)


def register_list(*, user: User, query: QueryDict) -> RegisterList:
    """The view that the address asks for; by default what is to do now."""
    asked = query.get("view", "now")
    view = asked if asked in VIEWS else "now"
    rows = _rows(registers_of(user), view).distinct().select_related("course", "venue", "register")
    counted = rows.annotate(
        people=Count("places", filter=Q(places__state__in=Place.LIVE), distinct=True)
    )
    page = Paginator(counted, FULL_PAGE).get_page(query.get("page"))
    return RegisterList(view, page, [(key, words, key == view) for key, words in VIEWS.items()])


def _rows(rows: SessionQuerySet, view: str) -> SessionQuerySet:
    now = clock.now()
    day_begins = clock.in_london(now).replace(hour=0, minute=0, second=0, microsecond=0)
    day_ends = day_begins + timedelta(days=1)
    if view == "finished":
        return rows.filter(register__finished_at__isnull=False).order_by("-ends_at", "-pk")
    going_on = rows.exclude(state=SessionState.COMPLETED)
    if view == "soon":
        return going_on.filter(
            meetings__starts_at__gte=day_ends, meetings__starts_at__lt=now + AHEAD
        ).order_by("starts_at", "pk")
    today = Q(meetings__starts_at__gte=day_begins, meetings__starts_at__lt=day_ends)
    over = Q(pk__in=not_finished(rows).values("pk"))
    return going_on.filter(today | over).order_by("-starts_at", "pk")
