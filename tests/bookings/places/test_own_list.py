"""My bookings: what is whose, in which section, and on which page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.places.models import Booking, WaitingGroup
from portal.accounts.models import Membership
from portal.base import clock
from tests.factories.accounts import sign_in
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import Session
from training.services import MeetingTime, save_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture
def senco(client: Client) -> Any:
    user, person, school = make_booker()
    sign_in(client, user, mfa=False)
    return user, person, school


def titled(title: str) -> Session:
    session: Session = SessionFactory(course=CoursePageFactory(title=title))
    return session


def page(client: Client, **query: Any) -> BeautifulSoup:
    return BeautifulSoup(client.get(reverse("bookings:list"), query).content, "html.parser")


def section(soup: BeautifulSoup, name: str) -> str:
    found = soup.find(id=name)
    if found is None:
        return ""
    assert found.parent is not None
    return " ".join(found.parent.get_text(" ").split())


def in_meetings(session: Session, number: int) -> Session:
    """The session at ``number`` weekly meetings of 90 minutes, from 7 May 2027 on."""
    first = datetime(2027, 5, 7, 13, 30, tzinfo=clock.LONDON)
    starts = [first + timedelta(weeks=week) for week in range(number)]
    save_session(
        session=session,
        meetings=[MeetingTime(start, start + timedelta(minutes=90)) for start in starts],
    )
    return session


def test_ones_own_places_what_one_booked_and_the_schools_stand_apart(client: Client, senco: Any) -> None:
    _user, me, school = senco
    colleague = make_colleague(school)
    _head, head, _school = make_booker(school, role=Membership.Role.APPROVER)
    make_booking(titled("Mine"), me, school)
    make_booking(titled("For a colleague"), me, school, [colleague])
    make_booking(titled("The head goes"), head, school)
    make_booking(titled("The head sends me"), head, school, [me])
    soup = page(client)
    going, booked, schools = (section(soup, name) for name in ("going", "booked", "school"))
    assert "Mine" in going and "The head sends me" in going
    assert "For a colleague" in booked and "Mine" not in booked
    assert "The head goes" in schools and "The head sends me" not in schools


def test_titles_lead_to_the_booking(client: Client, senco: Any) -> None:
    booking = make_booking(titled("Mine"), senco[1], senco[2])
    link = page(client).find("a", string="Mine")
    assert link is not None
    assert link["href"] == reverse("bookings:detail", args=[booking.reference])


def test_the_title_leads_to_their_own_place_where_the_booking_is_not_the_readers(client: Client) -> None:
    user, person, school = make_booker(role=Membership.Role.STAFF)
    sign_in(client, user, mfa=False)
    _head, head, _school = make_booker(school)
    session = titled("Mine")
    booking = make_booking(session, head, school, [person, make_colleague(school, name="Bola Example")])
    soup = page(client)
    link = soup.find("a", string="Mine")
    assert link is not None
    assert link["href"] == reverse("bookings:place", args=[booking.places.get(person=person).key])
    assert "See or cancel" in section(soup, "going")
    assert "Bola Example" not in soup.get_text()


def test_the_schools_list_comes_in_pages_with_the_months_as_headings(client: Client, senco: Any) -> None:
    _head, head, school = make_booker(senco[2], role=Membership.Role.APPROVER)
    for number in range(21):
        make_booking(in_meetings(titled(f"Course {number}"), 1), head, school)
    first = page(client)
    assert "May 2027" in [heading.get_text() for heading in first.find_all("h3")]
    assert len(first.select("h4")) == 20
    assert len(page(client, page=2).select("h4")) == 1
    assert "There is no page “x”" in page(client, page="x").get_text()


def test_several_meetings_are_said_as_such_and_not_as_one_long_event(client: Client, senco: Any) -> None:
    booking = make_booking(in_meetings(titled("Weekly"), 4), senco[1], senco[2])
    assert "4 meetings, first on Friday 7 May 2027, 1:30pm to 3:00pm" in section(page(client), "going")
    for name in ("detail", "done", "cancel"):
        said = client.get(reverse(f"bookings:{name}", args=[booking.reference])).content.decode()
        assert "Friday 7 May 2027, 1:30pm to 3:00pm" in said
        assert "Friday 28 May 2027, 1:30pm to 3:00pm" in said
        assert "to Friday 28 May" not in said


def test_the_list_asks_no_more_queries_when_it_is_longer(client: Client, senco: Any) -> None:
    _user, me, school = senco
    colleague = make_colleague(school)
    _head, head, _school = make_booker(school, role=Membership.Role.APPROVER)

    def one_of_each() -> None:
        make_booking(in_meetings(titled("A"), 3), me, school)
        make_booking(in_meetings(titled("B"), 3), me, school, [colleague])
        make_booking(in_meetings(titled("C"), 3), head, school)

    one_of_each()
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    one_of_each()
    one_of_each()
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few) <= 16


def over(session: Session) -> None:
    """Makes it past."""
    Session.objects.filter(pk=session.pk).update(
        starts_at=clock.now() - timedelta(days=9), ends_at=clock.now() - timedelta(days=8)
    )


def history(client: Client) -> str:
    found = page(client).find("details")
    return " ".join(found.get_text(" ").split()) if found else ""


def test_who_moves_school_keeps_their_record_without_the_names_of_others(
    client: Client, senco: Any
) -> None:
    _user, person, school = senco
    colleague = make_colleague(school, name="Former Colleague")
    went, sent, to_come = titled("Where I went"), titled("Where I sent somebody"), titled("To come")
    make_booking(went, person, school, [person, colleague])
    booked = make_booking(sent, person, school, [colleague])
    coming = make_booking(to_come, person, school, [colleague])
    over(went)
    over(sent)
    assert "Former Colleague" in history(client)
    Membership.objects.filter(person=person).update(ended_on=clock.today())
    words = history(client)
    assert "Where I went" in words and "You had a place" in words
    assert "Where I sent somebody" in words and "You booked it for others" in words
    assert "Former Colleague" not in str(page(client))
    assert "To come" not in str(page(client))
    for booking in (booked, coming):
        assert client.get(reverse("bookings:detail", args=[booking.reference])).status_code == 404


def test_the_old_school_keeps_what_a_leaver_booked(client: Client, senco: Any) -> None:
    _user, _person, school = senco
    _leaver, person, _school = make_booker(school)
    make_booking(titled("Booked by who left"), person, school)
    Membership.objects.filter(person=person).update(ended_on=clock.today())
    assert "Booked by who left" in section(page(client), "school")


def test_a_member_of_staff_keeps_the_places_they_had(client: Client) -> None:
    user, person, school = make_booker(role=Membership.Role.STAFF)
    sign_in(client, user, mfa=False)
    session = titled("Sent by the SENCO")
    make_booking(session, make_booker(school)[1], school, [person])
    over(session)
    assert "You had a place" in history(client)


def head_of(school: Any, client: Client) -> None:
    """Its head signs in."""
    user, _person, _school = make_booker(school, role=Membership.Role.APPROVER)
    sign_in(client, user, mfa=False)


def asking(**given: Any) -> Session:
    """A date of a course whose places a head has to agree to."""
    session: Session = SessionFactory(
        course=CoursePageFactory(title="Asks first", needs_approval=True), **given
    )
    return session


def test_a_head_sees_what_they_have_to_approve_once_and_first(client: Client) -> None:
    _user, senco, school = make_booker()
    head_of(school, client)
    booking = make_booking(asking(), senco, school)
    soup = page(client)
    assert booking.reference in section(soup, "to-approve")
    assert str(soup.main).count(f">{booking.reference}<") == 1
    assert section(soup, "in-line") == "" and section(soup, "school") == ""
    assert soup.find(
        "a", string=booking.reference, href=reverse("bookings:detail", args=[booking.reference])
    )


def test_what_else_is_to_be_said_of_it_stands_in_the_same_row(client: Client) -> None:
    _user, senco, school = make_booker()
    people = [make_colleague(school, name=f"{name} Example") for name in ("Gift", "Ola", "Wim")]
    booking = make_booking(asking(capacity=4), senco, school, [senco, *people], or_wait=True)
    end = clock.now() + timedelta(hours=5)
    group = WaitingGroup.objects.create(booking=booking, session=booking.session)
    states = {"Gift": {"state": "confirmed"}, "Wim": {"state": "waiting"}}
    states["Ola"] = {"state": "offered", "offer_expires_at": end}
    for name, given in states.items():
        booking.places.filter(person__name=f"{name} Example").update(approval=None, **given)
    Booking.objects.filter(pk=booking.pk).update(state=Booking.State.CONFIRMED)
    head_of(school, client)
    soup = page(client)
    said = section(soup, "to-approve")
    assert f": {senco.name} Going: Gift Example Offered to you Answer the offer by" in said
    assert f"{clock.say_moment(end)} : Ola Example Waiting Wim Example" in said
    assert soup.find("a", href=reverse("bookings:offer", args=[group.key]))
    assert str(soup.main).count(f">{booking.reference}<") == 1


def test_who_booked_still_reads_that_it_awaits_approval(client: Client, senco: Any) -> None:
    _user, me, school = senco
    make_booker(school, role=Membership.Role.APPROVER)
    booking = make_booking(asking(), me, school)
    said = section(page(client), "in-line")
    assert booking.reference in said and "Awaiting approval" in said
