"""Answering for a school, and what happens when nobody does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bookings.places.approvals.letters import send_lapsed, send_refused, send_reminder, send_shorter
from bookings.places.approvals.models import Approval, is_open, is_overdue
from bookings.places.approvals.rule import REMIND
from bookings.places.eligibility import offer_refusal
from bookings.places.errors import ApprovalOver, NotBookable
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.offer_times import last_end
from bookings.places.services import seats
from bookings.places.services.calendar_order import rise_above_earlier
from bookings.places.services.ending import end_places, note
from bookings.places.services.letters import send_confirmation
from bookings.places.services.offers import promote
from bookings.places.services.settling import add_price, settle
from bookings.places.session_reads import session_for_booking
from portal.accounts.models import User
from portal.base import clock
from training.choices import PriceUnit
from training.models import Session

logger = logging.getLogger(__name__)

Answer = Approval.Answer


@dataclass(frozen=True)
class Shortened:
    """An approval to be answered earlier than was said ``before``."""

    approval: Approval
    before: datetime


@transaction.atomic
def approve(
    *,
    approval: Approval,
    actor: User | None,
    by_link: bool = False,
    reason: str = "",
    now: datetime | None = None,
) -> list[Place]:
    """Confirms the places that are held for this approval; returns those that this call confirmed.

    One that is approved already is passed over, so that a repeat is harmless. Raises ``ApprovalOver`` when it was
    answered otherwise or its time is over, also while nobody has ended it yet, and ``NotBookable`` when the
    session is cancelled or has begun.
    """
    moment = now or clock.now()
    booking = _held(approval)
    if not _answer(approval, Answer.APPROVED, actor=actor, reason=reason, now=moment):
        return []
    if refusal := offer_refusal(booking.session, moment):
        raise NotBookable(refusal)
    places = _places(approval)
    _add_price(approval, booking, len(places))
    Place.objects.filter(pk__in=[place.pk for place in places]).update(state=Place.State.CONFIRMED)
    for place in places:
        place.state = Place.State.CONFIRMED
    note(places, PlaceEvent.Kind.APPROVED, actor=actor, by_link=by_link, reason=reason)
    note(places, PlaceEvent.Kind.CONFIRMED, actor=actor, by_link=by_link)
    settle(booking=booking)
    rise_above_earlier(booking=booking, people=[place.person for place in places])
    send_confirmation(booking=booking, places=places)
    return places


@transaction.atomic
def refuse(
    *,
    approval: Approval,
    actor: User | None,
    by_link: bool = False,
    reason: str = "",
    now: datetime | None = None,
) -> list[Place]:
    """Gives the places that are held to the next in the line; returns those that this call ended.

    Who booked reads the ``reason``. One that is refused already is passed over. Raises ``ApprovalOver`` as
    ``approve`` does.
    """
    moment = now or clock.now()
    booking = _held(approval)
    if not _answer(approval, Answer.REFUSED, actor=actor, reason=reason, now=moment):
        return []
    places = _places(approval)
    end_places(places=places, state=Place.State.REFUSED, actor=actor, by_link=by_link, reason=reason)
    _ended(approval, booking, places, tell=send_refused, now=moment)
    return places


def _answer(
    approval: Approval, answer: Approval.Answer, *, actor: User | None, reason: str, now: datetime
) -> bool:
    """Writes the answer if there is none yet and the time is not over; False when it is the same already."""
    words = {"answer": answer, "answered_at": now, "by": actor, "reason": reason}
    if Approval.objects.filter(is_open(now)).filter(pk=approval.pk).update(**words):
        approval.refresh_from_db()
        return True
    approval.refresh_from_db()
    if approval.answer == answer:
        return False
    raise ApprovalOver(_over(approval))


def _over(approval: Approval) -> str:
    nothing = "Nothing has changed."
    if approval.answer == Answer.APPROVED:
        return f"These places have been approved already. {nothing}"
    if approval.answer == Answer.REFUSED:
        return f"These places have been refused already. {nothing}"
    if approval.answer == Answer.WITHDRAWN:
        return f"These places are no longer asked for. {nothing}"
    return f"The time to answer is over, and the places are no longer held. {nothing}"


def _held(approval: Approval) -> Booking:
    """The booking as it is now, with the seats' row held: it comes first in every path."""
    session_id = approval.booking.session_id
    seats.hold_seats(session_id=session_id)
    booking = Booking.objects.select_related("booker", "school", "terms").get(pk=approval.booking_id)
    booking.session = session_for_booking(session_id)
    return booking


