"""My bookings: whose they are, and what can be done with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from bookings.places.delegates import Delegate
from bookings.places.models import Booking
from bookings.places.services.substitutions import substitute
from portal.accounts.models import Membership
from portal.base import clock
from portal.vocabulary.choices import AudienceGroup
from tests.bookings.places.approvals.steps import session_to_approve
from tests.bookings.places.steps import words
from tests.factories.accounts import MembershipFactory, SchoolFactory, sign_in
from tests.factories.places import make_booker, make_booking, make_colleague, place_of
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.factories.vocabulary import AudienceFactory
from training.models import Session, SessionSeats

pytestmark = pytest.mark.django_db

PAGES = ["detail", "done", "calendar", "cancel", "move"]


def at(name: str, booking: Booking) -> str:
    return reverse(f"bookings:{name}", args=[booking.reference])


@pytest.fixture
def senco(client: Client) -> Any:
    user, person, school = make_booker()
    sign_in(client, user, mfa=False)
    return user, person, school


@pytest.mark.parametrize("name", PAGES)
def test_somebody_elses_booking_is_not_found(client: Client, senco: Any, name: str) -> None:
    assert client.get(at(name, make_booking())).status_code == 404


def test_somebody_elses_booking_cannot_be_cancelled(client: Client, senco: Any) -> None:
    booking = make_booking()
    assert client.post(at("cancel", booking)).status_code == 404
    assert booking.places.live().count() == 1


def test_a_place_of_another_booking_cannot_be_cancelled_through_ones_own(
    client: Client, senco: Any
) -> None:
    own = make_booking(None, senco[1], senco[2])
    other = make_booking()
    sent = client.post(at("cancel", own), {"place": other.places.get().pk})
    assert sent.status_code == 404
    assert own.places.live().count() == other.places.live().count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_signing_in_comes_first(client: Client, name: str) -> None:
    assert client.get(at(name, make_booking())).headers["Location"].startswith(reverse("account_login"))


def test_the_schools_other_bookers_read_and_cancel_too(client: Client, senco: Any) -> None:
    _user, head, school = make_booker(senco[2], role=Membership.Role.APPROVER)
    booking = make_booking(None, head, school)
    assert client.get(at("detail", booking)).status_code == 200
    client.post(at("cancel", booking))
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED


def test_a_member_of_staff_reads_only_their_own(client: Client) -> None:
    user, _person, school = make_booker(role=Membership.Role.STAFF)
    sign_in(client, user, mfa=False)
    other = make_booking(None, *make_booker(school)[1:])
    assert client.get(at("detail", other)).status_code == 404


@pytest.mark.parametrize("role", Membership.Role.values)
def test_who_has_left_a_school_no_longer_reaches_what_they_booked_for_it(
    client: Client, role: str
) -> None:
    user, person, school = make_booker(role=role)
    sign_in(client, user, mfa=False)
    booking = make_booking(None, person, school)
    assert client.get(at("detail", booking)).status_code == 200
    Membership.objects.update(ended_on=clock.today() - timedelta(days=1))
    assert [client.get(at(name, booking)).status_code for name in PAGES] == [404] * len(PAGES)
    assert client.post(at("cancel", booking)).status_code == 404
    assert booking.places.live().count() == 1


def test_who_has_left_keeps_what_they_booked_for_another_school_and_as_a_parent(
    client: Client, senco: Any
) -> None:
    _user, person, school = senco
    elm = MembershipFactory(person=person, school=SchoolFactory()).school
    parents = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    as_parent = make_booking(SessionFactory(course=CoursePageFactory(audiences=[parents])), person, None)
    of_elm = make_booking(None, person, elm)
    Membership.objects.filter(school=school).update(ended_on=clock.today() - timedelta(days=1))
    for booking in (as_parent, of_elm):
        assert client.get(at("detail", booking)).status_code == 200


def test_asking_to_cancel_changes_nothing_until_it_is_confirmed(client: Client, senco: Any) -> None:
    colleague = make_colleague(senco[2], name="Bola Example")
    booking = make_booking(None, senco[1], senco[2], [senco[1], colleague])
    place = place_of(booking, colleague)
    page = client.get(at("cancel", booking), {"place": place.pk})
    assert "Cancel the place of Bola Example?" in page.content.decode()
    assert booking.places.live().count() == 2
    page = client.post(at("cancel", booking), {"place": place.pk}, follow=True)
    assert "Cancelled: Bola Example" in page.content.decode()
    assert [left.person for left in booking.places.live()] == [senco[1]]
    assert SessionSeats.objects.get(pk=booking.session_id).taken == 1


def test_cancelling_twice_is_harmless(client: Client, senco: Any) -> None:
    booking = make_booking(None, senco[1], senco[2])
    for _press in range(2):
        assert client.post(at("cancel", booking)).status_code == 302
    assert SessionSeats.objects.get(pk=booking.session_id).taken == 0


@pytest.mark.parametrize("place", ["٣", "-1", "1.5", "x", "9" * 30])
def test_a_place_that_makes_no_sense_is_not_found(client: Client, senco: Any, place: str) -> None:
    booking = make_booking(None, senco[1], senco[2])
    assert client.get(at("cancel", booking), {"place": place}).status_code == 404
    assert client.post(at("cancel", booking), {"place": place}).status_code == 404


def test_after_the_session_has_begun_there_is_nothing_to_cancel(client: Client, senco: Any) -> None:
    booking = make_booking(None, senco[1], senco[2])
    soon = timezone.now() - timedelta(minutes=5)
    Session.objects.filter(pk=booking.session_id).update(starts_at=soon)
    assert "Cancel" not in client.get(at("detail", booking)).content.decode()
    client.post(at("cancel", booking))
    assert booking.places.live().count() == 1


def test_next_things_come_first_and_history_is_folded(client: Client, senco: Any) -> None:
    later = SessionFactory(
        course=CoursePageFactory(title="Later"), starts_at=timezone.now() + timedelta(days=30)
    )
    sooner = SessionFactory(course=CoursePageFactory(title="Sooner"))
    gone = SessionFactory(course=CoursePageFactory(title="Gone by"))
    for session in (later, sooner, gone):
        make_booking(session, senco[1], senco[2])
    past = timezone.now() - timedelta(days=9)
    Session.objects.filter(pk=gone.pk).update(starts_at=past, ends_at=past + timedelta(hours=1))
    page = client.get(reverse("bookings:list")).content.decode()
    assert page.index("Sooner") < page.index("Later") < page.index("<details") < page.index("Gone by")


def test_a_delegate_sees_the_place_somebody_booked_for_them(client: Client, senco: Any) -> None:
    _user, head, school = make_booker(senco[2], role=Membership.Role.APPROVER)
    Membership.objects.filter(person=senco[1]).update(role=Membership.Role.STAFF)
    make_booking(None, head, school, [senco[1]])
    page = client.get(reverse("bookings:list")).content.decode()
    assert "You are going" in page
    assert f"booked by {head.name}" in page


def test_the_list_takes_the_same_statements_however_long_it_is(
    client: Client, senco: Any, django_assert_max_num_queries: Any
) -> None:
    for _each in range(6):
        make_booking(None, senco[1], senco[2])
    client.get(reverse("bookings:list"))
    with django_assert_max_num_queries(15):
        client.get(reverse("bookings:list"))


def test_a_booking_takes_as_many_statements_for_many_held_places_as_for_one(
    client: Client, senco: Any, django_assert_num_queries: Any
) -> None:
    _user, me, school = senco
    make_booker(school, role=Membership.Role.APPROVER)
    held = [
        make_booking(session_to_approve(capacity=9), me, school, [me, *colleagues])
        for colleagues in ([], [make_colleague(school) for _colleague in range(3)])
    ]
    client.get(at("detail", held[0]))
    with CaptureQueriesContext(connection) as one:
        client.get(at("detail", held[0]))
    with django_assert_num_queries(len(one)):
        client.get(at("detail", held[1]))


def test_the_calendar_file_is_the_readers_own(client: Client, senco: Any) -> None:
    booking = make_booking(None, senco[1], senco[2])
    response = client.get(at("calendar", booking))
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert response.headers["Cache-Control"] == "private, no-store"
    event = Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert event["attendee"] == f"mailto:{senco[1].email}"


@pytest.mark.parametrize("name", ["detail", "done", "calendar", "list"])
def test_only_looking_is_allowed_where_there_is_nothing_to_send(
    client: Client, senco: Any, name: str
) -> None:
    booking = make_booking(None, senco[1], senco[2])
    address = reverse("bookings:list") if name == "list" else at(name, booking)
    assert client.post(address).status_code == 405


def test_somebody_who_got_their_place_back_has_it_in_their_calendar(client: Client, senco: Any) -> None:
    _user, me, school = senco
    colleague = make_colleague(school)
    booking = make_booking(SessionFactory(), me, school)
    for person in (colleague, me):
        (going,) = booking.places.live()
        substitute(place=going, delegate=Delegate(person_id=person.pk), actor=None)
    response = client.get(reverse("bookings:calendar", args=[booking.reference]))
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["STATUS"] == "CONFIRMED"


def test_a_booking_that_only_waits_has_no_calendar_file(client: Client, senco: Any) -> None:
    _user, me, school = senco
    session = SessionFactory(capacity=1)
    make_booking(session)
    booking = make_booking(session, me, school, or_wait=True)
    response = client.get(reverse("bookings:calendar", args=[booking.reference]))
    assert response["Location"] == reverse("bookings:detail", args=[booking.reference])


def test_a_cancelled_booking_is_not_shown_as_if_they_were_going(client: Client, senco: Any) -> None:
    _user, person, school = senco
    booking = make_booking(SessionFactory(notes="Bring a laptop."), person, school)
    going = words(client.get(at("detail", booking)))
    assert "Cost Free" in going
    for said in ("link to join", "Bring a laptop."):
        assert said in going
    client.post(at("cancel", booking))
    gone = words(client.get(at("detail", booking)))
    assert "Nothing, as it is cancelled" in gone
    for said in ("link to join", "Bring a laptop.", "Free"):
        assert said not in gone
    done = words(client.get(at("done", booking)))
    assert "This booking is cancelled" in done
    for said in ("Who is going", "We send a confirmation", "Add to your calendar"):
        assert said not in done
