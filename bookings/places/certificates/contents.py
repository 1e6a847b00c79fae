"""What a certificate says, the same on the page and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from bookings.places.certificates.models import Certificate
from portal.base import clock
from training.models import Meeting

SERVICE = "Specialist Teaching and Learning Service, Kent"


@dataclass(frozen=True)
class Contents:
    """All the words of one certificate."""

    name: str
    course: str
    when: str
    hours: str
    outcomes: list[str]
    issued: str
    code: str
    check_url: str
    service: str
    demonstration: bool


def contents_of(certificate: Certificate) -> Contents:
    """Reads ``place.person`` and ``place.session.course``; one query for the meetings."""
    place = certificate.place
    session: Any = place.session
    meetings = list(session.meetings.order_by("starts_at"))
    return Contents(
        name=place.person.name,
        course=session.title,
        when=say_days(meetings),
        hours=say_hours(length_of(meetings)),
        outcomes=[str(block.value) for block in session.course.outcomes],
        issued=clock.say_date(certificate.issued_at),
        code=certificate.code,
        check_url=check_url(certificate),
        service=SERVICE,
        demonstration=session.demonstration,
    )


def check_url(certificate: Certificate) -> str:
    """Where anybody checks it."""
    return f"{settings.PUBLIC_URL}{reverse('certificates:one', args=[certificate.code])}"


def length_of(meetings: list[Meeting]) -> timedelta:
    return sum((meeting.ends_at - meeting.starts_at for meeting in meetings), timedelta())


def say_days(meetings: list[Meeting]) -> str:
    """``Tuesday 9 March 2027``; of several the first and the last, and how many."""
    if not meetings:
        return ""
    first, last = clock.say_date(meetings[0].starts_at), clock.say_date(meetings[-1].starts_at)
    return first if len(meetings) == 1 else f"{len(meetings)} meetings, {first} to {last}"


def say_hours(length: timedelta) -> str:
    """``1 hour 30 minutes``."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    parts = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    parts += [f"{minutes} minutes"] if minutes else []
    return " ".join(parts) or "0 hours"
