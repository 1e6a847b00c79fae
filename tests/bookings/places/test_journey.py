"""What the check page warns of, who is asked to wait, and how much a booking asks of the database."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bookings.places.drafts import KEY
from bookings.places.journey import Journey
from bookings.places.models import Booking
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.reservations import MOST_IN_AN_HOUR
from portal.accounts.models import Membership
from portal.base import clock
from tests.bookings.places.steps import key_in, press_book, step, words
from tests.factories.accounts import MembershipFactory
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import SessionFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory
from training.models import Session

pytestmark = pytest.mark.django_db


def test_the_check_page_warns_of_places_at_the_same_time_and_books_all_the_same(
    client: Client, senco: Any
) -> None:
    _user, person, school = senco
    ann, bea, cat = (make_colleague(school, name=name, email=f"{name}@x.example") for name in "ABC")
    start = in_a_week()
    elsewhere = SessionFactory(
        course__title="Another course",
        meetings=[(start + timedelta(days=n), start + timedelta(days=n, hours=2)) for n in (0, 7)],
    )
    make_booking(elsewhere, person, school, [person, ann, bea, cat])
    weeks_between = SessionFactory(starts_at=start + timedelta(days=3))
    straight_after = SessionFactory(starts_at=start + timedelta(hours=2))
    overlapping = SessionFactory(starts_at=start + timedelta(days=7, hours=1))
    AudienceFactory(slug="ta")
    answers = {"people": ["me", ann.pk], "new-0-name": "B", "new-0-email": bea.email.upper()}
    for session, warned in ((weeks_between, 0), (straight_after, 0), (overlapping, 3)):
        client.post(step(session), {**answers, "new-0-role": "ta"})
        said = words(client.get(step(session, "check")))
        assert said.count("“Another course” at the same time") == warned
    assert "You have a place in" in said
    assert "A has a place in" in said
    assert "C has a place in" not in said
    assert press_book(client, overlapping).status_code == 302


def test_no_warning_tells_of_another_schools_bookings_nor_of_places_that_are_gone(
    client: Client, senco: Any
) -> None:
    _user, person, school = senco
    colleague = make_colleague(school, name="Ann")
    _other_user, other_senco, other_school = make_booker()
    MembershipFactory(person=colleague, school=other_school)
    make_booking(SessionFactory(), other_senco, other_school, [colleague])
    given_back = make_booking(SessionFactory(), person, school, [colleague])
    cancel_places(booking=given_back, actor=None)
    called_off = make_booking(SessionFactory(), person, school, [colleague])
    Session.objects.filter(pk=called_off.session_id).update(state="cancelled")
    session = SessionFactory()
    client.post(step(session), {"people": [colleague.pk]})
    assert "at the same time" not in words(client.get(step(session, "check")))


def test_looking_for_places_at_the_same_time_costs_one_query(
    client: Client, senco: Any, django_assert_num_queries: Any
) -> None:
    session = SessionFactory()
    client.post(step(session), {"people": ["me"]})
    request = client.get(step(session, "check")).wsgi_request
    journey = Journey(request, session.uid)
    assert journey.who_is_going() == [f"{senco[1].name} (you)"]
    with django_assert_num_queries(1):
        assert journey.clashes == []


def test_somebody_who_books_without_end_is_asked_to_wait(client: Client, senco: Any) -> None:
    session = SessionFactory()
    for _each in range(MOST_IN_AN_HOUR):
        Booking.objects.create(session=session, booker=senco[1], school=senco[2], idem_key=uuid.uuid4())
    client.post(step(session), {"people": ["me"]})
    page = press_book(client, session)
    assert page.status_code == 429
    assert "Nothing has been booked. Try again in an hour" in words(page)


def test_from_the_day_they_leave_nobody_books_for_the_old_school(client: Client, senco: Any) -> None:
    _user, person, school = senco
    session = SessionFactory()
    client.post(step(session), {"people": ["me"], "action": "continue"})
    key = client.session[KEY][str(session.uid)]["idem_key"]
    Membership.objects.filter(person=person).update(ended_on=clock.today())
    assert "Join your school first" in words(client.get(step(session)))
    for posted in ({"action": "party", "party": school.pk}, {"people": ["me"]}):
        client.post(step(session), posted)
    client.post(step(session, "check"), {"key": key})
    assert not Booking.objects.exists()


def test_who_works_in_two_schools_says_for_which_and_has_there_the_rights_of_their_role(
    client: Client, senco: Any
) -> None:
    _user, person, school = senco
    colleague = make_colleague(school, name="Ann Colleague")
    as_staff = MembershipFactory(person=person, role="staff").school
    session = SessionFactory()
    asked = words(client.get(step(session)))
    assert "Who are you booking for?" in asked
    assert str(school) in asked and str(as_staff) in asked
    client.post(step(session), {"action": "party", "party": as_staff.pk})
    assert "Book a place for yourself" in words(client.get(step(session)))
    assert "Ann Colleague" not in words(client.get(step(session)))
    client.post(step(session), {"people": ["me", colleague.pk], "action": "continue"})
    press_book(client, session)
    booking = Booking.objects.get()
    assert booking.school == as_staff
    assert [place.person for place in booking.places.all()] == [person]


def three_people(school: Any) -> dict[str, Any]:
    """The answers of a SENCO who goes with a colleague and somebody new to the school."""
    AudienceFactory(slug="ta")
    return {
        "people": ["me", make_colleague(school).pk],
        "new-0-name": "C",
        "new-0-email": "c@x.example",
        "new-0-role": "ta",
    }


def read_small_tables(client: Client) -> None:
    """Word lists, settings, terms and the words of mails, as a running server has them in memory."""
    session = SessionFactory()
    client.post(step(session), {"people": ["me"]})
    press_book(client, session, follow=True)


def test_the_five_requests_of_a_booking_for_three_need_at_most_41_statements(
    client: Client, senco: Any, django_assert_max_num_queries: Any
) -> None:
    session, answers = SessionFactory(), three_people(senco[2])
    read_small_tables(client)
    most = django_assert_max_num_queries
    with most(5):
        client.get(step(session))
    with most(6):
        client.post(step(session), answers)
    with most(6):
        check = client.get(step(session, "check"))
    with most(19):
        key = check.context["journey"].draft.idem_key
        sent = client.post(step(session, "check"), {"key": key})
    with most(5):
        assert client.get(sent.headers["Location"]).status_code == 200
    assert Booking.objects.get(session=session).places.count() == 3


def test_joining_the_waiting_list_for_three_needs_at_most_23_statements(
    client: Client, senco: Any, django_assert_max_num_queries: Any
) -> None:
    session, answers = SessionFactory(capacity=0), three_people(senco[2])
    read_small_tables(client)
    client.post(step(session), {**answers, "wait": "on"})
    key = key_in(client, session)
    with django_assert_max_num_queries(23):
        client.post(step(session, "check"), {"key": key, "or_wait": "on"})
    assert Booking.objects.get(session=session).state == Booking.State.WAITING


def test_a_second_press_is_answered_as_the_first_with_at_most_3_statements(
    client: Client, senco: Any, django_assert_max_num_queries: Any
) -> None:
    session = SessionFactory()
    client.post(step(session), three_people(senco[2]))
    key = key_in(client, session)
    first = client.post(step(session, "check"), {"key": key})
    with django_assert_max_num_queries(3):
        second = client.post(step(session, "check"), {"key": key})
    assert second.headers["Location"] == first.headers["Location"]
    assert Booking.objects.count() == 1
