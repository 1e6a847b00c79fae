"""Booking places. The order of the statements is measured: see ``docs/performance.md``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from bookings.places.approvals.asking import has_to_ask, open_approval
from bookings.places.approvals.letters import send_asked
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
    TermsChanged,
    TooManyBookings,
)
from bookings.places.models import Approval, Booking, Place, PlaceEvent, WaitingGroup
from bookings.places.prices import place_pence
from bookings.places.services import seats
from bookings.places.services.calendar_order import rise_above
from bookings.places.services.ending import note
from bookings.places.services.letters import send_confirmation
from bookings.places.services.offers import promote
from bookings.places.services.people import find_people, make_people
from bookings.places.services.standing import Standing, standing_of
from bookings.places.services.waiting_letters import send_joined
from bookings.places.session_reads import limits_for, session_for_booking
from bookings.places.terms.services import terms_for
from portal.accounts.models import Person, School, User
from portal.base import clock
from training.models import Session, SessionSeats

MOST_IN_AN_HOUR = 40
"""Bookings by one person. Planning a term for a whole school takes fewer; more is a script or a
mistake, and takes places from others. Cancelled ones count, or it could go on for ever."""

HAS_PLACE = "has a place on this date"
ALREADY = {
    str(Place.State.WAITING): "is on the waiting list of this date",
    str(Place.State.OFFERED): "has been offered a place on this date",
    str(Place.State.HELD): "has a place on this date that awaits approval",
}


def reserve_places(
    *,
    session_id: int,
    booker: Person,
    school: School | None,
    delegates: Sequence[Delegate],
    idem_key: UUID,
    actor: User,
    purchase_order: str = "",
    or_wait: bool = False,
    together: bool = False,
    shown_terms: str | None = None,
    now: datetime | None = None,
    read: Any = None,
) -> Booking:
    """Books a place for each delegate, all or none, and owes everybody their mail.

    The same ``idem_key`` again gives the first booking. With ``or_wait`` they join the waiting list when places
    are too few, to be offered them one by one, or only ``together``. ``shown_terms`` is the id of the terms that
    the booker read, empty for none. Where a head or approver has to agree first the places are held until they do.
    ``read`` is the session as the caller has just read it with ``session_reads``: that it still holds is looked at
    once its seats are held (see ``Standing.check``). Raises a ``BookingRefused`` with nothing written.
    """
    now = now or clock.now()
    session = read or _session(session_id)
    terms = terms_for(session, family=school is None)
    booking = Booking(
        session=session,
        booker=booker,
        school=school,
        idem_key=idem_key,
        purchase_order=purchase_order,
        price_pence=place_pence(session, places=len(delegates)),
        terms_id=terms.pk if terms else None,
    )
    wait = Wait(asked=or_wait, together=together)
    try:
        return _reserve(booking, delegates, actor, wait=wait, shown_terms=shown_terms, now=now)
    except _KeyUsed as used:
        return _first_booking(booking, delegates, used)


@dataclass(frozen=True)
class Wait:
    """What is to become of a booking for which there are too few places."""

    asked: bool
    together: bool


@transaction.atomic
def _reserve(
    booking: Booking,
    delegates: Sequence[Delegate],
    actor: User,
    *,
    wait: Wait,
    shown_terms: str | None,
    now: datetime,
) -> Booking:
    """The booking's transaction: its key first, then the seats, then all that is checked, then the rest."""
    _insert(booking)
    _check_asked(booking, delegates, now=now)
    seated = _take_seats(booking, number=len(delegates), or_wait=wait.asked)
    standing = standing_of(booking, now=now)
    _check_standing(booking, delegates, standing, shown_terms=shown_terms)
    if not seated and not wait.asked:
        raise SessionFull(free=standing.counter.left, wanted=len(delegates))
    seats.tell_change(counter=standing.counter, seated=seated, number=len(delegates))
    people = people_of_new(booking, delegates, actor)
    if seated:
        return _book(booking, people, actor, now=now)
    return _join_line(booking, people, actor, standing.counter, together=wait.together, now=now)


