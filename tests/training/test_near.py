"""``/training/near/``: what is on near somebody this term."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.base import snapshot
from portal.base.clock import LONDON
from portal.vocabulary.choices import AudienceGroup
from portal.vocabulary.places import ATTRIBUTION
from portal.vocabulary.school_terms import SchoolTerm
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory
from tests.factories.vocabulary import AudienceFactory, DistrictFactory, PhaseFactory
from training.choices import SessionState

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]
MOST_STATEMENTS = 8


@pytest.fixture(autouse=True)
def _terms() -> None:
    spans = {"Term 2": ((2026, 11, 2), (2026, 12, 18)), "Term 3": ((2027, 1, 4), (2027, 2, 12))}
    for name, (first, last) in spans.items():
        SchoolTerm.objects.create(name=name, starts_on=date(*first), ends_on=date(*last))
    for slug in ("thanet", "dover", "canterbury", "swale"):
        DistrictFactory(slug=slug)


def venue(district: str, **kwargs: Any) -> Any:
    return VenueFactory(district=DistrictFactory(slug=district), **{"postcode": "", **kwargs})


def held(title: str, day: date = date(2026, 12, 8), **kwargs: Any) -> Any:
    start = datetime(day.year, day.month, day.day, 9, 30, tzinfo=LONDON)
    course = CoursePageFactory(title=title, **kwargs.pop("of", {}))
    if "venue" in kwargs:
        kwargs.setdefault("format", "in-person")
    return SessionFactory(course=course, meetings=[(start, start + timedelta(hours=2))], **kwargs)


def page(client: Client, query: str = "near=CT10") -> BeautifulSoup:
    response = client.get(f"/training/near/?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: Any) -> str:
    return " ".join(soup.get_text(" ").split())


def groups(client: Client, query: str = "near=CT10") -> dict[str, list[str]]:
    return {
        words(part.h2): [words(title) for title in part.select(".kd-session__title")]
        for part in page(client, query).select("main section.kd-section")
    }


def test_what_serves_the_place_comes_first_and_the_rest_by_distance(client: Client) -> None:
    held("Far", venue=venue("swale", latitude=51.34, longitude=0.73), day=date(2026, 12, 1))
    held("By postcode", venue=venue("canterbury", postcode="CT1 1AB"), day=date(2026, 12, 2))
    held("Next door", venue=venue("dover", latitude=51.28, longitude=1.34), day=date(2026, 12, 9))
    held("Here later", venue=venue("thanet"), day=date(2026, 12, 10))
    held("Here soon", venue=venue("thanet"), day=date(2026, 12, 3))
    held("In the school", format="in-school", day=date(2026, 12, 11))
    held("From home")
    assert groups(client) == {
        "In Thanet": ["Here soon", "Here later", "In the school"],
        "Online": ["From home"],
        "Elsewhere in Kent": ["Next door", "By postcode", "Far"],
    }


def test_distances_are_said_from_a_place_but_not_from_the_middle_of_a_district(client: Client) -> None:
    held("Next door", venue=venue("dover", latitude=51.28, longitude=1.34))
    assert "about 7 miles away" in words(page(client, "near=CT10"))
    assert "miles away" not in words(page(client, "near=Thanet"))


def test_what_is_next_door_is_less_than_a_mile_away(client: Client) -> None:
    held("Next door", venue=venue("dover", latitude=51.36, longitude=1.43))
    assert "less than a mile away" in words(page(client, "near=CT10"))


def test_sessions_for_other_districts_only_are_left_out(client: Client) -> None:
    thanet, dover = DistrictFactory(slug="thanet"), DistrictFactory(slug="dover")
    held("Dover only", districts=[dover])
    held("Thanet only, held elsewhere", districts=[thanet], venue=venue("dover"))
    held("Thanet only, online", districts=[thanet])
    found = groups(client)
    assert found["In Thanet"] == ["Thanet only, held elsewhere"]
    assert found["Online"] == ["Thanet only, online"]
    assert found["Elsewhere in Kent"] == []


def test_only_what_can_still_be_joined_this_term_is_shown(client: Client) -> None:
    held("Begun", day=date(2026, 11, 20))
    held("Next term", day=date(2027, 1, 12))
    held("Cancelled", state=SessionState.CANCELLED)
    held("Draft", state=SessionState.DRAFT)
    held("Draft course", of={"live": False})
    held("Not yet shown", visible_from=datetime(2026, 11, 24, tzinfo=LONDON))
    held("Withdrawn", of={"withdrawn_on": date(2026, 12, 1)}, state=SessionState.CLOSED)
    held("This term")
    assert groups(client)["Online"] == ["This term"]
    assert groups(client, "near=CT10&term=next")["Online"] == ["Next term"]


def test_the_term_is_said_and_in_a_holiday_it_is_the_next(client: Client) -> None:
    soup = page(client)
    assert words(soup.h1) == "What’s on near CT10 this term"
    assert "Term 2, until Friday 18 December 2026" in words(soup)
    with time_machine.travel(datetime(2026, 12, 23, 12, tzinfo=LONDON), tick=False):
        said = words(page(client))
    assert "Term 3, from Monday 4 January 2027 until Friday 12 February 2027" in said
    assert "Next term instead" not in said


def test_without_terms_the_next_ten_weeks_are_shown(client: Client) -> None:
    SchoolTerm.objects.all().delete()
    held("In the new year", day=date(2027, 1, 12))
    held("Later", day=date(2027, 3, 12))
    soup = page(client)
    assert "In the next 10 weeks" in words(soup)
    assert words(soup.h1) == "What’s on near CT10 soon"
    assert groups(client)["Online"] == ["In the new year"]


def test_families_have_their_own_and_staff_theirs(client: Client) -> None:
    parents = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    held("For parents", of={"audiences": [parents]})
    held("For teachers")
    assert groups(client)["Online"] == ["For teachers"]
    soup = page(client, "near=CT10&for=families")
    assert groups(client, "near=CT10&for=families")["Online"] == ["For parents"]
    assert "kd-parents" in soup.body["class"]  # type: ignore[index]
    assert words(soup.h1) == "Sessions for families near CT10 this term"


def test_a_phase_narrows(client: Client) -> None:
    first = PhaseFactory(slug="key-stage-1")
    held("Infants", of={"phases": [first]})
    held("Others")
    assert groups(client, "near=CT10&phase=key-stage-1")["Online"] == ["Infants"]


def test_a_whole_postcode_never_stays_in_an_address(client: Client) -> None:
    response = client.get("/training/near/?near=ct10+2ab&phase=x&for=families")
    assert response.status_code == 302
    assert response["Cache-Control"] == "no-store"
    assert response["Location"] == "/training/near/?near=CT10&phase=x&for=families&district=thanet"
    shown = client.get(response["Location"]).content.decode().upper()
    assert not any(whole in shown for whole in ("CT10 2AB", "CT10+2AB", "CT10%202AB", "CT102AB"))


def test_the_district_of_the_postcode_is_kept_and_a_wrong_one_for_a_town_is_not(client: Client) -> None:
    held("Here", venue=venue("swale"))
    assert groups(client, "near=ME13&district=swale")["In Swale"] == ["Here"]
    assert "In Thanet" in groups(client, "near=Margate&district=dover")
    assert "In Thanet" in groups(client, "near=CT10&district=atlantis")


@pytest.mark.parametrize("text", ["Margate", "margate ", "THANET", "ct9", "CT9"])
def test_towns_districts_and_halves_of_postcodes_are_places(client: Client, text: str) -> None:
    held("From home")
    assert "In Thanet" in groups(client, f"near={text}")
    assert not page(client, f"near={text}").select(".govuk-error-message")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Enter a postcode, its first half such as CT10"),
        ("ME4 4AA", "We do not know ME4 4AA: it may be outside Kent."),
        ("SW1", "We do not know SW1"),
        ("Nowhere", "We do not know a place called “Nowhere”."),
        ("<b>x</b>" * 60, "We do not know a place called"),
    ],
)
def test_an_unknown_place_is_said_by_its_field_and_kept(client: Client, text: str, said: str) -> None:
    soup = page(client, f"near={text}")
    field = soup.select_one("#near")
    assert field is not None
    assert said in words(soup.select_one("#near-error"))
    assert field["value"] == text[:100]
    assert str(soup.title).startswith("<title>Error: ")
    assert soup.select_one(".govuk-error-summary a[href='#near']") is not None
    assert not soup.b


def test_nothing_asked_is_a_form_without_complaint(client: Client) -> None:
    soup = page(client, "")
    assert not soup.select(".govuk-error-message")
    assert words(soup.h1) == "What’s on near me this term"
    assert ATTRIBUTION in words(soup)


def test_marks_that_newsletters_add_are_let_be(client: Client) -> None:
    said = words(page(client, "near=CT10&utm_source=letter&fbclid=1&mc_cid=2"))
    assert "so we left it out" not in said


def test_nonsense_beside_the_place_is_said_and_left_out(client: Client) -> None:
    said = words(page(client, "near=CT10&phase=x&for=cats&term=never&colour=red"))
    for part in ("phase “x”", "who it is for “cats”", "term “never”", "nothing called “colour”"):
        assert part in said
    assert client.get("/training/near/?near=%00").status_code == 400
    assert client.post("/training/near/").status_code == 405


def test_an_empty_term_leads_on(client: Client) -> None:
    soup = page(client, "near=CT10")
    links = {words(link): link["href"] for link in soup.select(".kd-empty a")}
    assert links == {
        "Next term instead": "?near=CT10&term=next",
        "Everything that is planned": "/training/",
    }


def test_answers_stay_out_of_search_engines(client: Client) -> None:
    assert client.get("/training/near/?near=CT10")["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/training/near/").headers


def test_a_long_group_leads_to_the_rest(client: Client) -> None:
    for number in range(14):
        held(f"Course {number}")
    soup = page(client)
    (more,) = soup.select("section[aria-labelledby=online] .kd-more")
    assert words(more) == "2 more : Online"
    assert more["href"] == "/training/?format=online&from=2026-11-23&to=2026-12-18"


def test_it_takes_as_few_statements_however_much_is_on(client: Client) -> None:
    def statements() -> int:
        page(client)
        snapshot.forget_stamps()  # as when a server looks for changes of small tables
        with CaptureQueriesContext(connection) as found:
            page(client)
        return len(found)

    held("One")
    few = statements()
    for number in range(20):
        held(f"Course {number}", venue=venue("dover", latitude=51.2, longitude=1.3))
    assert statements() == few <= MOST_STATEMENTS


def test_the_menu_marks_it_under_dates(client: Client) -> None:
    marked = page(client).select_one("header [aria-current]")
    assert words(marked) == "What’s on"
