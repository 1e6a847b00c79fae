"""Calendar files as two independent parsers read them, on both sides of every change of the clocks."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest

from portal.base.clock import LONDON
from portal.notify.calendar import Event, Feed, Method, calendar_text, feed_text
from tests.calendar_readers import READERS, read_by_both

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
CHANGES = [
    pytest.param("2026-10-24", 8, id="the day before the clocks go back in 2026"),
    pytest.param("2026-10-25", 9, id="the day on which they go back in 2026"),
    pytest.param("2027-03-27", 9, id="the day before they go forward in 2027"),
    pytest.param("2027-03-28", 8, id="the day on which they go forward in 2027"),
    pytest.param("2027-10-30", 8, id="the day before they go back in 2027"),
    pytest.param("2027-10-31", 9, id="the day on which they go back in 2027"),
]
NAMES = [
    "Siân O'Brien-Nguyễn 🎉",
    "👩🏽‍🏫 Fatima; al-Zahra, “BA”",
    "\u202bשרה כהן\u202c and \u200fليلى\u200e",
    "back\\slash\\n and a comma, then",
]


def event(start: datetime, hours: float = 3, **given: str) -> Event:
    return Event("one@portal", 4, start, start + timedelta(hours=hours), **{"summary": "Talk", **given})


def written(entry: Event, method: Method = Method.REQUEST) -> str:
    return calendar_text(events=[entry], method=method, organiser="a@x.example", now=NOW)


def subscribed(entry: Event) -> str:
    feed = Feed("Kent", "Dates.", "https://portal.example/a.ics", timedelta(hours=12))
    return feed_text(feed=feed, events=[entry], organiser="a@x.example", now=NOW)


@pytest.mark.parametrize("made", [written, subscribed])
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(("day", "greenwich_hour"), CHANGES)
def test_half_past_nine_in_kent_is_the_right_hour_in_greenwich(
    made, reader, day, greenwich_hour
) -> None:  # type: ignore[no-untyped-def]
    local = datetime.fromisoformat(f"{day}T09:30").replace(tzinfo=LONDON)
    (entry,) = reader(made(event(local))).entries
    assert entry.start == datetime.fromisoformat(f"{day}T{greenwich_hour:02d}:30+00:00")
    assert entry.end - entry.start == timedelta(hours=3)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(("day", "greenwich_hour"), CHANGES)
def test_the_file_s_own_rules_say_so_to_who_does_not_know_the_zone(reader, day, greenwich_hour) -> None:  # type: ignore[no-untyped-def]
    local = datetime.fromisoformat(f"{day}T09:30").replace(tzinfo=LONDON)
    text = written(event(local)).replace("Europe/London", f"Clock of Kent {day}")
    (entry,) = reader(text).entries
    assert entry.start.hour == greenwich_hour


def test_a_whole_weekend_over_each_change_is_as_long_as_it_is() -> None:
    for day, hours in (("2026-10-24", 25), ("2027-03-27", 23), ("2027-10-30", 25)):
        start = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=LONDON)
        end = datetime.combine(start.date() + timedelta(days=1), start.time(), LONDON)
        (entry,) = read_by_both(written(Event("a", 0, start, end, "Weekend"))).entries
        assert entry.end - entry.start == timedelta(hours=hours)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_read_back_whole_by_both(name: str) -> None:
    at = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
    words = f"{name} " * 9
    entry = event(at, summary=words.strip(), location=words.strip(), description=f"{words}\n\n{name}")
    for text in (written(entry), subscribed(entry)):
        (read,) = read_by_both(text).entries
        assert (read.summary, read.location) == (entry.summary, entry.location)
        assert read.description == entry.description


@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_longer_than_75_octets_and_none_breaks_a_letter(name: str) -> None:
    at = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
    for shift in range(5):
        raw = written(event(at, summary="x" * shift + name * 12)).encode()
        assert raw.count(b"\n") == raw.count(b"\r\n")
        for line in raw.split(b"\r\n"):
            assert len(line) <= 75
            assert not any(unicodedata.category(c) == "Cc" for c in line.decode())


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x0c", "\x85"])
def test_no_name_can_add_a_line_of_its_own(break_: str) -> None:
    at = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
    text = written(event(at, summary=f"Talk{break_}ATTENDEE:mailto:eve@x.example"))
    unfolded = text.replace("\r\n ", "")
    assert not any(line.startswith("ATTENDEE") for line in unfolded.split("\r\n"))
    for reader in READERS.values():
        assert len(reader(text).entries) == 1


def test_an_invitation_is_called_off_under_the_same_id() -> None:
    at = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
    (entry,) = read_by_both(written(event(at), Method.CANCEL)).entries
    assert (entry.uid, entry.sequence, entry.status) == ("one@portal", 4, "CANCELLED")
