"""What the page of one slot says: to whoever has its secret address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bookings.slots.choices import MeetingState
from bookings.slots.eligibility import cancellation_refusal, change_refusal
from bookings.slots.joining import details_words, where_words
from bookings.slots.models import LiftAction, SlotBooking
from bookings.slots.services.letters import when_words
from portal.accounts.models import Membership, User
from portal.base import clock

State = SlotBooking.State


@dataclass(frozen=True)
class SlotPage:
    """A slot as its reader sees it. The question and what was agreed are shown to those who ``may_read`` only: once
    who booked has left the school, the address in their mails tells no more of it."""

    booking: SlotBooking
    heading: str
    words: str
    when: str
    where: str
    details: str
    may_read: bool
    may_change: bool
    may_cancel: bool
    actions: list[LiftAction]
    history: list[str]


def may_read(booking: SlotBooking, user: Any) -> bool:
    """Whether who booked still belongs to the school, or the reader is signed in and speaks for it."""
    if _booker_is_there(booking):
        return True
    return (
        isinstance(user, User) and SlotBooking.objects.readable_by(user).filter(pk=booking.pk).exists()
    )


def address_for(booking: SlotBooking, user: Any) -> str:
    """Whose calendar the slot's file is for: that of who booked, or once they have left that of its reader."""
    return booking.booker.email if _booker_is_there(booking) else user.email


def _booker_is_there(booking: SlotBooking) -> bool:
    there = Membership.objects.current().filter(school=booking.school_id, person=booking.booker_id)
    return there.exists()


def slot_page(booking: SlotBooking, user: Any, now: datetime | None = None) -> SlotPage:
    """The page of ``booking``, which comes from ``for_page``."""
    at = now or clock.now()
    reads, live = may_read(booking, user), booking.is_live
    to_come = live and booking.slot.ends_at > at
    heading, words = _said(booking, at)
    return SlotPage(
        booking=booking,
        heading=heading,
        words=words,
        when=when_words(booking),
        where=where_words(booking, at) if to_come and reads else "",
        details=details_words(booking) if to_come and reads else "",
        may_read=reads,
        may_change=reads and live and not change_refusal(booking, at),
        may_cancel=reads and live and not cancellation_refusal(booking, at),
        actions=told_actions(booking) if reads else [],
        history=_history(booking) if reads else [],
    )


def told_actions(booking: SlotBooking) -> list[LiftAction]:
    """What was agreed, once the school was told: nobody finds it here first."""
    return list(booking.actions.filter(told_at__isnull=False).select_related("owner"))


def school_action(booking: SlotBooking, pk: int | None) -> LiftAction | None:
    """An action that the school itself does, to be noted as done by it."""
    return next((row for row in told_actions(booking) if row.pk == pk and row.owner_id is None), None)


def _said(booking: SlotBooking, at: datetime) -> tuple[str, str]:
    meeting = booking.meeting
    if booking.state == State.MEETING_CANCELLED or meeting.state == MeetingState.CANCELLED:
        return "This date is cancelled", meeting.cancelled_words
    if not booking.is_live:
        return "This slot is cancelled", "Another school can have it."
    if booking.slot.ends_at <= at:
        return "This slot is over", "Thank you for bringing your question."
    return "Your slot", ""


def _history(booking: SlotBooking) -> list[str]:
    """What happened, when and by whom; never why, which staff write for staff."""
    lines = []
    for event in booking.events.select_related("actor"):
        by = ", through the link in an e-mail" if event.by_link else ""
        if not by and event.actor is not None and event.actor_id == booking.booker.user_id:
            by = f", by {booking.booker.name}"
        lines.append(f"{event.get_kind_display()}, {clock.say_moment(event.at)}{by}")
    return lines
