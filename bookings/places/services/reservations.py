"""Booking places. The order of the statements is measured: see ``docs/performance.md``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import BigAutoField, Count, DateTimeField, Subquery
from django.db.models.functions import Coalesce

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
from bookings.places.prices import price_pence
from bookings.places.services import seats
from bookings.places.services.calendar_order import rise_above_earlier
from bookings.places.services.ending import note
from bookings.places.services.letters import send_confirmation
from bookings.places.services.offers import promote
from bookings.places.services.people import find_people, make_people
from bookings.places.services.waiting_letters import send_joined
from bookings.places.session_reads import limits_for, sessions_for_booking
from bookings.places.terms.services import current_terms, terms_id_for
from portal.accounts.models import Membership, Person, School, User
from portal.base import clock
from portal.base.prepared import Prepared, Slot
from training.choices import BOOKABLE
from training.models import Session, SessionSeats
from training.querysets import SessionQuerySet

MOST_IN_AN_HOUR = 40
"""Bookings by one person. Planning a term for a whole school takes fewer; more is a script or a
mistake, and takes places from others. Cancelled ones count, or it could go on for ever."""

HAS_PLACE = "has a place on this date"
ALREADY = {
    str(Place.State.WAITING): "is on the waiting list of this date",
    str(Place.State.OFFERED): "has been offered a place on this date",
    str(Place.State.HELD): "has a place on this date that awaits approval",
}


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
    or_wait: bool = False,
    together: bool = False,
    shown_terms: str | None = None,
    now: datetime | None = None,
) -> Booking:
    """Books a place for each delegate, all or none, and owes everybody their mail.

    The same ``idem_key`` again gives the first booking. With ``or_wait`` they join the waiting list when places
    are too few, to be offered them one by one, or only ``together``. ``shown_terms`` is the id of the terms that
    the booker read, empty for none. Where a head or approver has to agree first the places are held until they do.
    Raises a ``BookingRefused`` (see ``errors``) with nothing written.
    """
    now = now or clock.now()
    session = _session(session_id, booker=booker, now=now)
    booking = Booking(
        session=session,
        booker=booker,
        school=school,
        idem_key=idem_key,
        purchase_order=purchase_order,
        price_pence=price_pence(session.course, places=len(delegates)),
        terms_id=terms_id_for(session, family=school is None),
    )
    if first := insert_or_find(booking, delegates):
        return first
    _check_asked(booking, delegates, shown_terms=shown_terms, now=now)
    seated = _take_seats(session, number=len(delegates), or_wait=or_wait)
    people = people_of(booking, delegates, actor)
    if not seated:
        return _join_line(booking, people, actor, together=together, now=now)
    return _book(booking, people, actor, now=now)


def _to_book() -> SessionQuerySet:
    made = Booking.objects.filter(
        booker=Slot("booker", BigAutoField()), created_at__gt=Slot("since", DateTimeField())
    )
    number = made.order_by().values("booker").annotate(number=Count("pk")).values("number")
    rows = sessions_for_booking().annotate(lately=Coalesce(Subquery(number), 0), **current_terms())
    return rows.filter(pk=Slot("pk", BigAutoField())).order_by()


_sessions = Prepared(_to_book)


def _session(session_id: int, *, booker: Person, now: datetime) -> Any:
    """The session; ``lately`` says how many bookings the booker has made in the last hour."""
    session = _sessions.first(pk=session_id, booker=booker.pk, since=now - timedelta(hours=1))
    if session is None or not hasattr(session, "seats"):
        raise NotBookable("This date cannot be booked.")
    return session


def insert_or_find(booking: Booking, delegates: Sequence[Delegate]) -> Booking | None:
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
    booking: Booking, delegates: Sequence[Delegate], *, shown_terms: str | None, now: datetime
) -> None:
    if shown_terms is not None and shown_terms != str(booking.terms_id or ""):
        raise TermsChanged(terms_id=booking.terms_id)
    session: Any = booking.session
    booker, school = booking.booker, booking.school
    if not 1 <= len(delegates) <= MOST_AT_ONCE:
        raise BookingRefused(f"Choose between 1 and {MOST_AT_ONCE} people.")
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


def _take_seats(session: Session, *, number: int, or_wait: bool) -> bool:
    """The guard: whether the places were taken, and not only a wait for them.

    What was read before it may be old. The session is looked at again: somebody who booked a date that was
    moved meanwhile would be told the old time, and nobody would write to them again.
    """
    seated = seats.take_seats(session_id=session.pk, number=number)
    if not seated and not or_wait:
        counter = SessionSeats.objects.get(pk=session.pk)
        raise SessionFull(free=counter.left, wanted=number)
    if not seated:
        seats.join_line(session_id=session.pk, number=number)
    now_is = Session.objects.filter(pk=session.pk).values_list("state", "calendar_sequence").first()
    if now_is is None or now_is[0] not in BOOKABLE:
        raise NotBookable("Booking for this date has just closed.")
    if now_is[1] != session.calendar_sequence:
        raise NotBookable("This date has just been changed. Nothing has been booked: see how it is now.")
    return seated


def people_of(booking: Booking, delegates: Sequence[Delegate], actor: User | None) -> list[Person]:
    """Everybody who is to go, saved and fit to."""
    school = booking.school
    people = find_people(delegates=delegates, booker=booking.booker, school=school)
    check_people(booking.session, people, delegates)
    make_people(people=people, delegates=delegates, school=school, actor=actor)
    return people


def check_people(session: Any, people: Sequence[Person], delegates: Sequence[Delegate]) -> None:
    """Raises ``NotEligible`` for people the session is not for, ``AlreadyBooked`` for those in it."""
    limits = limits_for(session)
    reasons = {}
    for number, (person, delegate) in enumerate(zip(people, delegates, strict=True)):
        role = person.role or delegate.role
        if reason := delegate_refusal(limits, name=person.name, role=role):
            reasons[number] = reason
    if reasons:
        raise NotEligible(reasons)
    known = [person.pk for person in people if person.pk]
    states = dict(
        Place.objects.active()
        .filter(session=session, person__in=known)
        .values_list("person_id", "state")
    )
    taken = {
        number: f"{person.name} {ALREADY.get(states[person.pk], HAS_PLACE)} already."
        for number, person in enumerate(people)
        if person.pk in states
    }
    if taken:
        raise AlreadyBooked(taken)


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
    rise_above_earlier(booking=booking, people=people)
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
    booking: Booking, people: Sequence[Person], actor: User, *, together: bool, now: datetime
) -> Booking:
    """The last in the line; what is free beside a group that was passed over is offered at once."""
    places = write_places(booking, people, actor, state=Place.State.WAITING)
    booking.state, booking.price_pence = Booking.State.WAITING, 0
    booking.save(update_fields=["state", "price_pence"])
    group = WaitingGroup.objects.create(
        booking=booking, session_id=booking.session_id, together=together and len(people) > 1
    )
    send_joined(group=group, places=places, readers=[booking.booker])
    promote(session_id=booking.session_id, now=now, tell_again=False)
    return booking
