"""Which courses and sessions lists find."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.base import clock
from portal.vocabulary.choices import AudienceGroup
from tests.factories.accounts import MembershipFactory, PersonFactory, UserFactory
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory, DistrictFactory, NeedFactory
from training.models import CoursePage, Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def at_venue(district: str, **kwargs: Any) -> Session:
    venue = VenueFactory(district=DistrictFactory(slug=district))
    return SessionFactory(format="in-person", venue=venue, **kwargs)


def reach(*slugs: str) -> set[Session]:
    ids = [DistrictFactory(slug=slug).pk for slug in slugs]
    return set(Session.objects.upcoming().within_reach_of(ids))


def parents() -> Any:
    return AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)


@pytest.mark.parametrize("state", ["draft", "cancelled", "completed"])
def test_sessions_that_do_not_take_place_are_not_upcoming(state: str) -> None:
    SessionFactory(state=state)
    assert not Session.objects.upcoming().exists()


def test_a_session_that_has_begun_is_not_upcoming() -> None:
    start = clock.now() - timedelta(minutes=5)
    SessionFactory(meetings=[(start, start + timedelta(hours=1))])
    assert not Session.objects.upcoming().exists()


def test_a_session_is_not_upcoming_before_its_day_of_showing() -> None:
    SessionFactory(visible_from=clock.now() + timedelta(days=1))
    assert not Session.objects.upcoming().exists()


def test_sessions_of_a_draft_course_are_not_upcoming() -> None:
    SessionFactory(course=CoursePageFactory(live=False))
    assert not Session.objects.upcoming().exists()


@pytest.mark.parametrize("days", [0, 1])
def test_dates_from_the_day_of_withdrawal_on_are_neither_upcoming_nor_announced(days: int) -> None:
    course = CoursePageFactory()
    late = in_a_week().replace(hour=0, minute=10) + timedelta(days=days)
    SessionFactory(course=course, starts_at=late)
    last = SessionFactory(course=course, starts_at=in_a_week().replace(hour=0) - timedelta(days=1))
    course.withdrawn_on = in_a_week().date()
    course.save()
    for rows in (Session.objects.upcoming(), Session.objects.announced(), Session.objects.bookable()):
        assert list(rows) == [last]


def test_sessions_of_a_course_withdrawn_today_are_not_upcoming() -> None:
    course = SessionFactory().course
    course.withdrawn_on = clock.today()
    course.save()
    assert not Session.objects.upcoming().exists()


def test_a_cancelled_date_is_still_announced() -> None:
    session = SessionFactory(state="cancelled")
    assert list(Session.objects.announced()) == [session]


def test_full_closed_and_not_yet_open_sessions_are_not_bookable() -> None:
    SessionFactory(capacity=2, taken=2)
    SessionFactory(state="closed")
    SessionFactory(booking_opens_at=clock.now() + timedelta(hours=1))
    SessionFactory(booking_closes_at=clock.now() - timedelta(hours=1))
    open_session = SessionFactory(capacity=2, taken=1)
    assert list(Session.objects.bookable()) == [open_session]


def test_a_session_held_in_the_district_is_within_reach() -> None:
    near, far = at_venue("thanet"), at_venue("dover")
    assert reach("thanet") == {near}
    assert reach("thanet", "dover") == {near, far}


def test_an_online_session_is_within_reach_of_every_district() -> None:
    session = SessionFactory()
    assert reach("thanet") == {session}


def test_a_session_for_other_districts_only_is_not_within_reach() -> None:
    SessionFactory(districts=[DistrictFactory(slug="dover")])
    at_venue("thanet", districts=[DistrictFactory(slug="dover")])
    assert reach("thanet") == set()


def test_a_session_for_the_districts_own_schools_is_within_reach_wherever_it_is_held() -> None:
    session = at_venue("canterbury", districts=[DistrictFactory(slug="thanet")])
    assert reach("thanet") == {session}


def test_a_day_begins_and_ends_on_a_kent_clock() -> None:
    start = in_a_week().replace(hour=0, minute=10)
    session = SessionFactory(meetings=[(start, start + timedelta(hours=1))])
    day = start.date()
    assert list(Session.objects.all().between(day, day)) == [session]
    assert not Session.objects.all().between(day + timedelta(days=1), None).exists()
    assert not Session.objects.all().between(None, day - timedelta(days=1)).exists()


def test_withdrawn_courses_are_not_listed_and_planned_ones_are() -> None:
    today = clock.today()
    CoursePageFactory(withdrawn_on=today)
    CoursePageFactory(live=False)
    ending = CoursePageFactory(withdrawn_on=today + timedelta(days=1))
    planned = CoursePageFactory(offered_from=today + timedelta(days=30))
    assert set(CoursePage.objects.listed()) == {ending, planned}


def test_families_and_professionals_have_lists_of_their_own() -> None:
    teachers = CoursePageFactory()
    families = CoursePageFactory(audiences=[parents()])
    both = CoursePageFactory(audiences=[parents(), AudienceFactory(slug="teacher")])
    assert set(CoursePage.objects.for_families()) == {families, both}
    assert set(CoursePage.objects.for_professionals()) == {teachers, both}


def test_sessions_follow_the_audience_of_their_course() -> None:
    for_teachers = SessionFactory()
    for_parents = SessionFactory(course=CoursePageFactory(audiences=[parents()]))
    assert list(Session.objects.for_families()) == [for_parents]
    assert list(Session.objects.for_professionals()) == [for_teachers]


def test_a_course_knows_its_next_date_and_how_many_there_are() -> None:
    course = CoursePageFactory()
    start = in_a_week()
    later = SessionFactory(course=course, starts_at=start + timedelta(days=7))
    sooner = SessionFactory(course=course, starts_at=start)
    found = CoursePage.objects.with_next().get()
    assert (found.next_id, found.next_start, found.date_count) == (sooner.pk, start, 2)
    full = CoursePage.objects.with_next(Session.objects.upcoming().filter(pk=later.pk)).get()
    assert (full.next_id, full.date_count) == (later.pk, 1)


def test_the_next_date_of_a_course_is_the_soonest_that_can_be_booked() -> None:
    course, start, week = CoursePageFactory(), in_a_week(), timedelta(days=7)
    full = SessionFactory(course=course, starts_at=start, capacity=1, taken=1)
    SessionFactory(course=course, starts_at=start + week, state="closed")
    SessionFactory(
        course=course, starts_at=start + 2 * week, booking_opens_at=clock.now() + timedelta(days=1)
    )
    free = SessionFactory(course=course, starts_at=start + 3 * week)
    SessionFactory(course=course, starts_at=start + 4 * week)
    found = CoursePage.objects.with_next().get()
    assert (found.next_id, found.next_start) == (free.pk, free.starts_at)
    assert (found.soonest_id, found.date_count) == (full.pk, 5)


def test_where_no_date_can_be_booked_the_next_one_is_the_soonest() -> None:
    course, start = CoursePageFactory(), in_a_week()
    SessionFactory(course=course, starts_at=start + timedelta(days=7), capacity=1, taken=1)
    full = SessionFactory(course=course, starts_at=start, capacity=1, taken=1)
    found = CoursePage.objects.with_next().get()
    assert (found.next_id, found.soonest_id, found.next_start) == (full.pk, full.pk, start)


def test_a_course_without_dates_has_no_next_one() -> None:
    CoursePageFactory()
    found = CoursePage.objects.with_next().get()
    assert (found.next_id, found.next_start, found.date_count) == (None, None, 0)


def test_courses_like_another_share_its_needs_and_have_a_date() -> None:
    need = NeedFactory()
    course = CoursePageFactory(needs=[need])
    other = CoursePageFactory(needs=[need])
    SessionFactory(course=other)
    CoursePageFactory(needs=[need])
    SessionFactory(course=CoursePageFactory())
    SessionFactory(course=CoursePageFactory(needs=[need], audiences=[parents()]))
    found = CoursePage.objects.like(course, need_ids=[need.pk], group=AudienceGroup.PROFESSIONAL)
    assert list(found) == [other]


def test_what_is_made_for_one_school_is_in_no_public_list_and_seen_by_its_members_alone() -> None:
    own = MembershipFactory(person=PersonFactory(user=UserFactory()))
    former = MembershipFactory(
        person=PersonFactory(user=UserFactory()), ended_on=clock.today() - timedelta(days=1)
    )
    for part in (own, former):
        SessionFactory(made_for=part.school, called="Calm lunchtimes")
    rows = Session.objects
    for listed in (
        rows.visible(),
        rows.upcoming(),
        rows.on_calendar(),
        rows.bookable(),
        rows.announced(),
    ):
        assert not listed.exists()
    now, today = clock.now(), clock.today()
    assert [row.made_for for row in rows.visible_to(own.person.user_id, now=now, today=today)] == [
        own.school
    ]
    assert not rows.visible_to(former.person.user_id, now=now, today=today).exists()
    assert not rows.visible_to(None, now=now, today=today).exists()
