"""What stays with a school when somebody leaves it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template import Context, Template

from bookings.places.services.cancellations import cancel_places
from portal.accounts.models import Membership
from portal.base import clock
from tests.factories.accounts import MembershipFactory
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db


def said(membership: Membership) -> str:
    template = Template("{% load left_behind %}{% left_behind membership %}")
    return " ".join(template.render(Context({"membership": membership})).split())


def test_bookings_to_come_and_own_places_are_counted() -> None:
    _user, person, school = make_booker()
    colleague = make_colleague(school)
    make_booking(SessionFactory(), person, school)
    make_booking(SessionFactory(), person, school, [colleague])
    gone = make_booking(SessionFactory(), person, school, [colleague])
    cancel_places(booking=gone, actor=None)
    words = said(Membership.objects.get(person=person))
    assert "The 2 bookings to come that they made stay with the school" in words
    assert "They have 1 place of their own to come" in words


def test_another_schools_and_past_bookings_are_not_told() -> None:
    _user, person, school = make_booker()
    other = MembershipFactory(person=person).school
    make_booking(SessionFactory(), person, other)
    past = SessionFactory()
    make_booking(past, person, school)
    then = clock.now() - timedelta(days=2)
    past.__class__.objects.filter(pk=past.pk).update(starts_at=then, ends_at=then + timedelta(hours=1))
    words = said(Membership.objects.get(person=person, school=school))
    assert "nothing to come that they booked" in words
    assert "of their own" not in words
