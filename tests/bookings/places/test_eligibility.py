"""Each rule answers with a sentence that explains, or with nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bookings.places.eligibility import (
    Limits,
    booker_refusal,
    cancellation_refusal,
    delegate_refusal,
    school_refusal,
    session_refusal,
)
from portal.accounts.models import Membership
from portal.base import clock
from portal.vocabulary.choices import AudienceGroup
from tests.conftest import A_MONDAY
from tests.factories.accounts import MembershipFactory, SchoolFactory
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory, DistrictFactory

pytestmark = pytest.mark.django_db


def limits(*, districts: Any = (), audiences: Any = (), own: bool = False) -> Limits:
    return Limits(districts, audiences or [AudienceFactory(slug="teacher")], own)


def test_an_open_session_is_refused_to_nobody() -> None:
    assert session_refusal(SessionFactory()) == ""


def test_a_full_session_is_not_refused_here_as_seats_decide() -> None:
    assert session_refusal(SessionFactory(capacity=1, taken=1)) == ""


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"state": "draft"}, "not open to the public yet"),
        ({"visible_from": timezone.now() + timedelta(days=1)}, "not open to the public yet"),
        ({"state": "closed"}, "has closed"),
        ({"booking_closes_at": timezone.now() - timedelta(minutes=1)}, "has closed"),
        ({"booking_opens_at": timezone.now() + timedelta(days=1)}, "opens at"),
        ({"state": "cancelled"}, "has been cancelled"),
        ({"state": "completed"}, "has taken place"),
        ({"starts_at": timezone.now() - timedelta(minutes=5)}, "has begun"),
        ({"starts_at": timezone.now() - timedelta(days=5)}, "has taken place"),
    ],
)
def test_a_session_says_why_it_cannot_be_booked(given: dict[str, Any], reason: str) -> None:
    assert reason in session_refusal(SessionFactory(**given))


@pytest.mark.parametrize(("days", "refused"), [(0, True), (7, True), (8, False)])
def test_a_date_from_the_day_its_course_is_withdrawn_on_is_not_booked(days: int, refused: bool) -> None:
    session = SessionFactory(starts_at=in_a_week())
    session.course.withdrawn_on = clock.today() + timedelta(days=days)
    assert ("no longer offered" in session_refusal(session)) == refused


def test_a_date_of_an_unpublished_course_is_not_booked() -> None:
    session = SessionFactory(course=CoursePageFactory(live=False))
    assert session_refusal(session) == "This date is not open to the public yet."


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, False),
        ({"starts_at": A_MONDAY + timedelta(minutes=1)}, False),
        ({"starts_at": A_MONDAY - timedelta(minutes=1)}, True),
        ({"state": "draft", "meetings": []}, False),
    ],
)
@pytest.mark.usefixtures("fixed_clock")
def test_places_are_given_back_until_the_session_begins(given: dict[str, Any], refused: bool) -> None:
    assert bool(cancellation_refusal(SessionFactory(**given))) == refused


def test_a_limit_to_districts_names_them_and_the_schools_own() -> None:
    thanet, swale = (
        DistrictFactory(slug="thanet", name="Thanet"),
        DistrictFactory(slug="swale", name="Swale"),
    )
    school = SchoolFactory(name="Oakfield", district=swale)
    assert school_refusal(limits(districts=[thanet]), school) == (
        "This session is for schools and settings in Thanet. Oakfield is in Swale."
    )
    assert school_refusal(limits(districts=[thanet, swale]), school) == ""
    assert school_refusal(limits(), school) == ""


def test_schools_and_families_keep_to_their_own_sessions_and_share_mixed_ones() -> None:
    family = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    both = limits(audiences=[family, AudienceFactory(slug="teacher")])
    school = SchoolFactory()
    assert "parents, carers" in school_refusal(limits(audiences=[family]), school)
    assert "work in schools" in school_refusal(limits(), None)
    assert school_refusal(both, school) == school_refusal(both, None) == ""


def test_roles_count_only_where_the_session_itself_names_them() -> None:
    senco, assistant = AudienceFactory(slug="senco", name="SENCO"), AudienceFactory(slug="ta", name="TA")
    for_sencos = limits(audiences=[senco], own=True)
    assert delegate_refusal(for_sencos, name="Ann", role=senco) == ""
    assert delegate_refusal(for_sencos, name="Ann", role=assistant) == (
        "This session is only for: SENCO. Ann is down as: TA."
    )
    assert "Say what Ann does" in delegate_refusal(for_sencos, name="Ann", role=None)
    assert delegate_refusal(limits(audiences=[senco]), name="Ann", role=assistant) == ""


@pytest.mark.parametrize("role", Membership.Role.values)
def test_who_may_book_for_others_follows_from_the_role_in_the_school(role: str) -> None:
    membership = MembershipFactory(role=role)
    asked = {"membership": membership, "school": membership.school, "booker_name": "Ann"}
    assert booker_refusal(**asked, others=False) == ""
    assert bool(booker_refusal(**asked, others=True)) == (role == Membership.Role.STAFF)
