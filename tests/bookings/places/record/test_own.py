"""My training: what somebody attended, wherever they worked, by school year and area of need."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.places.attendance.models import Presence
from bookings.places.certificates.services import give_certificate, revoke_certificate
from bookings.places.models import Place
from bookings.places.record.own import own_record, own_rows
from portal.accounts.models import Membership, Person, User
from portal.accounts.services import person_for
from portal.base import clock
from tests.bookings.places.certificates.steps import after, attended, marked
from tests.bookings.places.services.test_merging import merged
from tests.bookings.places.steps import words
from tests.factories.accounts import SchoolFactory, UserFactory, sign_in
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def did(person: Person, title: str, at: time_machine.Traveller, *, school: object = None) -> Place:
    """The person books a course of two hours for that school, and was there."""
    school = school or person.memberships.first().school
    session = SessionFactory(course=CoursePageFactory(title=title))
    place = make_booking(session, person, school, [person]).places.get()
    return marked(after(place, at))


def owner(person: Person) -> User:
    assert person.user is not None
    return person.user


def titles(user: User) -> list[str]:
    return [entry.course.title for year in own_record(user).years for entry in year.entries]


def test_it_follows_somebody_to_their_next_school(fixed_clock: time_machine.Traveller) -> None:
    user, person, first = make_booker()
    did(person, "At the first", fixed_clock)
    Membership.objects.filter(person=person).update(ended_on=clock.today())
    second = SchoolFactory()
    Membership.objects.create(person=person, school=second, role="senco", started_on=clock.today())
    did(person, "At the second", fixed_clock, school=second)
    assert titles(user) == ["At the second", "At the first"]
    assert [row[5] for row in own_rows(user)] == [str(second), str(first)]


def test_it_is_there_for_somebody_who_had_no_account_when_they_attended(
    fixed_clock: time_machine.Traveller,
) -> None:
    _user, senco, school = make_booker()
    bola = make_colleague(school, name="Bola Example", email="bola@later.example")
    session = SessionFactory(course=CoursePageFactory(title="Before the account"))
    place = make_booking(session, senco, school, [bola]).places.get()
    marked(after(place, fixed_clock))
    later = UserFactory(email="bola@later.example")
    person_for(user=later)
    assert titles(later) == ["Before the account"]


def test_it_is_there_after_two_records_of_somebody_became_one(
    fixed_clock: time_machine.Traveller,
) -> None:
    user, kept, school = make_booker()
    gone = make_colleague(school)
    place = make_booking(SessionFactory(course__title="The other record"), kept, school, [gone])
    marked(after(place.places.get(), fixed_clock))
    merged("person", kept, gone, UserFactory(groups=["Officers"]))
    assert titles(user) == ["The other record"]


def test_hours_are_those_of_the_meetings_they_were_at(fixed_clock: time_machine.Traveller) -> None:
    user, person, school = make_booker()
    start, hours = in_a_week(), timedelta(hours=2)
    times = [(start + n * 12 * hours, start + n * 12 * hours + hours) for n in range(3)]
    place = make_booking(SessionFactory(meetings=times), person, school).places.get()
    marked(after(place, fixed_clock), Presence.ATTENDED, Presence.PART, Presence.ABSENT)
    (year,) = own_record(user).years
    assert year.hours == "2 hours"
    assert year.entries[0].outcome == "partial"
    assert [row[3] for row in own_rows(user)] == ["2"]


def test_each_school_year_says_how_much_was_about_which_area(
    fixed_clock: time_machine.Traveller,
) -> None:
    user, person, _school = make_booker()
    first = did(person, "A", fixed_clock)
    second = did(person, "B", fixed_clock)
    fixed_clock.move_to(clock.now() + timedelta(days=365))
    did(person, "C", fixed_clock)
    newer, older = own_record(user).years
    assert (newer.hours, older.hours) == ("2 hours", "4 hours")
    areas = {first.session.course.area_of_need, second.session.course.area_of_need}
    assert {each.area for each in older.areas} == areas
    assert sum(each.number for each in older.areas) == 2


def test_what_is_not_in_a_register_waits_and_an_absence_is_not_training(
    fixed_clock: time_machine.Traveller,
) -> None:
    user, person, school = make_booker()
    waits = make_booking(SessionFactory(course__title="No register yet"), person, school)
    missed = make_booking(SessionFactory(course__title="Missed"), person, school)
    marked(after(missed.places.get(), fixed_clock), Presence.ABSENT)
    record = own_record(user)
    assert record.years == []
    assert [entry.place for entry in record.waiting] == [waits.places.get()]
    assert own_rows(user) == []


def test_a_session_that_was_cancelled_is_not_training(fixed_clock: time_machine.Traveller) -> None:
    user, person, _school = make_booker()
    place = did(person, "Called off", fixed_clock)
    Session.objects.filter(pk=place.session_id).update(state="cancelled")
    assert titles(user) == []


def test_the_page_and_the_file_have_the_certificate_while_it_counts(
    client: Client, fixed_clock: time_machine.Traveller
) -> None:
    user, person, _school = make_booker()
    place = did(person, "=2+5", fixed_clock)
    code = give_certificate(place=place).code
    sign_in(client, user, mfa=False)
    assert code in words(client.get("/bookings/my-training/"))
    sheet = client.get("/bookings/my-training.csv")
    assert code in sheet.content.decode()
    assert "'=2+5," in sheet.content.decode()
    assert "no-store" in sheet["Cache-Control"]
    revoke_certificate(certificate=place.certificate, reason="A slip", by=UserFactory())
    assert code not in words(client.get("/bookings/my-training/"))


def test_nobody_elses_training_is_in_it(client: Client, fixed_clock: time_machine.Traveller) -> None:
    attended(fixed_clock, SessionFactory(course__title="Somebody else’s"))
    user, _person, _school = make_booker()
    sign_in(client, user, mfa=False)
    assert "Somebody else’s" not in words(client.get("/bookings/my-training/"))


def test_the_number_of_queries_does_not_grow_with_the_record(
    fixed_clock: time_machine.Traveller,
) -> None:
    user, person, _school = make_booker()
    did(person, "A", fixed_clock)
    with CaptureQueriesContext(connection) as one:
        own_record(user)
    for title in ("B", "C", "D"):
        did(person, title, fixed_clock)
    with CaptureQueriesContext(connection) as four:
        own_record(user)
    assert len(four) == len(one)
