"""What people are written about slots. No mail holds the question: its page does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from bookings.slots import message_kinds as kinds
from bookings.slots.calendar import calendar_attachment, slot_url
from bookings.slots.joining import details_words, where_words
from bookings.slots.models import SlotBooking, SupportMeeting
from bookings.slots.querysets import SPEAK_FOR_SCHOOL
from portal.accounts.models import Membership, Person
from portal.base import clock
from portal.notify.contacts import who_to_ask
from portal.notify.services import Letter, queue_messages


def answering(booking: SlotBooking) -> list[Person]:
    """Who is written to about it: who booked, or once they have left, whoever speaks for the school now."""
    return answering_each([booking])[booking.pk]


def answering_each(bookings: Collection[SlotBooking]) -> dict[int, list[Person]]:
    """The same for each of them by its ``pk``, in one query; their ``booker`` is read already."""
    bookers = {booking.booker_id for booking in bookings}
    part = Q(person__in=bookers) | Q(role__in=SPEAK_FOR_SCHOOL, person__deleted_at__isnull=True)
    rows = Membership.objects.current().filter(
        part, school__in={booking.school_id for booking in bookings}
    )
    there: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.select_related("person").order_by("pk"):
        there[row.school_id].append(row)
    return {booking.pk: _answering(booking, there[booking.school_id]) for booking in bookings}


def _answering(booking: SlotBooking, there: Sequence[Membership]) -> list[Person]:
    if any(row.person_id == booking.booker_id for row in there):
        people = [booking.booker]
    else:
        speaking = [row.person for row in there if row.role in SPEAK_FOR_SCHOOL]
        people = [person for person in speaking if person.deleted_at is None]
    return [person for person in people if person.email]


def when_words(booking: SlotBooking) -> str:
    """``Tuesday 9 March 2027, 1:30pm to 1:50pm``."""
    return clock.say_span(booking.slot.starts_at, booking.slot.ends_at)


def about(booking: SlotBooking) -> dict[str, str]:
    """What every mail about a slot can say."""
    return {
        "meeting": booking.meeting.title,
        "date": clock.say_date(booking.slot.starts_at),
        "when": when_words(booking),
        "school": booking.school.name,
        "reference": booking.reference,
        "link": slot_url(booking),
        "ask": who_to_ask(),
    }


def list_url(meeting: SupportMeeting) -> str:
    """Where other dates of its kind are listed."""
    return f"{settings.PUBLIC_URL}{reverse('slots:lift' if meeting.is_lift else 'slots:clinics')}"


def send_booked(booking: SlotBooking) -> None:
    """That it is booked, with an entry for the calendar."""
    closes = booking.meeting.closes
    said = f"You can change your question until {clock.say_moment(closes)}."
    where, details = where_words(booking), details_words(booking)
    _send(kinds.BOOKED, booking, where=where, details=details, closes=said)


def send_cancelled(booking: SlotBooking) -> None:
    """That it was given back; the calendar's entry goes."""
    _send(kinds.CANCELLED, booking, again=list_url(booking.meeting))


def send_meeting_cancelled(bookings: Sequence[SlotBooking], *, reason: str) -> int:
    """That we cancelled the meeting; says to how many people."""
    return sum(
        _send(
            kinds.MEETING_CANCELLED,
            booking,
            again=list_url(booking.meeting),
            reason=reason or "Not said",
        )
        for booking in bookings
    )


def send_moved(booking: SlotBooking, *, before: str, answers: str = "") -> int:
    """What was and what is, with who ``answers`` now where that is different."""
    where = where_words(booking)
    return _send(
        kinds.MOVED,
        booking,
        before=before,
        where=f"{where}\nWho answers: {answers}" if answers else where,
        details=details_words(booking),
    )


def reminders_of(booking: SlotBooking) -> list[Letter]:
    """Not yet queued: the caller writes them together with the memory that they were written."""
    context = {**about(booking), "where": where_words(booking), "details": details_words(booking)}
    return [
        Letter(kinds.REMINDER, person.email, {**context, "name": person.name}, booking.reference)
        for person in answering(booking)
    ]


def _send(key: str, booking: SlotBooking, **more: str) -> int:
    """Queues it for everybody who answers for the booking, who comes from ``for_page``."""
    context = {**about(booking), **more}
    letters = [
        Letter(
            key,
            person.email,
            {**context, "name": person.name},
            booking.reference,
            calendar_attachment(booking, to=person.email),
        )
        for person in answering(booking)
    ]
    queue_messages(letters=letters)
    return len(letters)
