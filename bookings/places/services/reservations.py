"""Booking places. The order of the statements is measured: see ``docs/performance.md``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Subquery
from django.db.models.functions import Coalesce

from bookings.places.delegates import MOST_AT_ONCE, Delegate
from bookings.places.eligibility import (
    booker_refusal,
    delegate_refusal,
    school_refusal,
    session_refusal,
)
from bookings.places.errors import (
    AlreadyBooked,
    BookingRefused,
    NotAllowed,
    NotBookable,
    NotEligible,
    SessionFull,
    TooManyBookings,
)
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.prices import price_pence
from bookings.places.services import seats
from bookings.places.services.letters import send_confirmation
from bookings.places.services.people import find_people, make_people
from bookings.places.session_reads import limits_for, sessions_for_booking
from portal.accounts.models import Membership, Person, School, User
from portal.base import clock
from training.choices import BOOKABLE
from training.models import Session, SessionSeats

MOST_IN_AN_HOUR = 40
"""Bookings by one person. Planning a term for a whole school takes fewer; more is a script or a
mistake, and takes places from others. Cancelled ones count, or it could go on for ever."""


@transaction.atomic
def reserve_places(
    *,
    session_id: int,
    booker: Person,
    school: School | None,
    delegates: Sequence[Delegate],
    idem_key: UUID,
    actor: User,
    purchase_order: str = "",
    now: datetime | None = None,
) -> Booking:
    """Books a place for each delegate, all or none, and owes everybody their mail.

    The same ``idem_key`` again gives the first booking and changes nothing. ``school`` is None for
    a parent or carer. Raises a ``BookingRefused`` with nothing written: ``SessionFull``,
    ``NotBookable``, ``NotEligible`` (``AlreadyBooked``) by delegate, ``NotAllowed``, or
    ``TooManyBookings``.
    """
    if not 1 <= len(delegates) <= MOST_AT_ONCE:
        raise BookingRefused(f"Choose between 1 and {MOST_AT_ONCE} people.")
    now = now or clock.now()
    session = _session(session_id, booker=booker, now=now)
    booking = Booking(
        session=session,
        booker=booker,
        school=school,
        idem_key=idem_key,
        purchase_order=purchase_order,
        price_pence=price_pence(session.course, places=len(delegates)),
    )
    if first := _insert_or_find(booking, delegates):
        return first
    _check_asked(session, booker=booker, school=school, delegates=delegates, now=now)
    _take_seats(session_id=session_id, number=len(delegates))
    people = find_people(delegates=delegates, booker=booker, school=school)
    _check_people(session, people, delegates)
    make_people(people=people, delegates=delegates, school=school, actor=actor)
    places = _write_places(booking, people, actor)
    send_confirmation(booking=booking, places=places)
    return booking


def _session(session_id: int, *, booker: Person, now: datetime) -> Any:
    """The session; ``lately`` says how many bookings the booker has made in the last hour."""
    made = Booking.objects.filter(booker=booker, created_at__gt=now - timedelta(hours=1)).order_by()
    number = made.values("booker").annotate(number=Count("pk")).values("number")
    rows = sessions_for_booking().annotate(lately=Coalesce(Subquery(number), 0))
    session = rows.filter(pk=session_id).first()
    if session is None or not hasattr(session, "seats"):
        raise NotBookable("This date cannot be booked.")
    return session


def _insert_or_find(booking: Booking, delegates: Sequence[Delegate]) -> Booking | None:
    """Inserts the booking; or, when its key was used before, gives the first one.

    A key used for anything else is refused: others would be told "done" and have no place.

    Of two at once PostgreSQL makes the second wait for the first, SQLite lets one in at a time.
    """
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError:
        first = Booking.objects.filter(idem_key=booking.idem_key).first()
        if first is None:
            raise
        parties = [(row.booker_id, row.session_id, row.school_id) for row in (first, booking)]
        if parties[0] != parties[1] or not _is_for(first, delegates):
            raise NotAllowed("This form has been used already. Start again from the course.") from None
        return first
    return None


def _is_for(booking: Booking, delegates: Sequence[Delegate]) -> bool:
    """Whether the booking's places, cancelled ones too, are those of just these delegates."""
    people = [place.person for place in booking.places.select_related("person")]
    by_email = {person.email.lower(): person.pk for person in people if person.email}
    asked = [
        by_email.get(delegate.email.strip().lower())
        if delegate.person_id is None
        else delegate.person_id
        for delegate in delegates
    ]
    return len(asked) == len(people) and set(asked) == {person.pk for person in people}


def _check_asked(
    session: Any,
    *,
    booker: Person,
    school: School | None,
    delegates: Sequence[Delegate],
    now: datetime,
) -> None:
    if session.lately >= MOST_IN_AN_HOUR:
        raise TooManyBookings(made=session.lately)
    if reason := session_refusal(session, now):
        raise NotBookable(reason)
    membership = None
    if school is not None:
        membership = Membership.objects.current().filter(person=booker, school=school).first()
    others = any(delegate.person_id != booker.pk for delegate in delegates)
    if reason := booker_refusal(
        membership=membership, school=school, others=others, booker_name=booker.name
    ):
        raise NotAllowed(reason)
    if reason := school_refusal(limits_for(session), school):
        raise NotEligible(dict.fromkeys(range(len(delegates)), reason))


def _take_seats(*, session_id: int, number: int) -> None:
    """The guard. What was read before it may be old, so the session's state is looked at again."""
    if not seats.take_seats(session_id=session_id, number=number):
        counter = SessionSeats.objects.get(pk=session_id)
        raise SessionFull(free=counter.left, wanted=number)
    if not Session.objects.filter(pk=session_id, state__in=BOOKABLE).exists():
        raise NotBookable("Booking for this date has just closed.")


def _check_people(session: Any, people: Sequence[Person], delegates: Sequence[Delegate]) -> None:
    limits = limits_for(session)
    reasons = {}
    for number, (person, delegate) in enumerate(zip(people, delegates, strict=True)):
        role = person.role or delegate.role
        if reason := delegate_refusal(limits, name=person.name, role=role):
            reasons[number] = reason
    if reasons:
        raise NotEligible(reasons)
    known = [person.pk for person in people if person.pk]
    booked = set(
        Place.objects.live()
        .filter(session=session, person__in=known)
        .values_list("person_id", flat=True)
    )
    taken = {
        number: f"{person.name} has a place on this date already."
        for number, person in enumerate(people)
        if person.pk in booked
    }
    if taken:
        raise AlreadyBooked(taken)


def _write_places(booking: Booking, people: Sequence[Person], actor: User) -> list[Place]:
    places = Place.objects.bulk_create(
        Place(booking=booking, session=booking.session, person=person, role_id=person.role_id)
        for person in people
    )
    PlaceEvent.objects.bulk_create(
        PlaceEvent(place=place, kind=PlaceEvent.Kind.CONFIRMED, actor=actor) for place in places
    )
    # Calendars ignore an entry that does not rise above the one that was cancelled before.
    before = Booking.objects.filter(
        session_id=booking.session_id, places__person__in=people, places__state=Place.State.CANCELLED
    ).aggregate(highest=Max("calendar_sequence"))["highest"]
    if before is not None:
        booking.calendar_sequence = before + 1
        booking.save(update_fields=["calendar_sequence"])
    return places
