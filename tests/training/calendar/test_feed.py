"""``/training/calendar.ics``: the same meetings in people's own calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.base import clock, snapshot
from portal.base.clock import LONDON
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory
from tests.factories.vocabulary import DistrictFactory
from training.choices import SessionState
from training.models import Session
from training.services import MeetingTime, save_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]
FEED = "/training/calendar.ics"


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2027, month, day, hour, 30, tzinfo=LONDON)


def held(title: str, *starts: datetime, **kwargs: Any) -> Session:
    meetings = [(start, start + timedelta(hours=2)) for start in starts]
    course = kwargs.pop("course", None) or CoursePageFactory(title=title)
    return SessionFactory(course=course, meetings=meetings, **kwargs)


def text_of(client: Client, query: str = "") -> str:
    response = client.get(f"{FEED}?{query}" if query else FEED)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return response.content.decode()


def parsed(client: Client, query: str = "") -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(text_of(client, query))


def events(client: Client, query: str = "") -> list[Any]:
    return list(parsed(client, query).walk("VEVENT"))


def saved(session: Session, *starts: datetime, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(session, name, value)
    times = [MeetingTime(start, start + timedelta(hours=2)) for start in starts]
    save_session(session=session, meetings=times)


def test_each_meeting_is_an_event_on_the_kent_clock_across_the_change_of_clocks(client: Client) -> None:
    held("Talk first", at(3, 23), at(3, 30))
    winter, summer = events(client)
    assert [str(event["DTSTART"].params["TZID"]) for event in (winter, summer)] == ["Europe/London"] * 2
    assert winter.start.astimezone(UTC) == datetime(2027, 3, 23, 9, 30, tzinfo=UTC)
    assert summer.start.astimezone(UTC) == datetime(2027, 3, 30, 8, 30, tzinfo=UTC)
    assert "Meeting 2 of 2." in summer["DESCRIPTION"]


def test_another_parser_reads_the_same_times(client: Client) -> None:
    held("Talk, first; “really”", at(3, 23), at(3, 30))
    read = vobject.readOne(text_of(client))
    moments = [event.dtstart.value.astimezone(UTC).hour for event in read.vevent_list]
    assert moments == [9, 8]
    assert read.vevent.summary.value == "Talk, first; “really”"
    assert read.vtimezone.tzid.value == "Europe/London"


def test_lines_are_folded_by_octets_and_end_as_the_standard_asks(client: Client) -> None:
    held("Ünïcödé — " * 20, at(3, 9))
    raw = text_of(client).encode()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


def test_it_says_where_and_what_but_never_how_to_join_or_who_comes(client: Client) -> None:
    venue = VenueFactory(name="Laleham Gap School", town="Ramsgate", postcode="CT12 6FH")
    held("There", at(3, 9), format="blended", venue=venue, joining_link="https://meet.example/secret")
    held("Online", at(3, 10), joining_link="https://meet.example/secret", notes="Bring a book")
    there, online = events(client)
    assert there["LOCATION"] == "Laleham Gap School, Ramsgate, CT12 6FH"
    assert online["LOCATION"] == "Online"
    assert online["URL"].startswith("http")
    assert list(online["CATEGORIES"].cats) == ["Training", "Communication and interaction"]
    raw = text_of(client).replace("\r\n ", "")
    for word in ("meet.example", "Bring a book", "ATTENDEE", "places left"):
        assert word not in raw


def test_it_names_itself_by_its_filters_and_asks_to_be_read_twice_a_day(client: Client) -> None:
    DistrictFactory(slug="thanet")
    found = parsed(client, "district=thanet&format=online")
    assert str(found["NAME"]) == "Kent training: Thanet, Live online"
    assert str(found["X-WR-CALNAME"]) == "Kent training: Thanet\\, Live online"
    assert found["REFRESH-INTERVAL"].to_ical() == b"PT12H"
    assert found["METHOD"] == "PUBLISH"
    assert str(parsed(client)["X-WR-CALNAME"]) == "Kent training"


def test_filters_are_those_of_the_page_and_nonsense_is_said_in_the_description(client: Client) -> None:
    thanet, swale = DistrictFactory(slug="thanet"), DistrictFactory(slug="swale")
    for district in (thanet, swale):
        held(district.name, at(3, 9), format="in-person", venue=VenueFactory(district=district))
    assert [str(event["SUMMARY"]) for event in events(client, "district=thanet")] == ["Thanet"]
    found = parsed(client, "district=atlantis&month=2027-03&view=agenda")
    assert "do not know the district “atlantis”" in found["X-WR-CALDESC"]
    assert len(found.walk("VEVENT")) == 2


def test_words_of_the_address_cannot_break_out_of_their_line(client: Client) -> None:
    raw = text_of(client, "district=x%0D%0ABEGIN:VEVENT%0D%0A&a%0D%0AEND:VCALENDAR=1;,")
    assert "BEGIN:VEVENT" not in raw.split("\r\n")
    assert raw.split("\r\n").count("END:VCALENDAR") == 1


def test_what_the_public_may_not_know_of_is_not_in_it(client: Client) -> None:
    held("Draft", at(3, 9), state=SessionState.DRAFT)
    held("Later shown", at(3, 9), visible_from=clock.now() + timedelta(days=1))
    held("Draft course", at(3, 9), course=CoursePageFactory(live=False))
    held("Withdrawn", at(3, 9), course=CoursePageFactory(withdrawn_on=date(2027, 1, 1)), state="closed")
    held("Too far", datetime(2029, 3, 9, 9, tzinfo=LONDON))
    held("Long ago", datetime(2026, 3, 9, 9, tzinfo=LONDON), state=SessionState.COMPLETED)
    held("Shown", at(3, 9))
    assert [str(event["SUMMARY"]) for event in events(client)] == ["Shown"]


def test_a_change_keeps_the_id_and_raises_the_sequence(client: Client) -> None:
    session = held("Talk first", at(3, 9), at(3, 16))
    before = events(client)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        saved(session, at(3, 10), at(3, 17))
        after = events(client)
    assert [event["UID"] for event in after] == [event["UID"] for event in before]
    assert [event["SEQUENCE"] for event in before + after] == [0, 0, 1, 1]
    assert after[0]["DTSTAMP"].dt - before[0]["DTSTAMP"].dt == timedelta(hours=1)
    assert after[0].start.day == 10


def test_a_form_that_was_opened_before_another_change_does_not_turn_the_sequence_back(
    client: Client,
) -> None:
    session = held("Talk first", at(3, 9))
    stale = Session.objects.get(pk=session.pk)
    saved(session, at(3, 10))
    saved(session, at(3, 11))
    saved(stale, at(3, 12))
    assert [event["SEQUENCE"] for event in events(client)] == [3]


def test_a_cancelled_date_is_said_to_be_in_words_and_by_its_status(client: Client) -> None:
    session = held("Talk first", at(3, 9))
    saved(session, at(3, 9), state=SessionState.CANCELLED)
    (event,) = events(client)
    assert (event["STATUS"], event["SUMMARY"]) == ("CANCELLED", "Cancelled: Talk first")
    assert event["SEQUENCE"] == 1


def test_ids_are_stable_and_differ_from_those_of_booking_mails(client: Client) -> None:
    session = held("Talk first", at(3, 9))
    first, again = (str(events(client)[0]["UID"]) for _ in range(2))
    assert first == again
    assert str(session.uid) not in first


def test_who_has_it_already_is_told_only_that(client: Client) -> None:
    session = held("Talk first", at(3, 9))
    first = client.get(FEED)
    assert "public" in first["Cache-Control"]
    assert "max-age=3600" in first["Cache-Control"]
    same = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    since = client.get(FEED, headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        saved(session, at(3, 10))
        for headers in (
            {"If-None-Match": first["ETag"]},
            {"If-Modified-Since": first["Last-Modified"]},
        ):
            assert client.get(FEED, headers=headers).status_code == 200


def test_a_date_that_is_deleted_is_noticed_by_the_next_morning(client: Client) -> None:
    held("Stays", at(3, 9))
    gone = held("Goes", at(3, 9))
    first = client.get(FEED)
    gone.seats.delete()
    gone.delete()
    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        response = client.get(FEED, headers={"If-Modified-Since": first["Last-Modified"]})
    assert response.status_code == 200


def test_everybody_gets_the_same_text_and_may_keep_it(client: Client) -> None:
    held("Talk first", at(3, 9))
    stranger = text_of(client)
    sign_in(client, UserFactory())
    response = client.get(FEED)
    assert response.content.decode() == stranger
    assert "private" not in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")


def test_one_course_has_a_file_of_its_own(client: Client) -> None:
    session = held("Talk first", at(3, 9), at(3, 16))
    held("Other", at(3, 9))
    address = f"{session.course.href}dates.ics"
    found = icalendar.Calendar.from_ical(client.get(address).content.decode())
    assert str(found["X-WR-CALNAME"]) == "Talk first"
    assert len(found.walk("VEVENT")) == 2
    assert address in client.get(session.course.href).content.decode()
    draft = CoursePageFactory(live=False)
    for path in (f"{draft.href}dates.ics", "/training/none/dates.ics"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("query", ["district=%00", "q=" + "word+" * 3000])
def test_what_is_no_text_or_too_long_is_refused(client: Client, query: str) -> None:
    assert client.get(f"{FEED}?{query}").status_code == 400


def test_nothing_planned_is_an_empty_calendar(client: Client) -> None:
    assert events(client) == []
    assert client.post(FEED).status_code == 405


def test_it_takes_as_few_statements_however_much_is_planned(client: Client) -> None:
    def statements() -> int:
        text_of(client)
        snapshot.forget_stamps()  # as when a server looks for changes of small tables
        with CaptureQueriesContext(connection) as found:
            text_of(client)
        return len(found)

    held("One", at(3, 9))
    few = statements()
    for number in range(8):
        held(f"Course {number}", *[at(3, day) for day in range(1, 28)])
    assert statements() == few <= 4


def test_the_page_offers_its_own_filters_to_subscribe_to(client: Client) -> None:
    page = client.get("/training/calendar/?month=2027-03&view=agenda&format=online").content.decode()
    assert "/training/calendar.ics?format=online" in page
    assert 'href="webcal://' in page
    assert "month=2027-03&amp;view=agenda&amp;format=online&amp;" not in page
