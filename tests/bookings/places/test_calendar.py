"""Places as calendar entries, read back by a parser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from icalendar import Calendar

from bookings.places.calendar import calendar_for
from bookings.places.models import Booking
from bookings.places.session_reads import sessions_for_booking
from portal.base.clock import LONDON
from tests.calendar_readers import read_by_both
from tests.factories.accounts import SchoolFactory
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory
from training.models import Session
from training.services import MeetingTime, save_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

AFTER_THE_CLOCKS_CHANGE = datetime(2027, 3, 30, 9, 30, tzinfo=LONDON)


def booked(**session: Any) -> Booking:
    booking = make_booking(SessionFactory(**session))
    booking.session = sessions_for_booking().get(pk=booking.session_id)
    return booking


def read(booking: Booking, **given: Any) -> Calendar:
    text, _method = calendar_for(booking=booking, person=given.pop("person", booking.booker), **given)
    return Calendar.from_ical(text)


def test_half_past_nine_after_the_clocks_change_is_half_past_eight_in_greenwich() -> None:
    event = read(booked(starts_at=AFTER_THE_CLOCKS_CHANGE)).walk("VEVENT")[0]
    assert event.start.astimezone(UTC) == datetime(2027, 3, 30, 8, 30, tzinfo=UTC)
    assert event["dtstart"].params["TZID"] == "Europe/London"


def test_the_time_zone_comes_along() -> None:
    assert read(booked()).walk("VTIMEZONE")[0]["tzid"] == "Europe/London"


def test_each_meeting_is_an_entry_with_an_id_of_its_own() -> None:
    times = [
        (
            AFTER_THE_CLOCKS_CHANGE + timedelta(weeks=n),
            AFTER_THE_CLOCKS_CHANGE + timedelta(weeks=n, hours=2),
        )
        for n in range(3)
    ]
    calendar = read(booked(meetings=times))
    assert len({event["uid"] for event in calendar.walk("VEVENT")}) == 3
    assert calendar["method"] == "PUBLISH"
    assert not any("attendee" in event for event in calendar.walk("VEVENT"))


@pytest.mark.parametrize("number", [1, 3])
def test_what_is_cancelled_replaces_every_entry_that_was_sent(number: int) -> None:
    times = [(AFTER_THE_CLOCKS_CHANGE + timedelta(weeks=n),) * 2 for n in range(number)]
    booking = booked(meetings=[(start, end + timedelta(hours=2)) for start, end in times])
    for person in (booking.booker, None):
        text, method = calendar_for(booking=booking, person=person)
        sent = read_by_both(text)
        type(booking).objects.filter(pk=booking.pk).update(calendar_sequence=F("calendar_sequence") + 1)
        booking.refresh_from_db(fields=["calendar_sequence"])
        text, method = calendar_for(booking=booking, person=person, cancelled=True)
        gone = read_by_both(text)
        assert [entry.uid for entry in gone.entries] == [entry.uid for entry in sent.entries]
        assert all(a.sequence > b.sequence for a, b in zip(gone.entries, sent.entries, strict=True))
        assert {entry.status for entry in gone.entries} == {"CANCELLED"}
        assert all(entry.summary.startswith("Cancelled: ") for entry in gone.entries)
        one_invitation = number == 1 and person is not None
        assert (sent.method, gone.method) == (
            ("REQUEST", "CANCEL") if one_invitation else ("PUBLISH", "PUBLISH")
        )
        assert method == gone.method


def test_a_change_of_the_session_raises_the_sequence() -> None:
    booking = booked()
    before = read(booking).walk("VEVENT")[0]["sequence"]
    session = Session.objects.get(pk=booking.session_id)
    save_session(session=session, meetings=[MeetingTime(session.starts_at, session.ends_at)])
    booking.session = sessions_for_booking().get(pk=booking.session_id)
    assert read(booking).walk("VEVENT")[0]["sequence"] > before


def test_one_meeting_is_an_invitation_to_the_delegate() -> None:
    booking = booked()
    calendar = read(booking)
    assert calendar["method"] == "REQUEST"
    assert calendar.walk("VEVENT")[0]["attendee"] == f"mailto:{booking.booker.email}"


def test_the_id_of_a_person_in_a_session_stays_the_same_and_differs_between_people() -> None:
    _user, senco, school = make_booker(SchoolFactory())
    colleague = make_colleague(school, email="b@x.example")
    booking = make_booking(SessionFactory(), senco, school, [senco, colleague])
    booking.session = sessions_for_booking().get(pk=booking.session_id)
    ids = [read(booking, person=who).walk("VEVENT")[0]["uid"] for who in (senco, senco, colleague, None)]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_where_it_is_says_the_venue_and_online_near_the_time_the_link() -> None:
    venue = VenueFactory(name="Laleham Gap School", address="Ozengell Place")
    at_a_venue = read(booked(format="in-person", venue=venue)).walk("VEVENT")[0]
    booking = booked(joining_link="https://meet.example/1")
    the_evening_before = booking.session.starts_at - timedelta(hours=15)
    online = read(booking, now=the_evening_before).walk("VEVENT")[0]
    assert "Laleham Gap School, Ozengell Place" in at_a_venue["location"]
    assert online["location"] == online["url"] == "https://meet.example/1"


def test_no_link_goes_into_a_calendar_long_before_to_who_looks_on_or_of_a_cancelled_place() -> None:
    booking = booked(joining_link="https://meet.example/1")
    near = booking.session.starts_at - timedelta(hours=2)
    texts = [
        calendar_for(booking=booking, person=booking.booker)[0],
        calendar_for(booking=booking, person=None, now=near)[0],
        calendar_for(booking=booking, person=booking.booker, cancelled=True, now=near)[0],
    ]
    assert not any("meet.example" in text for text in texts)


def test_lines_are_folded_by_octet_and_read_back_whole() -> None:
    title = "Siân O'Brien-Nguyễn 🎉 " * 6
    booking = booked(course=CoursePageFactory(title=title.strip()))
    text, _method = calendar_for(booking=booking, person=booking.booker)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert read(booking).walk("VEVENT")[0]["summary"] == title.strip()
