"""What finance's page for schools says of bespoke training: quotes that wait, and what is accepted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.urls import reverse

from bookings.bespoke.choices import AGREED, State
from bookings.bespoke.models import Request
from bookings.bespoke.services.letters import last_day
from bookings.finance.coming import Coming, register_coming
from portal.base import clock


def register_all() -> None:
    """Called once, when the apps are ready."""
    register_coming("bespoke", coming_requests)


def coming_requests(school_ids: Collection[int]) -> Iterator[Coming]:
    """Quotes that can be accepted, by their last day, and accepted ones, by their date once there is one."""
    rows: Any = Request.objects.filter(school__in=school_ids, state__in=[State.QUOTED, *AGREED])
    now = clock.now()
    for request in rows.select_related("session", "area_of_need").prefetch_related("quotes"):
        quote = request.latest_quote
        waits = request.state == State.QUOTED
        if waits and quote.is_expired(now):
            continue
        until = last_day(quote)
        session = request.session
        yield Coming(
            school_id=request.school_id,
            text=f"Training made for your school: {session.title if session else request.area_of_need}",
            state=f"Quote: accept it by {clock.say_date(until)}" if waits else "Accepted",
            net_pence=quote.net_pence,
            day=clock.in_london(session.starts_at).date() if session else until,
            href=reverse("bespoke:request", args=[request.reference]),
            asks=waits,
        )
