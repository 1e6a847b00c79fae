"""Officers book for a school that rings: by the same rules, and past capacity only with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bookings.places.approvals.asking import has_to_ask
from bookings.places.delegates import MOST_AT_ONCE, Delegate
from bookings.places.eligibility import school_refusal, staff_session_refusal
from bookings.places.errors import (
    BookingRefused,
    NotAllowed,
    NotBookable,
    NotEligible,
    OthersWait,
    SessionFull,
)
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.prices import place_pence
from bookings.places.services import seats
from bookings.places.services.ending import note
from bookings.places.services.letters import send_confirmation
from bookings.places.services.reservations import (
    hold_places,
    insert_or_find,
    people_of_new,
    write_places,
)
from bookings.places.session_reads import limits_for, sessions_for_booking
from bookings.places.terms.services import current_terms, terms_id_for
from portal.accounts.models import Membership, Person, School, User
from portal.base import clock
from training.models import Session, SessionSeats


@transaction.atomic
def book_for_school(
    *,
    session_id: int,
    booker: Person,
    school: School | None,
    delegates: Sequence[Delegate],
    idem_key: UUID,
    actor: User,
    reason: str,
    agreed: str = "",
    over_capacity: bool = False,
    beside_line: bool = False,
    walked_in: bool = False,
    now: datetime | None = None,
) -> Booking:
    """Books for ``booker``, who rang, and owes everybody the mails of any booking.

    Officers can book until the session begins, within its limits. With ``over_capacity`` more come than there
    are places; with ``beside_line`` although others wait; with ``walked_in`` after it began too, then with mails
    only if a meeting is to come. ``reason`` is kept. Where a head or approver has to agree the places are held
    until they do, unless ``agreed`` says who has, or those who go are in the room already. Raises a
    ``BookingRefused`` with nothing written.
    """
    if not 1 <= len(delegates) <= MOST_AT_ONCE:
        raise BookingRefused(f"Choose between 1 and {MOST_AT_ONCE} people.")
    session = _session(session_id)
    booking = _new(session, booker, school, idem_key, number=len(delegates))
    if first := insert_or_find(booking, delegates):
        return first
    moment = now or clock.now()
    _check(session, booker, school, delegates, None if walked_in else moment)
    _take(session, len(delegates), over_capacity=over_capacity, beside_line=beside_line)
    people = people_of_new(booking, delegates, actor)
    since = moment if walked_in else None
    return _book(booking, people, actor, reason=reason, agreed=agreed, since=since, now=moment)


def _new(session: Any, booker: Person, school: School | None, idem_key: UUID, *, number: int) -> Booking:
    return Booking(
        session=session,
        booker=booker,
        school=school,
        idem_key=idem_key,
        price_pence=place_pence(session, places=number),
        terms_id=terms_id_for(session, family=school is None),
    )


def _book(
    booking: Booking,
    people: Sequence[Person],
    actor: User,
    *,
    reason: str,
    agreed: str,
    since: datetime | None,
    now: datetime,
) -> Booking:
    """Confirms their places, or holds them until the school agrees, if it has not by telephone.

    Those who walked in, at ``since``, are there already.
    """
    asks = since is None and has_to_ask(booking, actor=None)
    if asks and not agreed:
        return hold_places(booking, people, actor, now=now, reason=reason)
    places = write_places(booking, people, actor, reason=reason)
    if asks:
        note(places, PlaceEvent.Kind.APPROVED, actor=actor, reason=agreed)
    _confirm(booking, places, since=since)
    return booking


def _confirm(booking: Booking, places: Sequence[Place], *, since: datetime | None) -> None:
    """Owes the mails; to those who walked in at ``since`` only when a meeting is still to come."""
    if since is None or booking.session.meetings.filter(starts_at__gt=since).exists():
        send_confirmation(booking=booking, places=places)


def _session(session_id: int) -> Any:
    found = sessions_for_booking().annotate(**current_terms()).filter(pk=session_id).first()
    if found is None or not hasattr(found, "seats"):
        raise NotBookable("This date cannot be booked.")
    return found


def _check(
    session: Any,
    booker: Person,
    school: School | None,
    delegates: Sequence[Delegate],
    moment: datetime | None,
) -> None:
    """Without a moment, whoever lets them in has looked whether the session takes place."""
    if moment is not None and (refusal := staff_session_refusal(session, moment)):
        raise NotBookable(refusal)
    belongs = Membership.objects.current().filter(person=booker, school=school)
    if school is not None and not belongs.exists():
        raise NotAllowed(f"{booker.name} does not belong to {school.name}.")
    if refusal := school_refusal(limits_for(session), school):
        raise NotEligible(dict.fromkeys(range(len(delegates)), refusal))


def _take(session: Any, number: int, *, over_capacity: bool, beside_line: bool) -> None:
    """Takes the seats, and looks at the session again: they would be told an old time otherwise."""
    if not seats.take_seats(session_id=session.pk, number=number):
        _take_more(session.pk, number, over_capacity=over_capacity, beside_line=beside_line)
    now_is = Session.objects.filter(pk=session.pk).values_list("state", "calendar_sequence").first()
    if now_is != (session.state, session.calendar_sequence):
        raise NotBookable("This date has just been changed. Nothing has been booked: see how it is now.")


def _take_more(session_id: int, number: int, *, over_capacity: bool, beside_line: bool) -> None:
    # The row is held from here on, so what it says stays true until the end.
    seats.hold_seats(session_id=session_id)
    counter = SessionSeats.objects.get(pk=session_id)
    if counter.waiting and not beside_line:
        raise OthersWait(waiting=counter.waiting)
    if counter.taken + number > counter.capacity and not over_capacity:
        raise SessionFull(free=max(counter.capacity - counter.taken, 0), wanted=number)
    seats.overbook(session_id=session_id, number=number)
