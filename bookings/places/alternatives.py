"""Other dates to offer to people whose date does not take place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from bookings.places.eligibility import school_refusal
from bookings.places.session_reads import limits_for, sessions_for_booking
from portal.accounts.models import School
from portal.base import clock
from training.models import Session
from training.session_rows import place_name, when_words

MOST_LOOKED_AT = 50
MOST_TOLD = 4


def dates_with_places(session: Session, now: datetime | None = None) -> list[Any]:
    """Dates of the same course that can be booked now, soonest first, with whom they are for."""
    others = Session.objects.bookable(now or clock.now()).filter(course=session.course_id)
    ids = list(others.exclude(pk=session.pk).values_list("pk", flat=True)[:MOST_LOOKED_AT])
    return list(sessions_for_booking().filter(pk__in=ids).order_by("starts_at", "pk"))


def open_to(dates: Sequence[Any], school: School | None) -> list[Any]:
    """Those of ``dates`` that people of this school can book, or, without one, a parent or carer."""
    return [date for date in dates if not school_refusal(limits_for(date), school)]


def alternatives_words(dates: Sequence[Any], *, course_href: str) -> str:
    """The first of these dates with where to book each, or where new ones will stand."""
    if not dates:
        return f"No other date has places now. New dates will stand here: {settings.PUBLIC_URL}{course_href}"
    lines = ["Other dates with places:"]
    for date in dates[:MOST_TOLD]:
        left = f"{date.seats.left} {'place' if date.seats.left == 1 else 'places'} left"
        address = f"{settings.PUBLIC_URL}{reverse('bookings:delegates', args=[date.uid])}"
        lines.append(f"- {when_words(date)}, {place_name(date)}, {left}: {address}")
    return "\n".join(lines)
