"""What time it is, and how it is said to people. Times are UTC in the database, Europe/London here."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present moment, aware."""
    return timezone.now()


def today() -> date:
    """The date in Kent, which near midnight is not the date in UTC."""
    return now().astimezone(LONDON).date()


def in_london(moment: datetime) -> datetime:
    """The same moment on a Kent wall clock."""
    return moment.astimezone(LONDON)


def say_time(moment: datetime) -> str:
    """``9:30am``; noon and midnight in words, as people misread 12am."""
    local = in_london(moment)
    if local.minute == 0 and local.hour in (0, 12):
        return "noon" if local.hour else "midnight"
    hour = local.hour % 12 or 12
    suffix = "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02d}{suffix}"


def say_date(moment: datetime | date) -> str:
    """``Tuesday 9 March 2027``."""
    day = in_london(moment).date() if isinstance(moment, datetime) else moment
    return f"{day:%A} {day.day} {day:%B %Y}"


def say_moment(moment: datetime) -> str:
    """``Tuesday 9 March 2027, 9:30am``."""
    return f"{say_date(moment)}, {say_time(moment)}"


def say_span(start: datetime, end: datetime) -> str:
    """``Tuesday 9 March 2027, 9:30am to 12:30pm``; both dates when they differ."""
    if in_london(start).date() == in_london(end).date():
        return f"{say_moment(start)} to {say_time(end)}"
    return f"{say_moment(start)} to {say_moment(end)}"
