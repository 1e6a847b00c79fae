"""Answers for a school that meet at one moment: one of them counts, and the counter equals the places."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from bookings.places.approvals.links import approval_path
from bookings.places.models import Approval, Place
from portal.accounts.models import Membership, User
from tests.factories.places import make_booker, make_booking
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from tests.races.clients import Press, press_together
from tests.races.crowd import cookie_of
from training.models import SessionSeats

pytestmark = pytest.mark.both_databases

ROUNDS = 10


def _asked() -> tuple[Approval, User, str]:
    """A place that is held, its booker, and the address of the head."""
    course = CoursePageFactory(needs_approval=True)
    session = SessionFactory(course=course, capacity=1, starts_at=in_a_week() + timedelta(days=7))
    user, booker, school = make_booker()
    head, _person, _school = make_booker(school, role=Membership.Role.APPROVER)
    booking = make_booking(session, booker, school)
    approval = booking.approvals.get()
    return approval, user, approval_path(approval, Membership.objects.get(person__user=head))


def _agrees(approval: Approval) -> tuple[str, str]:
    """The answer and the state of its place, once the counter is seen to equal the places."""
    approval.refresh_from_db()
    place = approval.places.get()
    holding = Place.objects.holding().filter(session=place.session_id).count()
    assert SessionSeats.objects.get(pk=place.session_id).taken == holding
    return approval.answer, place.state


def test_of_approving_and_refusing_at_once_one_counts(live_portal: str) -> None:
    for _round in range(ROUNDS):
        approval, _user, path = _asked()
        presses = [Press(path, {"answer": said}, "") for said in ("approve", "refuse") * 2]
        answers = press_together(live_portal, presses)
        assert sorted(answer.status for answer in answers) == [302, 302, 409, 409]
        assert _agrees(approval) in {("approved", "confirmed"), ("refused", "refused")}


def test_of_approving_and_giving_back_at_once_the_place_is_given_back(live_portal: str) -> None:
    for _round in range(ROUNDS):
        approval, user, path = _asked()
        cancel = reverse("bookings:cancel", args=[approval.booking.reference])
        answers = press_together(
            live_portal,
            [Press(path, {"answer": "approve"}, ""), Press(cancel, {}, cookie_of(user))],
        )
        assert answers[0].status in (302, 409)
        assert answers[1].status == 302
        assert _agrees(approval) in {("approved", "cancelled"), ("withdrawn", "cancelled")}
