"""Who sees the link to join, and when: those who hold a place, near the time. Pages, mails and calendar
files ask here and nowhere else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from portal.base import clock
from portal.base.jsonlists import moment
from training.choices import SessionState

SHOWN_BEFORE = timedelta(hours=24)
"""How long before each meeting its link is shown. A link that goes round for weeks lets in strangers."""

Span = tuple[datetime, datetime]


def spans_of(session: Any) -> list[Span]:
    """When its meetings start and end, soonest first; from ``meeting_rows`` where the query brought them."""
    rows = getattr(session, "meeting_rows", None)
    if rows is not None:
        return [(moment(row["starts"]), moment(row["ends"])) for row in rows]
    return [(meeting.starts_at, meeting.ends_at) for meeting in session.meetings.all()]


def shown_from(session: Any, now: datetime | None = None) -> datetime | None:
    """From when the link of the next meeting, or of the one that runs, is shown; None after the last."""
    at = now or clock.now()
    return next((start - SHOWN_BEFORE for start, end in spans_of(session) if end > at), None)


def joining_link(*, session: Any, holds: bool, now: datetime | None = None) -> str:
    """The link, for somebody who ``holds`` a place, from a day before a meeting until it ends.

    Empty at any other time, for anybody else, and of a session that is cancelled.
    """
    if not holds or session.state == SessionState.CANCELLED:
        return ""
    at = now or clock.now()
    opens = shown_from(session, at)
    return str(session.joining_link) if opens is not None and opens <= at else ""


def joining_words(*, session: Any, holds: bool, now: datetime | None = None) -> str:
    """The link, or when and how it comes; empty where nobody joins by a link, or no more."""
    if link := joining_link(session=session, holds=holds, now=now):
        return f"Join here: {link}"
    opens = shown_from(session, now)
    if (
        session.state == SessionState.CANCELLED
        or opens is None
        or not (session.joining_link or session.is_online)
    ):
        return ""
    if not session.joining_link:
        return "The link to join comes by e-mail before it begins."
    if not holds:
        return "Whoever has a place gets the link to join by e-mail, 1 hour before the start."
    return (
        "The link to join comes by e-mail, 1 hour before the start. "
        f"The page of your place shows it from {clock.say_time(opens)} on {clock.say_date(opens)}."
    )
