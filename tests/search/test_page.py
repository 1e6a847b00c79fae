"""The search page with its filters, counted by the engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from directory.entries import Resource
from portal.base import clock
from portal.vocabulary.choices import AudienceGroup
from search.promotions.models import Promotion
from search.synonyms.models import SynonymRule
from tests.factories.directory import OrganisationFactory, ResourceFactory, ServiceFactory
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory, DistrictFactory, NeedFactory, PhaseFactory
from training.session_rows import say_day

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BUDGET = 8


def main(client: Client, query: str) -> Tag:
    response = client.get(f"/search/?{query}")
    assert response.status_code == 200, query
    found = BeautifulSoup(response.content, "html.parser").find("main")
    assert isinstance(found, Tag)
    return found


def words(part: Tag) -> str:
    return " ".join(part.get_text(" ").split())


def titles(client: Client, query: str) -> list[str]:
    return [link.get_text(strip=True) for link in main(client, query).select(".kd-results h3 a")]


def counts(part: Tag, name: str) -> dict[str, str]:
    boxes = part.select(f"#filters input[type=checkbox][name={name}]")
    found = {}
    for box in boxes:
        label = box.find_parent("label")
        count = label.select_one(".kd-option__count") if label else None
        found[str(box["value"])] = count.get_text(strip=True).strip("()") if count else ""
    return found


def at(district: str) -> dict[str, Any]:
    return {"format": "in-person", "venue": VenueFactory(district=DistrictFactory(slug=district))}


@pytest.fixture
def three(search_index: Callable[[], int]) -> None:
    """A course in Thanet about autism, a resource about autism and one about dyslexia."""
    autism, dyslexia = NeedFactory(slug="autism", name="Autism"), NeedFactory(slug="dyslexia")
    course = CoursePageFactory(
        title="Calm classrooms", needs=[autism], phases=[PhaseFactory(slug="ks-x")]
    )
    SessionFactory(course=course, starts_at=in_a_week(), **at("thanet"))
    ResourceFactory(title="Calm corner", needs=[autism])
    ResourceFactory(title="Calm reading", needs=[dyslexia])
    search_index()


@pytest.mark.usefixtures("three")
def test_counts_leave_out_the_own_filter_and_keep_the_others(client: Client) -> None:
    page = main(client, "q=calm&kind=resource&need=dyslexia")
    assert counts(page, "kind") == {
        "course": "0",
        "resource": "1",
        "service": "0",
        "parent_session": "0",
        "page": "0",
    }
    assert {name: count for name, count in counts(page, "need").items() if count != "0"} == {
        "autism": "1",
        "dyslexia": "1",
    }


@pytest.mark.usefixtures("three")
def test_filters_widen_within_and_narrow_across(client: Client) -> None:
    assert titles(client, "q=calm&need=dyslexia") == ["Calm reading"]
    assert set(titles(client, "q=calm&need=dyslexia&need=autism")) == {
        "Calm classrooms",
        "Calm corner",
        "Calm reading",
    }
    assert titles(client, "q=calm&need=dyslexia&need=autism&district=thanet") == ["Calm classrooms"]


@pytest.mark.usefixtures("three")
def test_filters_alone_are_a_search(client: Client) -> None:
    page = main(client, "need=autism")
    assert "2 results" in words(page)
    assert {link.get_text(strip=True) for link in page.select(".kd-results h3 a")} == {
        "Calm classrooms",
        "Calm corner",
    }


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("typed", ["((((", "***", "???", "\u200b\u2060", "😀"])
def test_what_has_no_word_lists_nothing_and_asks_for_one(client: Client, typed: str) -> None:
    page = main(client, urlencode({"q": typed}))
    assert page.select(".kd-results") == []
    field = page.select_one("#search")
    assert field is not None and field["value"] in (typed, "")
    said = page.select_one(f"#{field['aria-describedby']}")
    assert said is not None and "Enter a word to look for" in words(said)
    assert "Needs from A to Z" in words(page)


@pytest.mark.usefixtures("three")
def test_what_has_no_word_leaves_the_filters_to_find_by(client: Client) -> None:
    page = main(client, urlencode({"q": "((((", "need": "dyslexia"}))
    assert [link.get_text(strip=True) for link in page.select(".kd-results h3 a")] == ["Calm reading"]
    said = page.select_one(".kd-notices")
    assert said is not None and "“((((” has no word to look for" in words(said)
    count = page.select_one(".kd-results__count")
    assert count is not None and words(count) == "1 result"
    field = page.select_one("#search")
    assert field is not None and field["value"] == "(((("


@pytest.mark.usefixtures("three")
def test_what_is_chosen_is_a_tag_that_takes_it_away(client: Client) -> None:
    chips = main(client, "q=calm&need=autism&cost=free&from=2020-01-01&near=Margate").select("a.kd-chip")
    hrefs = {words(chip): chip["href"] for chip in chips}
    assert hrefs["Remove filter: Need: Autism"] == "?q=calm&cost=free&from=2020-01-01&near=Margate"
    assert hrefs["Remove filter: Near: Margate"] == "?q=calm&need=autism&cost=free&from=2020-01-01"
    assert hrefs["Clear all"] == "?q=calm"


@pytest.mark.usefixtures("three")
def test_a_course_says_when_where_and_how_many_places(client: Client) -> None:
    card = main(client, "q=calm&kind=course").select_one(".kd-card")
    assert card is not None
    assert "places left" in words(card)
    assert "Course" in words(card)


def test_a_course_whose_next_date_is_full_shows_the_next_with_places(
    client: Client, search_index: Any
) -> None:
    course, later = CoursePageFactory(title="Calm start"), in_a_week() + timedelta(days=7)
    SessionFactory(course=course, starts_at=in_a_week(), capacity=2, taken=2)
    SessionFactory(course=course, starts_at=later, capacity=9)
    between = CoursePageFactory(title="Calm days")
    SessionFactory(course=between, starts_at=in_a_week() + timedelta(days=3))
    search_index()
    said = facts(client, "q=calm")["Calm start"]
    assert clock.say_date(later) in said and "9 places left" in said
    assert f"{say_day(in_a_week())} is full" in said
    assert titles(client, "q=calm&sort=soonest") == ["Calm days", "Calm start"]


def test_without_an_engine_courses_are_in_the_order_of_the_dates_shown(client: Client) -> None:
    course = CoursePageFactory(title="Calm start")
    SessionFactory(course=course, starts_at=in_a_week(), capacity=2, taken=2)
    SessionFactory(course=course, starts_at=in_a_week() + timedelta(days=7))
    SessionFactory(
        course=CoursePageFactory(title="Calm days"), starts_at=in_a_week() + timedelta(days=3)
    )
    assert titles(client, "q=calm&sort=soonest") == ["Calm days", "Calm start"]


def facts(client: Client, query: str) -> dict[str, str]:
    cards = main(client, query).select(".kd-card")
    return {words(card.select_one("h3")): words(card) for card in cards}  # type: ignore[arg-type]


@pytest.mark.parametrize("sort", ["nearest", "best"])
def test_near_a_place_results_say_what_serves_it_and_how_far_they_are(
    client: Client, search_index: Any, sort: str
) -> None:
    thanet, dover = DistrictFactory(slug="thanet", name="Thanet"), DistrictFactory(slug="dover")
    near = VenueFactory(district=thanet, latitude=51.36, longitude=1.38)
    far = VenueFactory(district=dover, latitude=51.13, longitude=1.31, postcode="")
    by_postcode = VenueFactory(district=thanet, postcode="CT12 6FH")
    for title, venue in (("Calm here", near), ("Calm there", far), ("Calm by post", by_postcode)):
        course = CoursePageFactory(title=title)
        SessionFactory(course=course, format="in-person", venue=venue)
    SessionFactory(course=CoursePageFactory(title="Calm online"))
    ServiceFactory(title="Calm help", districts=[dover], latitude=51.36, longitude=1.38)
    ResourceFactory(title="Calm sheet")
    search_index()
    said = facts(client, f"q=calm&near=Margate&sort={sort}")
    assert "Serves Thanet, about 2 miles from Margate" in said["Calm here"]
    assert "About 18 miles from Margate" in said["Calm there"]
    assert "Serves Thanet, about 2 miles from Margate" in said["Calm by post"]
    assert "Serves Thanet" in said["Calm online"] and "miles" not in said["Calm online"]
    assert "About 2 miles from Margate" in said["Calm help"]
    assert "miles" not in said["Calm sheet"]
    assert "miles" not in " ".join(facts(client, "q=calm").values())
    assert "miles" not in " ".join(facts(client, "q=calm&near=Thanet").values())


def test_words_are_marked_and_what_editors_wrote_stays_text(client: Client, search_index: Any) -> None:
    ResourceFactory(title="Sheet", summary="A <b>calm</b> corner & more")
    search_index()
    page = main(client, "q=calm")
    assert [mark.get_text() for mark in page.select(".kd-results mark")] == ["calm"]
    assert page.select(".kd-results b") == []
    assert "A <b> calm </b> corner & more" in words(page)


@pytest.mark.usefixtures("three")
def test_what_staff_chose_for_the_words_comes_first_and_says_so(client: Client) -> None:
    assert titles(client, "q=calm")[-1] == "Calm reading"
    key = f"resource:{Resource.objects.get(title='Calm reading').pk}"
    Promotion.objects.create(key=key, title="Calm reading", wordings="calm", reason="Asked often")
    first, *others = main(client, "q=the+calm").select(".kd-results > li")
    assert "Calm reading" in words(first) and "Chosen by the team" in words(first)
    assert len(others) == 2
    assert not any("Chosen by the team" in words(other) for other in others)
    assert titles(client, "q=calm&need=autism")[0] != "Calm reading"
    assert titles(client, "q=calm+corner")[0] == "Calm corner"


@pytest.mark.usefixtures("three")
def test_changing_the_words_keeps_the_filters(client: Client) -> None:
    kept = main(client, "q=calm&need=autism&sort=newest").select("form[role=search] input[type=hidden]")
    assert {(field["name"], field["value"]) for field in kept} == {
        ("need", "autism"),
        ("sort", "newest"),
    }


@pytest.mark.usefixtures("three")
def test_when_filters_leave_nothing_the_page_says_which_to_drop(client: Client) -> None:
    page = main(client, "q=reading&need=autism")
    ways = [(words(link), link["href"]) for link in page.select(".kd-empty a")]
    assert ways == [
        ("Without “Need: Autism”: 1 result", "?q=reading"),
        ("Without the words “reading”: 2 results", "?need=autism"),
    ]


@pytest.mark.usefixtures("three")
def test_nothing_in_a_district_leads_to_dates_elsewhere_and_to_its_team(client: Client) -> None:
    DistrictFactory(slug="dover", name="Dover", contact_phone="01632 960505")
    DistrictFactory._meta.model.objects.filter(slug="dover").update(contact_phone="01632 960505")
    page = main(client, "q=calm&kind=course&district=dover")
    text = words(page)
    assert "No results for “calm”" in text
    assert "Nearest dates elsewhere" in text and "Calm classrooms" in text
    assert "Ask the Dover team" in text and "01632 960505" in text
    assert "Without “District: Dover”: 1 result" in text


def test_nothing_at_all_leads_to_needs_and_a_person(client: Client, search_index: Any) -> None:
    search_index()
    page = words(main(client, "q=zzqxv+plorp"))
    assert "No results for “zzqxv plorp”" in page
    assert "Needs from A to Z" in page
    assert "Ask a person" in page


@pytest.mark.usefixtures("three")
def test_where_nothing_has_the_words_what_else_was_said_leads_on(client: Client) -> None:
    page = main(client, "q=flump+training")
    assert "No results for “flump training”" in words(page)
    ways = [(words(link), link["href"]) for link in page.select(".kd-empty a")]
    assert ways == [("Everything that fits “Courses”: 1 result", "?kind=course")]


@pytest.mark.usefixtures("three")
def test_a_word_is_not_put_right_to_one_that_nothing_has_either(client: Client) -> None:
    SynonymRule.objects.create(words="flump\nblumpety")
    page = words(main(client, "q=flumpp"))
    assert "No results for “flumpp”" in page
    assert "Showing results for" not in page


@pytest.mark.usefixtures("three")
def test_a_word_that_is_only_begun_leads_to_what_goes_on_with_it(client: Client) -> None:
    page = main(client, "q=classr")
    assert "No results for “classr”" in words(page)
    ways = [words(link) for link in page.select(".kd-empty a")]
    assert ways == ["Calm classrooms"]


def test_a_resource_says_how_current_it_is(client: Client, search_index: Any) -> None:
    ResourceFactory(title="Calm corner")
    search_index()
    assert "Checked by" in words(main(client, "q=calm"))


def test_pages_are_stable_and_keep_what_was_asked(client: Client, search_index: Any) -> None:
    for number in range(45):
        ResourceFactory(title=f"Calm sheet {number:02}")
    search_index()
    seen = [title for page in (1, 2, 3) for title in titles(client, f"q=calm&cost=free&page={page}")]
    assert len(seen) == len(set(seen)) == 45
    links = main(client, "q=calm&cost=free&junk=1").select(".govuk-pagination a")
    assert links[0]["href"] == "?q=calm&cost=free&page=1"


def test_without_an_engine_the_page_answers_and_says_so_quietly(client: Client) -> None:
    ResourceFactory(title="Calm corner")
    page = main(client, "q=calm&cost=free")
    assert [link.get_text() for link in page.select(".kd-results h3 a")] == ["Calm corner"]
    assert "slower than usual" in words(page)
    assert set(counts(page, "need").values()) <= {""}


def test_a_whole_postcode_does_not_stay_in_the_address(client: Client) -> None:
    response = client.get("/search/?q=autism&near=CT9+1HQ")
    assert response.status_code == 302
    assert response.headers["Location"] == "/search/?q=autism&near=CT9&within=thanet"


def test_every_page_keeps_to_the_budget(
    client: Client, search_index: Any, django_assert_max_num_queries: Any
) -> None:
    family = AudienceFactory(slug="family-x", group=AudienceGroup.FAMILY)
    for number in range(6):
        ResourceFactory(title=f"Calm sheet {number}")
        ServiceFactory(title=f"Calm service {number}", organisation=OrganisationFactory())
        SessionFactory(course=CoursePageFactory(title=f"Calm course {number}"), **at("thanet"))
        SessionFactory(course=CoursePageFactory(title=f"Calm home {number}", audiences=[family]))
    search_index()
    client.get("/search/?q=calm")
    for query in (
        "q=calm",
        "q=calm&cost=free&kind=course",
        "q=calm&district=dover&kind=course",
        "q=spaceship+calm",
        "q=calm&near=Margate&sort=nearest",
        "kind=service",
    ):
        with django_assert_max_num_queries(BUDGET):
            client.get(f"/search/?{query}")


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"need=n{number}" for number in range(500)),
        "&".join(f"x{number}=1" for number in range(500)),
        "q=%E2%80%8B&need=%E2%80%AE",
        "near=%3Cscript%3E&from=%3Cb%3E&to=(((&sort=x",
        "page=99999999999999999999&kind=course",
        "q=title:*&district=((((",
    ],
)
def test_odd_filters_never_break_the_page(client: Client, search_index: Any, query: str) -> None:
    search_index()
    assert main(client, query).find("script") is None
