"""Personal and school calendars at secret addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.places.feeds.services import make_address
from bookings.places.models import Booking, CalendarAddress
from bookings.places.services.calling_off import call_off_session
from bookings.places.services.cancellations import cancel_places
from portal.accounts.merging.plans import plan
from portal.accounts.merging.services import merge
from portal.accounts.models import Membership, Person, School, User
from portal.accounts.personal_data.services import delete_own_account
from portal.base import clock, snapshot
from portal.notify.models import Message
from tests.bookings.places.steps import words
from tests.calendar_readers import Entry, read_by_both
from tests.factories.accounts import (
    MembershipFactory,
    PersonFactory,
    SchoolFactory,
    UserFactory,
    make_member,
    sign_in,
)
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]
PAGE = "/bookings/calendars/"
Senco = tuple[User, Person, School]


def feed_of(address: CalendarAddress) -> str:
    return reverse("bookings:feed", args=[address.key])


def entries_at(address: CalendarAddress) -> list[Entry]:
    """Read as a calendar does, without signing in."""
    response = Client().get(feed_of(address))
    assert response.status_code == 200
    return read_by_both(response.content.decode()).entries


def raw(address: CalendarAddress) -> str:
    return Client().get(feed_of(address)).content.decode().replace("\r\n ", "")


def membership_of(person: Person) -> Membership:
    return Membership.objects.get(person=person)


def press(client: Client, which: str, do: str = "make") -> Any:
    return client.post(PAGE, {"which": which, "do": do}, follow=True)


def booked(person: Person, school: School, people: list[Person], **session: Any) -> Booking:
    return make_booking(SessionFactory(**session), person, school, people)


def test_somebody_makes_the_address_of_their_own_calendar_and_reads_it_without_signing_in(
    client: Client, senco: Senco
) -> None:
    _user, person, school = senco
    title = "Siân O'Brien-Nguyễn 🎉 \u200fתורה"
    booked(person, school, [person], course=CoursePageFactory(title=title))
    page = press(client, "own")
    address = CalendarAddress.objects.get(person=person)
    assert feed_of(address) in page.content.decode()
    host = settings.PUBLIC_URL.partition("//")[2]
    assert f'href="webcal://{host}{feed_of(address)}"' in page.content.decode()
    (entry,) = entries_at(address)
    assert (entry.summary, entry.status) == (title, "CONFIRMED")


def test_its_forms_carry_their_token(senco: Senco) -> None:
    user, person, _school = senco
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, user, mfa=False)
    make_address(person=person)
    shown = strict.get(PAGE)
    assert shown.content.decode().count("csrfmiddlewaretoken") >= 2
    sent = {"which": "own", "csrfmiddlewaretoken": str(shown.context["csrf_token"])}
    assert strict.post(PAGE, sent).status_code == 302


def test_it_has_the_same_id_as_the_entry_that_came_by_mail(senco: Senco) -> None:
    _user, person, school = senco
    booked(person, school, [person])
    (mailed,) = read_by_both(Message.objects.get(to=person.email).attachment).entries
    (entry,) = entries_at(make_address(person=person))
    assert (entry.uid, entry.sequence, entry.start) == (mailed.uid, mailed.sequence, mailed.start)


def test_the_own_calendar_names_nobody_else_and_nothing_that_opens_or_cancels(senco: Senco) -> None:
    _user, person, school = senco
    bola = make_colleague(school, name="Bola Example", email="bola@x.example")
    link = "https://meet.example/secret"
    booking = booked(person, school, [person, bola], joining_link=link)
    booked(person, school, [bola], course=CoursePageFactory(title="For Bola alone"))
    own, of_school = make_address(person=person), make_address(membership=membership_of(person))
    assert len(entries_at(own)) == 1
    for word in ("Bola", "ATTENDEE", person.email):
        assert word not in raw(own)
    for address in (own, of_school):
        for word in (link, "bola@x.example", address.key, *keys_of(booking)):
            assert word not in raw(address)


def keys_of(booking: Booking) -> list[str]:
    return [place.key for place in booking.places.all() if hasattr(place, "key")]


def test_the_school_s_calendar_says_who_goes_once_for_each_meeting(client: Client, senco: Senco) -> None:
    _user, person, school = senco
    name = "Ngozi; O’Neill, “\u202bنور\u202c” 👩🏽‍🏫"
    ngozi = make_colleague(school, name=name, email="n@x.example")
    start = clock.now() + timedelta(days=9)
    times = [(start + timedelta(weeks=n), start + timedelta(weeks=n, hours=2)) for n in range(2)]
    session = SessionFactory(
        meetings=times, course=CoursePageFactory(title="Talk"), format="in-person", venue=VenueFactory()
    )
    make_booking(session, person, school, [ngozi])
    make_booking(session, person, school, [person])
    _other, stranger, elsewhere = make_booker()
    make_booking(session, stranger, elsewhere)
    press(client, str(membership_of(person).pk))
    found = entries_at(CalendarAddress.objects.get(membership__person=person))
    assert [entry.summary for entry in found] == ["Talk (2 going)"] * 2
    assert len({entry.uid for entry in found}) == 2
    assert all(name in entry.description and person.name in entry.description for entry in found)
    assert stranger.name not in found[0].description
    assert "Laleham Gap School" in found[0].location


def test_a_new_address_stops_the_old_one_and_a_stopped_one_is_gone(client: Client, senco: Senco) -> None:
    press(client, "own")
    old = feed_of(CalendarAddress.objects.get())
    press(client, "own")
    new = feed_of(CalendarAddress.objects.get())
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)
    assert "has stopped" in words(press(client, "own", "stop"))
    assert Client().get(new).status_code == 404
    assert not CalendarAddress.objects.exists()


def test_what_never_was_an_address_is_not_found() -> None:
    for key in ("", "x", "x" * 300, "%F0%9F%8E%89", "..%2f..%2f"):
        assert Client().get(f"/bookings/calendars/{key}.ics").status_code == 404
    assert Client().post("/bookings/calendars/x.ics").status_code == 405


def test_a_school_s_address_ends_with_the_membership_and_does_not_come_back_with_the_next(
    senco: Senco,
) -> None:
    _user, person, school = senco
    address = make_address(membership=membership_of(person))
    Membership.objects.filter(person=person).update(ended_on=clock.today())
    assert Client().get(feed_of(address)).status_code == 404
    MembershipFactory(person=person, school=school, started_on=clock.today())
    assert Client().get(feed_of(address)).status_code == 404


def test_a_school_s_address_ends_with_the_role_and_with_the_school(senco: Senco) -> None:
    _user, person, school = senco
    address = make_address(membership=membership_of(person))
    Membership.objects.filter(person=person).update(role=Membership.Role.STAFF)
    assert Client().get(feed_of(address)).status_code == 404
    Membership.objects.filter(person=person).update(role=Membership.Role.BUSINESS)
    assert Client().get(feed_of(address)).status_code == 200
    School.objects.filter(pk=school.pk).update(closed_on=clock.today())
    assert Client().get(feed_of(address)).status_code == 404


def test_both_end_when_the_sign_in_is_closed(senco: Senco) -> None:
    user, person, _school = senco
    found = [make_address(person=person), make_address(membership=membership_of(person))]
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert [Client().get(feed_of(address)).status_code for address in found] == [404, 404]


def test_an_account_that_is_deleted_leaves_no_address(senco: Senco) -> None:
    user, person, _school = senco
    make_address(person=person)
    make_address(membership=membership_of(person))
    delete_own_account(user=user)
    assert not CalendarAddress.objects.exists()


def test_of_two_people_who_become_one_one_address_stays(senco: Senco) -> None:
    _user, person, _school = senco
    twin = PersonFactory(name="Twin")
    make_address(person=twin)
    kept = make_address(person=person)
    shown = plan(kind="person", kept=person, gone=twin)
    choices = {field.name: field.choice or "kept" for field in shown.open_fields}
    officer = UserFactory(groups=["Officers"])
    merge(
        kind="person",
        kept_id=person.pk,
        gone_id=twin.pk,
        choices=choices,
        stamp=shown.stamp,
        actor=officer,
    )
    assert list(CalendarAddress.objects.filter(membership=None)) == [kept]


def test_nobody_makes_an_address_for_a_school_where_they_do_not_book_for_others(client: Client) -> None:
    school = SchoolFactory()
    teacher, senco = make_member(school), make_member(school, Membership.Role.SENCO)
    sign_in(client, teacher.person.user, mfa=False)
    for which in (teacher.pk, senco.pk, "", "abc", "-1"):
        assert client.post(PAGE, {"which": which}).status_code == 404
    assert not CalendarAddress.objects.exists()
    assert school.name not in words(client.get(PAGE)).partition("</header>")[2]


def test_somebody_who_has_booked_nothing_yet_can_have_one(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user, mfa=False)
    press(client, "own")
    assert entries_at(CalendarAddress.objects.get(person__user=user)) == []


def test_what_is_cancelled_leaves_and_a_cancelled_date_says_so(senco: Senco) -> None:
    _user, person, school = senco
    address = make_address(person=person)
    first, second = booked(person, school, [person]), booked(person, school, [person])
    (before,) = [entry for entry in entries_at(address) if second.session.course.title in entry.summary]
    cancel_places(booking=first, actor=None)
    call_off_session(session_id=second.session_id, reason="The trainer is ill", actor=None)
    (entry,) = entries_at(address)
    assert entry.status == "CANCELLED"
    assert entry.summary == f"Cancelled: {before.summary}"
    assert entry.uid == before.uid and entry.sequence > before.sequence


def test_who_only_waited_for_a_date_that_is_cancelled_has_no_entry_of_it(senco: Senco) -> None:
    _user, person, school = senco
    session = SessionFactory(capacity=1)
    make_booking(session)
    make_booking(session, person, school, or_wait=True)
    call_off_session(session_id=session.pk, reason="The trainer is ill", actor=None)
    assert entries_at(make_address(person=person)) == []


def test_it_is_private_and_says_by_its_tag_when_nothing_changed(senco: Senco) -> None:
    _user, person, school = senco
    address = make_address(person=person)
    first = Client().get(feed_of(address))
    for word in ("private", "no-store"):
        assert word in first["Cache-Control"]
    assert first["X-Robots-Tag"] == "noindex"
    assert first["Referrer-Policy"] == "no-referrer"
    assert "sessionid" not in first.cookies
    tag = {"If-None-Match": first["ETag"]}
    same = Client().get(feed_of(address), headers=tag)
    assert (same.status_code, same.content) == (304, b"")
    assert "private" in same["Cache-Control"]
    booked(person, school, [person])
    assert Client().get(feed_of(address), headers=tag).status_code == 200


def test_it_takes_as_few_statements_however_much_is_booked(senco: Senco) -> None:
    _user, person, school = senco
    colleagues = [make_colleague(school, email=f"c{n}@x.example") for n in range(3)]
    address = make_address(membership=membership_of(person))

    def statements() -> int:
        entries_at(address)
        snapshot.forget_stamps()
        with CaptureQueriesContext(connection) as found:
            entries_at(address)
        return len(found)

    booked(person, school, [person])
    few = statements()
    for _number in range(4):
        booked(person, school, colleagues)
    assert statements() == few <= 6


def test_the_page_says_what_a_school_s_address_gives_away(client: Client, senco: Senco) -> None:
    assert "Anybody who has this address reads the names of colleagues" in words(client.get(PAGE))
    assert PAGE in client.get("/bookings/").content.decode()