def _places(approval: Approval) -> list[Place]:
    held = Place.objects.filter(approval=approval, state=Place.State.HELD)
    return list(held.select_related("person").order_by("pk"))


def _add_price(approval: Approval, booking: Booking, number: int) -> None:
    """What was agreed when they were booked is owed from now on; a price for the whole school once."""
    if booking.session.course.price_unit == PriceUnit.SCHOOL:
        number = 0 if booking.places.live().exists() else 1
    add_price(booking=booking, pence=approval.place_pence * number)


def _ended(
    approval: Approval,
    booking: Booking,
    places: list[Place],
    *,
    tell: Callable[..., None],
    now: datetime,
) -> None:
    settle(booking=booking)
    tell(approval=approval, booking=booking, places=places)
    promote(session_id=booking.session_id, now=now)


def sweep_approvals() -> int:
    """Ends approvals that nobody gave in time and hands the places on; reminds of those with a day left.

    Returns how many it ended or reminded of. Safe to run at any time, twice or beside itself.
    """
    now = clock.now()
    over = Approval.objects.filter(is_overdue(now)).select_related("booking")
    soon = Approval.objects.filter(is_open(now)).filter(reminded_at=None, expires_at__lte=now + REMIND)
    ended = sum(_safely(_lapse, approval, now) for approval in over)
    return ended + sum(_safely(_remind, approval, now) for approval in soon.select_related("booking"))


def _safely(work: Callable[[Approval, datetime], bool], approval: Approval, now: datetime) -> bool:
    """Whether something was done; one that fails keeps no other from its turn."""
    try:
        return work(approval, now)
    except Exception:  # the next approval has nothing to do with this one's fault
        logger.exception("approval %s could not be moved on", approval.pk)
        return False


@transaction.atomic
def _lapse(approval: Approval, now: datetime) -> bool:
    """The converse of what answering asks for, so one of them wins."""
    booking = _held(approval)
    words = {"answer": Answer.LAPSED, "answered_at": now}
    if not Approval.objects.filter(is_overdue(now)).filter(pk=approval.pk).update(**words):
        return False
    places = _places(approval)
    end_places(places=places, state=Place.State.UNAPPROVED)
    _ended(approval, booking, places, tell=send_lapsed, now=now)
    return True


@transaction.atomic
def _remind(approval: Approval, now: datetime) -> bool:
    """The mark and the mails are written together, so that each is reminded of once."""
    booking = _held(approval)
    waits = Approval.objects.filter(is_open(now)).filter(pk=approval.pk, reminded_at=None)
    if not waits.update(reminded_at=now):
        return False
    send_reminder(approval=approval, booking=booking, places=_places(approval))
    return True


def shorten_approvals(*, session: Session, now: datetime | None = None) -> list[Shortened]:
    """Ends open approvals no later than booking, where it has come to close earlier; returns those shortened.

    Those who can answer are to be told at once, so they are reminded anew only where more than a day is left of the
    shorter time. Call inside the transaction that changed the session, with the seats' row held.
    """
    moment = now or clock.now()
    starts_at, closes_at = session.starts_at, session.closes_at
    if starts_at is None or closes_at is None or starts_at <= moment:
        return []
    until = last_end(now=moment, starts_at=starts_at, closes_at=closes_at)
    rows = Approval.objects.filter(is_open(moment)).filter(
        booking__session=session, expires_at__gt=until
    )
    found = list(rows.select_related("booking__booker", "booking__school", "booking__terms"))
    reminded = moment if until <= moment + REMIND else None
    Approval.objects.filter(pk__in=[row.pk for row in found]).update(
        expires_at=until, reminded_at=reminded
    )
    shortened = []
    for approval in found:
        before, approval.expires_at, approval.reminded_at = approval.expires_at, until, reminded
        shortened.append(Shortened(approval, before))
    return shortened


def tell_of_shorter(*, shortened: Sequence[Shortened], bookers: bool) -> None:
    """Tells those who can answer how much less time they have, and with ``bookers`` those who booked as well.

    All are of one session. Call after its change is written, in its transaction.
    """
    if not shortened:
        return
    session = session_for_booking(shortened[0].approval.booking.session_id)
    for one in shortened:
        booking = one.approval.booking
        booking.session = session
        send_shorter(
            approval=one.approval,
            booking=booking,
            places=_places(one.approval),
            before=one.before,
            bookers=bookers,
        )
