"""Bookings as the service makes them, with their seats, events and mails."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from bookings.places.delegates import Delegate
from bookings.places.models import Booking, Place
from bookings.places.services.reservations import reserve_places
from portal.accounts.models import Membership, Person, School, User
from tests.factories.accounts import MembershipFactory, PersonFactory, SchoolFactory, UserFactory
from tests.factories.training import SessionFactory
from training.models import Session


def make_booker(
    school: School | None = None, *, role: str = Membership.Role.SENCO, **user: Any
) -> tuple[User, Person, School]:
    """Somebody with a sign-in who belongs to ``school`` (or a new one) in ``role``."""
    account = UserFactory(**user)
    membership = MembershipFactory(
        person=PersonFactory(user=account),
        school=school or SchoolFactory(),
        role=role,
        started_on=date(2026, 9, 1),
    )
    return account, membership.person, membership.school


def make_colleague(school: School, **person: Any) -> Person:
    """A member of the school's staff without a sign-in."""
    colleague: Person = PersonFactory(**person)
    MembershipFactory(person=colleague, school=school, role=Membership.Role.STAFF)
    return colleague


def me(person: Person) -> Delegate:
    """Somebody known, as a delegate."""
    return Delegate(person_id=person.pk)


def make_booking(
    session: Session | None = None,
    booker: Person | None = None,
    school: School | None = None,
    people: list[Person] | None = None,
    **given: Any,
) -> Booking:
    """A confirmed booking; by default of one booker alone, who is new and has a school."""
    if booker is None:
        _user, booker, school = make_booker(school)
    return reserve_places(
        session_id=(session or SessionFactory()).pk,
        booker=booker,
        school=school,
        delegates=[me(person) for person in people or [booker]],
        idem_key=given.pop("idem_key", None) or uuid.uuid4(),
        actor=booker.user or UserFactory(),
        **given,
    )


def place_of(booking: Booking, person: Person) -> Place:
    """The person's place in the booking."""
    return booking.places.get(person=person)
