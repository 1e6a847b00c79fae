"""``/training/calendar/``: meetings by month and by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.base import clock, snapshot
from portal.base.clock import LONDON
from portal.vocabulary.choices import AudienceGroup
from portal.vocabulary.school_terms import SchoolTerm
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory
from tests.factories.vocabulary import AreaOfNeedFactory, AudienceFactory, DistrictFactory
from training.choices import SessionState

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]
MARCH = "month=2027-03"
MOST_STATEMENTS = 8


def at(day: int, hour: int = 9, minute: int = 30, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=LONDON)


def held(title: str, *starts: datetime, hours: int = 2, **kwargs: Any) -> Any:
    course = kwargs.pop("course", None) or CoursePageFactory(title=title, **kwargs.pop("of", {}))
    meetings = [(start, start + timedelta(hours=hours)) for start in starts]
    return SessionFactory(course=course, meetings=meetings, **kwargs)


def page(client: Client, query: str = MARCH) -> BeautifulSoup:
    response = client.get(f"/training/calendar/?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: Any) -> str:
    return " ".join(soup.get_text(" ").split())


def cell(soup: BeautifulSoup, day: str) -> str:
    """The words of the cell whose link leads to ``day``."""
    found = soup.select_one(f".kd-day__number[href*='day={day}']")
    assert found is not None, day
    return words(found.find_parent("td"))


def titles(soup: BeautifulSoup) -> list[str]:
    return [found.get_text() for found in soup.select(".kd-event__title, .kd-meeting__title a")]


def test_a_month_is_a_table_of_weeks_from_monday_with_today_marked(client: Client) -> None:
    soup = page(client, "")
    assert [words(head) for head in soup.select("table th")][0::6] == ["Mon day", "Sun day"]
    assert soup.select_one("table caption") is not None
    assert len(soup.select("table tbody tr")) == 6
    assert words(soup.select_one("td[aria-current='date']")).startswith("23")


def test_a_meeting_stands_on_its_day_with_time_place_and_area(client: Client) -> None:
    venue = VenueFactory(name="Laleham Gap School", town="Ramsgate")
    held("Visual support", at(9), format="in-person", venue=venue, capacity=10, taken=7)
    said = cell(page(client), "2027-03-09")
    for part in (
        "1 meeting",
        "9:30am",
        "Visual support",
        "Laleham Gap School, Ramsgate",
        "3 places left",
    ):
        assert part in said
    assert "Communication and interaction" in said


def test_each_meeting_of_a_session_says_which_of_how_many_it_is(client: Client) -> None:
    held("Talk first", at(2), at(9), at(6, month=4))
    soup = page(client)
    assert "Meeting 1 of 3" in cell(soup, "2027-03-02")
    assert "Meeting 2 of 3" in cell(soup, "2027-03-09")
    assert "Meeting 3 of 3" in cell(page(client, "month=2027-04"), "2027-04-06")


def test_an_overnight_meeting_stands_on_both_days(client: Client) -> None:
    held("Residential", at(9, 18, 0), hours=15)
    soup = page(client)
    assert "6:00pm" in cell(soup, "2027-03-09")
    assert "until 9:00am" in cell(soup, "2027-03-10")
    listed = words(page(client, f"{MARCH}&view=agenda"))
    assert "Tuesday 9 March 2027, 6:00pm to Wednesday 10 March 2027, 9:00am" in listed


def test_a_meeting_of_weeks_stands_on_its_first_and_last_day_only(client: Client) -> None:
    held("In your own time", at(1), hours=24 * 20)
    soup = page(client, f"{MARCH}&view=agenda")
    assert [words(day) for day in soup.select(".kd-agenda__title")] == [
        "Monday 1 March 2027",
        "Sunday 21 March 2027",
    ]


def test_a_late_meeting_in_summer_stands_on_the_day_of_the_kent_clock(client: Client) -> None:
    held("Night owls", at(30, 23, 30, month=6), hours=1)
    soup = page(client, "month=2027-06&view=agenda")
    assert [words(day) for day in soup.select(".kd-agenda__title")] == ["Wednesday 30 June 2027"]
    assert "11:30pm to Thursday 1 July 2027, 12:30am" in words(soup)


def test_a_busy_day_shows_three_and_leads_to_all(client: Client) -> None:
    for hour in range(9, 15):
        held(f"Course at {hour}", at(9, hour))
    soup = page(client, f"{MARCH}&format=online")
    more = soup.select_one(".kd-day__more")
    assert more is not None
    assert (len(titles(soup)), words(more)) == (3, "+3 more on Tuesday 9 March 2027")
    day = page(client, str(more["href"]).lstrip("?"))
    assert words(day.select_one("h2")) == "Tuesday 9 March 2027"
    assert len(titles(day)) == 6
    assert "How it is given: Live online" in words(day)


def test_four_meetings_have_room_on_one_day(client: Client) -> None:
    for hour in range(9, 13):
        held(f"Course at {hour}", at(9, hour))
    assert len(titles(page(client))) == 4


def test_days_outside_the_month_show_theirs_but_are_not_counted(client: Client) -> None:
    held("April", at(1, month=4))
    soup = page(client)
    assert titles(soup) == ["April"]
    assert "kd-day--outside" in soup.select_one(".kd-event").find_parent("td")["class"]  # type: ignore[union-attr]
    assert "No meetings" in words(soup)


def test_cancelled_dates_to_come_are_said_to_be(client: Client) -> None:
    held("Off", at(9), state=SessionState.CANCELLED)
    assert "Cancelled" in cell(page(client), "2027-03-09")
    assert "Book" not in words(page(client, f"{MARCH}&view=agenda").select_one(".kd-agenda"))
    with time_machine.travel(at(10), tick=False):
        assert titles(page(client)) == []


def test_past_dates_stay_and_cannot_be_booked(client: Client) -> None:
    held("Over", at(9), state=SessionState.COMPLETED)
    with time_machine.travel(at(20), tick=False):
        assert titles(page(client)) == ["Over"]
        assert "Has taken place" in words(page(client, f"{MARCH}&view=agenda&from=2027-03-01"))


def test_what_the_public_may_not_know_of_is_not_in_it(client: Client) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    held("Draft date", at(9), state=SessionState.DRAFT)
    held("Draft course", at(9), of={"live": False})
    held("Not yet shown", at(9), visible_from=tomorrow)
    held("Withdrawn by then", at(9), of={"withdrawn_on": date(2027, 3, 9)}, state=SessionState.CLOSED)
    held("Shown", at(9))
    for query in (MARCH, f"{MARCH}&view=agenda", "day=2027-03-09"):
        assert titles(page(client, query)) == ["Shown"]


def test_families_sessions_stand_in_it_when_asked_for_in_their_own_words(client: Client) -> None:
    parents = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    held("For parents", at(9), of={"audiences": [parents]})
    held("For teachers", at(9))
    assert titles(page(client)) == ["For teachers"]
    soup = page(client, f"{MARCH}&audience=parent-carer")
    assert titles(soup) == ["For parents"]
    assert "kd-parents" in soup.body["class"]  # type: ignore[index]
    assert words(soup.h1) == "Calendar for families"


def test_filters_hold_for_the_same_date(client: Client) -> None:
    thanet, swale = DistrictFactory(slug="thanet"), DistrictFactory(slug="swale")
    there = {"format": "in-person", "venue": VenueFactory(district=thanet)}
    held("In Thanet", at(9), **there)
    held("In Swale", at(9), format="in-person", venue=VenueFactory(district=swale))
    held("For Swale only", at(9), districts=[swale])
    held("Online", at(9), capacity=1, taken=1)
    held("Sensory", at(9), of={"area_of_need": AreaOfNeedFactory(slug="physical-and-sensory")}, **there)
    assert set(titles(page(client, f"{MARCH}&view=agenda&district=thanet"))) == {
        "In Thanet",
        "Online",
        "Sensory",
    }
    assert "Online" not in titles(page(client, f"{MARCH}&view=agenda&places=left"))
    query = f"{MARCH}&district=thanet&dimension=physical-and-sensory&format=in-person"
    assert titles(page(client, query)) == ["Sensory"]
    assert [words(chip) for chip in page(client, query).select("a.kd-chip")][-1] == "Clear all"


def test_from_and_to_of_other_lists_hold_here_for_meetings(client: Client) -> None:
    held("Talk first", at(2), at(9), at(16))
    assert len(titles(page(client, f"{MARCH}&from=2027-03-09&to=2027-03-12"))) == 1


def test_the_list_of_this_month_begins_today(client: Client) -> None:
    held("Over", datetime(2026, 11, 3, 9, tzinfo=LONDON), state=SessionState.COMPLETED)
    held("Soon", datetime(2026, 11, 26, 9, tzinfo=LONDON))
    soup = page(client, "view=agenda")
    assert titles(soup) == ["Soon"]
    earlier = soup.find("a", string="Earlier in November")
    assert earlier is not None
    assert titles(page(client, str(earlier["href"]).lstrip("?"))) == ["Over", "Soon"]  # type: ignore[index]


def test_a_long_list_comes_in_pages(client: Client) -> None:
    session = held("Many", *[at(day, hour) for day in range(1, 24) for hour in (9, 14)])
    assert session.meetings.count() == 46
    soup = page(client, f"{MARCH}&view=agenda")
    assert len(titles(soup)) == 40
    assert len(titles(page(client, f"{MARCH}&view=agenda&page=2"))) == 6
    assert "There is no page “9”" in words(page(client, f"{MARCH}&view=agenda&page=9"))


def test_months_are_turned_by_links_that_keep_the_filters(client: Client) -> None:
    soup = page(client, f"{MARCH}&format=online&view=agenda")
    links = {words(link): str(link["href"]) for link in soup.select(".kd-turn__link")}
    assert set(links) == {"Previous: February 2027", "Next: April 2027", "This month"}
    following = page(client, links["Next: April 2027"].lstrip("?"))
    assert words(following.select_one("h2")) == "April 2027"
    assert "Live online" in words(following.select_one(".kd-chips"))
    assert words(page(client, links["This month"].lstrip("?")).select_one("h2")) == "November 2026"


def test_a_day_leads_to_its_neighbours_and_its_month(client: Client) -> None:
    links = {
        words(link): link["href"] for link in page(client, "day=2027-03-31").select(".kd-turn__link")
    }
    assert links["Next: Thursday 1 April"] == "?day=2027-04-01"
    assert links["All of March 2027"] == "?month=2027-03"


def test_the_calendar_ends_a_year_back_and_two_years_ahead(client: Client) -> None:
    assert not page(client, "month=2025-11").select("a[rel=prev]")
    assert not page(client, "month=2028-11").select("a[rel=next]")
    options = page(client).select("#choose-month option")
    assert (options[0]["value"], options[-1]["value"]) == ("2025-11", "2028-11")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("month=2027-13", "no month “2027-13”, so this is November 2026"),
        ("month=x", "no month “x”"),
        ("month=1066-10", "goes from November 2025 to November 2028, so this is November 2025"),
        ("month=9999-12", "so this is November 2028"),
        ("month=99999999999999999999-1", "no month"),
        ("day=2027-02-30", "no day “2027-02-30”"),
        ("day=20270301", "no day “20270301”"),
        ("day=0001-01-01", "does not go as far as"),
        ("day=9999-12-31", "does not go as far as"),
        ("view=week", "no view “week”"),
        ("from=31/02/2027", "From: Enter a real date"),
        ("district=atlantis", "do not know the district “atlantis”"),
        ("colour=red", "no filter called “colour”"),
    ],
)
def test_nonsense_is_said_and_a_month_is_shown(client: Client, query: str, said: str) -> None:
    soup = page(client, query)
    assert said in words(soup.select_one(".kd-notices"))
    assert soup.select_one("table.kd-month") is not None


@pytest.mark.parametrize("query", ["month=%00", "day=%FF%FE", "q=" + "word+" * 3000])
def test_what_is_no_text_or_too_long_is_refused_with_a_page(client: Client, query: str) -> None:
    assert client.get(f"/training/calendar/?{query}").status_code == 400


def test_an_empty_month_leads_to_the_next_date(client: Client) -> None:
    held("Later", at(9, month=5))
    soup = page(client, f"{MARCH}&format=online")
    actions = {words(link): link["href"] for link in soup.select(".kd-empty a")}
    assert actions["Go to May 2027, which has the next date"] == "?month=2027-05&format=online"
    assert "No date fits all of that in March 2027" in words(soup)
    assert "Nothing is planned in March 2027" in words(page(client))


def test_it_opens_at_the_next_date_when_this_month_has_no_more(client: Client) -> None:
    held("Later", at(9, month=5))
    soup = page(client, "")
    assert "May 2027" in words(soup.select_one("#month"))
    assert "November 2026 has no more dates, so this is May 2027." in words(
        soup.select_one(".kd-notices")
    )
    ways = {words(link): link["href"] for link in soup.select("main a")}
    assert ways["This month"] == "?month=2026-11"
    assert "Nothing is planned in November 2026" in words(page(client, ways["This month"][1:]))


def test_holidays_are_named_where_terms_are_known(client: Client) -> None:
    assert "Good Friday" in words(page(client))
    assert "School holiday" not in words(page(client, "month=2027-02"))
    for name, first, last in (("Term 3", (1, 6), (2, 12)), ("Term 4", (2, 22), (3, 25))):
        SchoolTerm.objects.create(
            name=name, starts_on=date(2027, *first), ends_on=date(2027, *last), demonstration=True
        )
    said = words(page(client, "month=2027-02"))
    assert "School holiday" in said
    assert "Term 4 starts on Monday 22" in said
    assert "example dates" in said


@pytest.mark.parametrize("view", ["month", "agenda"])
def test_a_page_takes_as_few_statements_however_full_the_month_is(client: Client, view: str) -> None:
    def statements() -> int:
        page(client, f"{MARCH}&view={view}")
        snapshot.forget_stamps()  # as when a server looks for changes of small tables
        with CaptureQueriesContext(connection) as found:
            page(client, f"{MARCH}&view={view}")
        return len(found)

    held("One", at(9))
    few = statements()
    for number in range(6):
        held(f"Course {number}", *[at(day, 9 + number) for day in range(1, 28)])
    assert statements() == few
    assert few <= MOST_STATEMENTS


def test_only_reading_is_answered(client: Client) -> None:
    assert client.post("/training/calendar/").status_code == 405
    assert client.head("/training/calendar/").status_code == 200
    assert client.get("/training/calendar")["Location"] == "/training/calendar/"
