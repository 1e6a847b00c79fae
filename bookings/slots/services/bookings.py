"""Booking a slot, changing what is asked, and giving the slot back.

Each takes the meeting's row first, so that of two people one comes first and the other sees it; the database's
constraint is the net below.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from bookings.places.errors import TooManyBookings
from bookings.slots.eligibility import (
    area_refusal,
    booker_refusal,
    cancellation_refusal,
    change_refusal,
    meeting_refusal,
    number_refusal,
    school_refusal,
)
from bookings.slots.errors import EnoughSlots, NotInLift, SlotClosed, SlotNotForThem, SlotTaken
from bookings.slots.models import Slot, SlotBooking, SlotEvent, SupportMeeting
from bookings.slots.services.letters import send_booked, send_cancelled
from portal.accounts.models import Membership, Person, School, User
from portal.base import clock
from portal.vocabulary.models import AreaOfNeed

MOST_IN_AN_HOUR = 20
"""Slots that one person books, cancelled ones counted: more is a script, and takes them from others."""


def hold_meeting(meeting_id: int) -> SupportMeeting:
    """The meeting as it is now, held until the transaction ends."""
    rows = SupportMeeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("district", "area_of_need", "venue").get(pk=meeting_id)


@transaction.atomic
def book_slot(
    *,
    slot_id: int,
    school: School,
    booker: Person,
    area: AreaOfNeed,
    question: str,
    idem_key: UUID,
    actor: User | None,
    now: datetime | None = None,
) -> SlotBooking:
    """Books the slot for the school's question and owes the booker their mail.

    The same ``idem_key`` again gives the first booking. Raises a ``BookingRefused`` with nothing written.
    """
    slot = Slot.objects.filter(pk=slot_id).first()
    if slot is None:
        raise SlotClosed("This slot is not offered any more.")
    meeting = hold_meeting(slot.meeting_id)
    if first := _made_before(idem_key, slot=slot, school=school, booker=booker):
        return first
    slot.refresh_from_db()
    booking = SlotBooking(
        slot=slot, school=school, booker=booker, area_of_need=area, question=question, idem_key=idem_key
    )
    _check(meeting, booking, now or clock.now())
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError:
        raise SlotTaken from None
    note(booking, SlotEvent.Kind.BOOKED, actor=actor)
    send_booked(_fresh(booking))
    return booking


def _made_before(idem_key: UUID, *, slot: Slot, school: School, booker: Person) -> SlotBooking | None:
    """The booking that this form made already. For anything else its key is no good any more."""
    first = SlotBooking.objects.filter(idem_key=idem_key).first()
    if first is None:
        return None
    if (first.slot_id, first.school_id, first.booker_id) != (slot.pk, school.pk, booker.pk):
        raise SlotClosed("This form has been used already. Look at your slots, or open the form again.")
    return first


def _check(meeting: SupportMeeting, booking: SlotBooking, now: datetime) -> None:
    school, booker = booking.school, booking.booker
    part = Membership.objects.current().filter(person=booker, school=school).first()
    if reason := booker_refusal(meeting, part) or school_refusal(meeting, school):
        raise SlotNotForThem(reason)
    if reason := meeting_refusal(meeting, now):
        raise SlotClosed(reason)
    if booking.slot.dropped:
        raise SlotClosed("This slot is not offered any more.")
    if reason := area_refusal(meeting, booking.area_of_need):
        raise NotInLift(reason)
    if reason := number_refusal(meeting, school):
        raise EnoughSlots(reason)
    lately = SlotBooking.objects.filter(booker=booker, created_at__gt=now - timedelta(hours=1)).count()
    if lately >= MOST_IN_AN_HOUR:
        raise TooManyBookings(made=lately)
    if SlotBooking.objects.live().filter(slot=booking.slot).exists():
        raise SlotTaken


@transaction.atomic
def cancel_slot(
    *,
    booking: SlotBooking,
    actor: User | None,
    by_link: bool = False,
    reason: str = "",
    now: datetime | None = None,
) -> bool:
    """Gives the slot back, so that another school can have it; says whether this call did.

    Repeats are harmless. Raises ``SlotClosed`` once the slot has begun.
    """
    held = _held(booking)
    if not held.is_live:
        return False
    if refusal := cancellation_refusal(held, now):
        raise SlotClosed(refusal)
    end(held, SlotBooking.State.CANCELLED, actor=actor, by_link=by_link, reason=reason)
    send_cancelled(held)
    return True


@transaction.atomic
def change_question(
    *,
    booking: SlotBooking,
    question: str,
    area: AreaOfNeed,
    actor: User | None,
    by_link: bool = False,
    now: datetime | None = None,
) -> bool:
    """Keeps another question, until the agenda is closed; says whether anything was different.

    Raises ``SlotClosed`` when it cannot be changed any more, and ``NotInLift`` as ``book_slot`` does.
    """
    held = _held(booking)
    if refusal := change_refusal(held, now):
        raise SlotClosed(refusal)
    if reason := area_refusal(held.meeting, area):
        raise NotInLift(reason)
    if (held.question, held.area_of_need_id) == (question, area.pk):
        return False
    held.question, held.area_of_need = question, area
    held.save(update_fields=["question", "area_of_need"])
    note(held, SlotEvent.Kind.CHANGED, actor=actor, by_link=by_link)
    return True


def end(
    booking: SlotBooking,
    state: SlotBooking.State,
    *,
    actor: User | None,
    by_link: bool = False,
    reason: str = "",
) -> None:
    """Ends a booking whose meeting is held. Who is told is the caller's."""
    booking.state, booking.ended_at = state, clock.now()
    booking.calendar_sequence += 1
    booking.save(update_fields=["state", "ended_at", "calendar_sequence"])
    note(booking, SlotEvent.Kind(state), actor=actor, by_link=by_link, reason=reason)


def note(
    booking: SlotBooking,
    kind: SlotEvent.Kind,
    *,
    actor: User | None,
    by_link: bool = False,
    reason: str = "",
) -> None:
    """Adds to what happened to the booking."""
    SlotEvent.objects.create(booking=booking, kind=kind, actor=actor, by_link=by_link, reason=reason)


def _held(booking: SlotBooking) -> SlotBooking:
    """The booking as it is now; its meeting is held."""
    hold_meeting(booking.slot.meeting_id)
    return _fresh(booking)


def _fresh(booking: SlotBooking) -> SlotBooking:
    return SlotBooking.objects.for_page().get(pk=booking.pk)
