"""Who sees the link to join a clinic or LIFT meeting, and when: those with a slot, near the time."""

from __future__ import annotations

from datetime import datetime

from bookings.places.joining import SHOWN_BEFORE
from bookings.slots.choices import MeetingState
from bookings.slots.models import SlotBooking
from portal.base import clock


def joining_link(booking: SlotBooking, now: datetime | None = None) -> str:
    """The link, from a day before the slot until the meeting ends; empty at any other time."""
    at, meeting = now or clock.now(), booking.meeting
    if not booking.is_live or meeting.state == MeetingState.CANCELLED or meeting.ends_at <= at:
        return ""
    return meeting.joining_link if booking.slot.starts_at - SHOWN_BEFORE <= at else ""


def where_words(booking: SlotBooking, now: datetime | None = None) -> str:
    """The venue with its address, or how to join, as somebody with a slot reads it."""
    meeting = booking.meeting
    lines = [meeting.venue.words if meeting.venue is not None else "Online"]
    if link := joining_link(booking, now):
        lines.append(f"Join here: {link}")
    elif booking.is_live and (meeting.venue is None or meeting.joining_link):
        opens = booking.slot.starts_at - SHOWN_BEFORE
        lines.append(
            "The link to join comes by e-mail the day before. "
            f"The page of your slot shows it from {clock.say_time(opens)} on {clock.say_date(opens)}."
        )
    return "\n".join(lines)


def details_words(booking: SlotBooking) -> str:
    """How to get there and in."""
    venue = booking.meeting.venue
    if venue is None:
        return ""
    said = (("Getting there", venue.travel_notes), ("Getting in", venue.access_notes))
    return "\n".join(f"{label}: {words}" for label, words in said if words)
