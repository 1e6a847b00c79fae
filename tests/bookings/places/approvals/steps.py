"""Courses and schools that want a head or approver to agree, and who that is."""

from __future__ import annotations

from typing import Any

from bookings.places.models import Approval, Booking
from portal.accounts.models import Membership, User
from tests.bookings.places.waiting_steps import START
from tests.factories.places import make_booker, make_booking
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import Session


def session_to_approve(**given: Any) -> Session:
    """A date of a course to whose places a head or approver has to agree."""
    course = CoursePageFactory(needs_approval=True, **given.pop("course", {}))
    session: Session = SessionFactory(course=course, **{"capacity": 1, "starts_at": START, **given})
    return session


def held_booking(session: Session | None = None, **given: Any) -> tuple[Booking, Approval, User]:
    """A SENCO's booking that awaits the approval of the head, who comes with it."""
    _user, booker, school = make_booker()
    head, _person, _school = make_booker(school, role=Membership.Role.APPROVER)
    booking = make_booking(session or session_to_approve(), booker, school, **given)
    return booking, booking.approvals.get(), head