def _session(session_id: int) -> Any:
    try:
        session = session_for_booking(session_id)
    except Session.DoesNotExist:
        session = None
    if session is None or not hasattr(session, "seats"):
        raise NotBookable("This date cannot be booked.")
    return session


class _KeyUsed(Exception):
    """The form's key stands for a booking that is there, unless its cause was something else."""


def _insert(booking: Booking) -> None:
    """Of two with one key at once PostgreSQL makes the second wait for the first, SQLite lets one in at a time."""
    try:
        booking.save(force_insert=True)
    except IntegrityError as error:
        raise _KeyUsed from error


def insert_or_find(booking: Booking, delegates: Sequence[Delegate]) -> Booking | None:
    """Inserts the booking; or, when its key was used before, gives the first one."""
    try:
        with transaction.atomic():
            _insert(booking)
    except _KeyUsed as used:
        return _first_booking(booking, delegates, used)
    return None


def _first_booking(booking: Booking, delegates: Sequence[Delegate], used: _KeyUsed) -> Booking:
    """The booking that was made with this key.

    A key used for anything else is refused: others would be told "done" and have no place.
    """
    first = Booking.objects.filter(idem_key=booking.idem_key).first()
    if first is None:
        raise used.__cause__ or used
    parties = [(row.booker_id, row.session_id, row.school_id) for row in (first, booking)]
    if parties[0] != parties[1] or not _is_for(first, delegates):
        raise NotAllowed("This form has been used already. Start again from the course.") from None
    return first


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


def _check_asked(booking: Booking, delegates: Sequence[Delegate], *, now: datetime) -> None:
    """What can be said without holding the seats."""
    if not 1 <= len(delegates) <= MOST_AT_ONCE:
        raise BookingRefused(f"Choose between 1 and {MOST_AT_ONCE} people.")
    session: Any = booking.session
    if reason := session_refusal(session, now):
        raise NotBookable(reason)
    if reason := school_refusal(limits_for(session), booking.school):
        raise NotEligible(dict.fromkeys(range(len(delegates)), reason))


def _take_seats(booking: Booking, *, number: int, or_wait: bool) -> bool:
    """The guard: whether the places were taken, and not only a wait for them."""
    seated = seats.take_seats(session_id=booking.session_id, number=number, tell=False)
    if not seated and or_wait:
        seats.join_line(session_id=booking.session_id, number=number)
    return seated


def _check_standing(
    booking: Booking, delegates: Sequence[Delegate], standing: Standing, *, shown_terms: str | None
) -> None:
    """What only holds if it is looked at now."""
    booker, school = booking.booker, booking.school
    if shown_terms is not None and shown_terms != str(standing.terms_id or ""):
        raise TermsChanged(terms_id=standing.terms_id)
    if standing.lately >= MOST_IN_AN_HOUR:
        raise TooManyBookings(made=standing.lately)
    others = any(delegate.person_id != booker.pk for delegate in delegates)
    if reason := booker_refusal(
        membership=standing.membership, school=school, others=others, booker_name=booker.name
    ):
        raise NotAllowed(reason)
    standing.check(booking.session)
    if booking.terms_id != standing.terms_id:
        booking.terms_id = standing.terms_id
        booking.save(update_fields=["terms"])


def people_of(booking: Booking, delegates: Sequence[Delegate], actor: User | None) -> list[Person]:
    """Everybody who is to go, saved and fit to."""
    return _people(booking, delegates, actor)[0]


def people_of_new(booking: Booking, delegates: Sequence[Delegate], actor: User | None) -> list[Person]:
    """The same for a booking that was inserted just now: its calendar entries rise above these people's earlier."""
    people, before = _people(booking, delegates, actor)
    rise_above(booking=booking, before=before)
    return people


