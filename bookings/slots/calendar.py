"""A booked slot as an entry for a calendar."""

from __future__ import annotations

from uuid import uuid5

from django.conf import settings
from django.urls import reverse

from bookings.places.calendar import organiser_of
from bookings.slots.joining import joining_link
from bookings.slots.models import SlotBooking
from portal.base import clock
from portal.base.models import site_settings
from portal.notify.calendar import Event, Method, calendar_text
from portal.notify.services import Attachment


def slot_url(booking: SlotBooking) -> str:
    """The address of the slot's own page, which needs no signing in."""
    return f"{settings.PUBLIC_URL}{reverse('slots:slot', args=[booking.key])}"


def entry(booking: SlotBooking) -> Event:
    """The slot; one that is no longer booked is called off. ``booking`` comes from ``for_page``."""
    meeting, gone = booking.meeting, not booking.is_live
    link = joining_link(booking)
    return Event(
        uid=f"{uuid5(meeting.uid, f'slot/{booking.pk}')}@portal",
        sequence=booking.calendar_sequence + meeting.calendar_sequence,
        start=booking.slot.starts_at,
        end=booking.slot.ends_at,
        summary=f"Cancelled: {meeting.title}" if gone else meeting.title,
        location=meeting.venue.words if meeting.venue is not None else link or "Online",
        description=f"Slot {booking.slot.number}, booking {booking.reference}",
        url=link,
        cancelled=gone,
    )


def calendar_attachment(booking: SlotBooking, *, to: str) -> Attachment:
    """The same as a file for the reader with the address ``to``."""
    method = Method.REQUEST if booking.is_live else Method.CANCEL
    text = calendar_text(
        events=[entry(booking)],
        method=method,
        organiser=site_settings.get().contact_email or organiser_of(settings.DEFAULT_FROM_EMAIL),
        attendee=to,
        now=clock.now(),
    )
    return Attachment(f"{booking.reference}.ics", f"text/calendar; method={method}", text)
