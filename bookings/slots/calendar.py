"""A booked slot as an entry for a calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid5

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from bookings.places.calendar import organiser_of
from bookings.slots.joining import joining_link
from bookings.slots.models import SlotBooking
from portal.accounts.models import Membership, Person
from portal.base import clock
from portal.base.models import site_settings
from portal.notify.calendar import Event, Method, calendar_text
from portal.notify.services import Attachment
from training.calendar.feed import MOST


def slot_url(booking: SlotBooking) -> str:
    """The address of the slot's own page, which needs no signing in."""
    return f"{settings.PUBLIC_URL}{reverse('slots:slot', args=[booking.key])}"


def entry(booking: SlotBooking) -> Event:
    """The slot; one that is no longer booked is called off. ``booking`` comes from ``for_page``."""
    link = joining_link(booking)
    return _entry(booking, link or "Online", url=link)


def entries_of(holder: Person | Membership, now: datetime, since: datetime) -> list[Event]:
    """The slots for a calendar that reads by itself, soonest first: the entries that came by mail, without the link to
    join.

    One that was given back or called off says so until it would have ended, so that nobody turns up in vain.
    """
    found = SlotBooking.objects.in_calendar_of(holder).for_page().with_last_change()
    there = Q(slot__ends_at__gt=since, state=SlotBooking.State.BOOKED) | Q(slot__ends_at__gt=now)
    link = f"{settings.PUBLIC_URL}{reverse('slots:own')}"
    rows: Any = found.filter(there).order_by("slot__starts_at", "pk")[:MOST]
    return [
        _entry(row, "Online", url=link, more=f"\n\nSee more: {link}", changed=row.changed_at)
        for row in rows
    ]


def _entry(
    booking: SlotBooking, online: str, *, url: str, more: str = "", changed: datetime | None = None
) -> Event:
    meeting, gone = booking.meeting, not booking.is_live
    return Event(
        uid=f"{uuid5(meeting.uid, f'slot/{booking.pk}')}@portal",
        sequence=booking.calendar_sequence + meeting.calendar_sequence,
        start=booking.slot.starts_at,
        end=booking.slot.ends_at,
        summary=f"Cancelled: {meeting.title}" if gone else meeting.title,
        location=meeting.venue.words if meeting.venue is not None else online,
        description=f"Slot {booking.slot.number}, booking {booking.reference}{more}",
        url=url,
        cancelled=gone,
        changed=changed,
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
