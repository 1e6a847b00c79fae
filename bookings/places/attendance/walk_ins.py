"""Somebody who came without a place gets one, and is marked present, in one step or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bookings.places.attendance.models import Presence
from bookings.places.attendance.services import FINISHED, mark, marking_refusal
from bookings.places.delegates import Delegate
from bookings.places.errors import CannotMark
from bookings.places.models import Place
from bookings.places.permissions import READ_EVERYONE
from bookings.places.services.people import find_people, make_people
from bookings.places.services.staff_bookings import book_for_school
from portal.accounts.models import Person, School, User
from portal.base import clock
from training.models import Meeting, Session

WHY = "Came without a place"


def walk_in_refusal(session: Any, meeting: Meeting, now: datetime | None = None) -> str:
    """Why nobody can be added to this meeting's register; empty when they can."""
    register = getattr(session, "register", None)
    if register is not None and register.finished_at is not None:
        return FINISHED
    if not hasattr(session, "seats"):
        return "Nobody has said how many places there are: an officer sets it with the session."
    return marking_refusal(session, meeting, now)


def reads_names(user: User, session: Session, school: School) -> bool:
    """Whether the names that the school knows are shown to ``user``, who takes this register.

    Who may read about all people reads them anyway. A trainer chooses among the colleagues of those who had booked;
    of any other school they type who came, or one day's register would open the staff lists of the whole county.
    Somebody added at the register opens nothing.
    """
    if user.has_perm(READ_EVERYONE):
        return True
    booked = Place.objects.active().filter(session=session, booking__school=school)
    return booked.exclude(events__reason__startswith=WHY).exists()


@transaction.atomic
def add_walk_in(
    *,
    session: Session,
    meeting: Meeting,
    school: School | None,
    who: Delegate,
    idem_key: UUID,
    actor: User,
    device: str = "",
    reason: str = "",
    over_capacity: bool = False,
    now: datetime | None = None,
) -> Place:
    """A place for somebody of ``school``, known or new, who is marked present; of a family without one.

    Limits hold as for any booking; past capacity it takes ``over_capacity`` and a ``reason``. They hear of it
    only when a meeting is to come. Raises ``CannotMark`` and the refusals of booking with nothing written.
    """
    now = now or clock.now()
    if refusal := walk_in_refusal(session, meeting, now):
        raise CannotMark(refusal)
    if over_capacity and not reason.strip():
        raise CannotMark("Say why more people come than there are places: it stays in the record.")
    person = _person(who, school, actor)
    booking = book_for_school(
        session_id=session.pk,
        booker=person,
        school=school,
        delegates=[Delegate(person_id=person.pk, role=who.role)],
        idem_key=idem_key,
        actor=actor,
        reason=f"{WHY}: {reason}" if reason.strip() else WHY,
        over_capacity=over_capacity,
        beside_line=True,  # the waiting list has ended by now, and they stand in the room
        walked_in=True,
        now=now,
    )
    place: Place = booking.places.get()
    mark(place=place, meeting=meeting, state=Presence.ATTENDED, actor=actor, device=device, now=now)
    return place


def _person(who: Delegate, school: School | None, actor: User) -> Person:
    """Somebody the school knows, or a new member of its staff. Of families nobody is looked up."""
    [person] = find_people(delegates=[who], booker=Person(), school=school)
    if person.pk is None:
        make_people(people=[person], delegates=[who], school=school, actor=actor)
    return person