def _people(
    booking: Booking, delegates: Sequence[Delegate], actor: User | None
) -> tuple[list[Person], int | None]:
    school = booking.school
    people = find_people(delegates=delegates, booker=booking.booker, school=school)
    before = check_people(booking.session, people, delegates)
    make_people(people=people, delegates=delegates, school=school, actor=actor)
    return people, before


def check_people(session: Any, people: Sequence[Person], delegates: Sequence[Delegate]) -> int | None:
    """Raises ``NotEligible`` for people the session is not for, ``AlreadyBooked`` for those in it.

    Returns the highest number that a booking with an earlier place of theirs on this date has for calendars.
    """
    limits = limits_for(session)
    reasons = {}
    for number, (person, delegate) in enumerate(zip(people, delegates, strict=True)):
        role = person.role or delegate.role
        if reason := delegate_refusal(limits, name=person.name, role=role):
            reasons[number] = reason
    if reasons:
        raise NotEligible(reasons)
    known = [person.pk for person in people if person.pk]
    theirs = Place.objects.filter(session=session.pk, person__in=known).order_by()
    rows = list(theirs.values_list("person_id", "state", "booking__calendar_sequence"))
    states = {person: state for person, state, _number in rows if state in Place.ACTIVE}
    taken = {
        number: f"{person.name} {ALREADY.get(states[person.pk], HAS_PLACE)} already."
        for number, person in enumerate(people)
        if person.pk in states
    }
    if taken:
        raise AlreadyBooked(taken)
    return max((number for _person, _state, number in rows), default=None)


def _book(booking: Booking, people: Sequence[Person], actor: User, *, now: datetime) -> Booking:
    """Confirms their places, or holds them where somebody has to agree first."""
    readers = [booking.booker]
    if has_to_ask(booking, actor=actor):
        return hold_places(booking, people, actor, readers=readers, now=now)
    send_confirmation(booking=booking, places=write_places(booking, people, actor), readers=readers)
    return booking


def write_places(
    booking: Booking,
    people: Sequence[Person],
    actor: User,
    *,
    state: Place.State = Place.State.CONFIRMED,
    reason: str = "",
    approval: Approval | None = None,
) -> list[Place]:
    """A place in this state for each of these people, with its first event. Their seats are taken before."""
    places = Place.objects.bulk_create(
        Place(
            booking=booking,
            session=booking.session,
            person=person,
            role_id=person.role_id,
            state=state,
            approval=approval,
        )
        for person in people
    )
    note(places, PlaceEvent.Kind(state), actor=actor, reason=reason)
    return places


def hold_places(
    booking: Booking,
    people: Sequence[Person],
    actor: User,
    *,
    now: datetime,
    readers: Sequence[Person] | None = None,
    reason: str = "",
) -> Booking:
    """Their seats are theirs until somebody answers for the school; nothing is owed until then."""
    approval = open_approval(booking, now=now)
    held = Place.State.HELD
    places = write_places(booking, people, actor, state=held, reason=reason, approval=approval)
    booking.state, booking.price_pence = Booking.State.APPROVAL, 0
    booking.save(update_fields=["state", "price_pence"])
    send_asked(approval=approval, booking=booking, places=places, readers=readers)
    return booking


def _join_line(
    booking: Booking,
    people: Sequence[Person],
    actor: User,
    counter: SessionSeats,
    *,
    together: bool,
    now: datetime,
) -> Booking:
    """The last in the line; what is free beside a group that was passed over is offered at once.

    Nobody changes the ``counter`` meanwhile, as its row is held.
    """
    places = write_places(booking, people, actor, state=Place.State.WAITING)
    booking.state, booking.price_pence = Booking.State.WAITING, 0
    booking.save(update_fields=["state", "price_pence"])
    group = WaitingGroup.objects.create(
        booking=booking, session_id=booking.session_id, together=together and len(people) > 1
    )
    send_joined(group=group, places=places, readers=[booking.booker])
    if counter.taken < counter.capacity:
        promote(session_id=booking.session_id, now=now, tell_again=False)
    return booking
