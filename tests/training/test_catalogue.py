"""``/training/``: finding a course."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from portal.base import clock
from portal.vocabulary.choices import AudienceGroup
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory, in_a_week
from tests.factories.vocabulary import (
    AreaOfNeedFactory,
    AudienceFactory,
    DistrictFactory,
    LevelFactory,
    NeedFactory,
    PhaseFactory,
)
from training.session_rows import say_day

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def page(client: Client, query: str = "") -> BeautifulSoup:
    response = client.get(f"/training/?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(client: Client, query: str = "") -> list[str]:
    return [link.get_text() for link in page(client, query).select(".kd-card__title a")]


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ").split())


def dated(title: str, days: int = 0, **kwargs: Any) -> Any:
    course = kwargs.pop("course", None) or CoursePageFactory(title=title, **kwargs.pop("of", {}))
    SessionFactory(course=course, starts_at=in_a_week() + timedelta(days=days), **kwargs)
    return course


def at_venue(district: str) -> dict[str, Any]:
    return {"format": "in-person", "venue": VenueFactory(district=DistrictFactory(slug=district))}


def test_a_course_says_when_where_how_many_places_and_what_it_costs(client: Client) -> None:
    dated("Visual support", capacity=10, taken=7)
    said = words(page(client).select_one(".kd-card"))  # type: ignore[arg-type]
    when = clock.say_span(in_a_week(), in_a_week() + timedelta(hours=2))
    for part in ("Visual support", when, "Live online", "3 places left", "Free to Kent schools"):
        assert part in said


def test_where_the_soonest_date_is_full_the_next_with_places_is_shown(client: Client) -> None:
    course = dated("Visual support", capacity=2, taken=2)
    dated("", 7, course=course, capacity=9)
    said = words(page(client).select_one(".kd-card"))  # type: ignore[arg-type]
    later = in_a_week() + timedelta(days=7)
    assert f"{clock.say_span(later, later + timedelta(hours=2))} and 1 more date" in said
    assert "9 places left" in said
    assert f"{say_day(in_a_week())} is full" in said


def test_courses_come_in_the_order_of_the_dates_that_are_shown(client: Client) -> None:
    course = dated("B full at first", capacity=2, taken=2)
    dated("", 9, course=course)
    dated("A soon", 5)
    assert titles(client) == ["A soon", "B full at first"]


def test_courses_come_soonest_first_and_those_without_dates_last(client: Client) -> None:
    CoursePageFactory(title="A without dates")
    dated("B later", 9)
    dated("C soon", 1)
    assert titles(client) == ["C soon", "B later", "A without dates"]
    assert titles(client, "sort=title") == ["A without dates", "B later", "C soon"]


def test_a_to_z_takes_capitals_for_small_letters(client: Client) -> None:
    for title in ("Zones of regulation", "eSafety", "ELSA", "Attachment"):
        CoursePageFactory(title=title)
    expected = ["Attachment", "ELSA", "eSafety", "Zones of regulation"]
    assert titles(client, "sort=title") == titles(client) == expected


def test_withdrawn_and_draft_courses_are_not_listed(client: Client) -> None:
    CoursePageFactory(title="Gone", withdrawn_on=clock.today())
    CoursePageFactory(title="Draft", live=False)
    CoursePageFactory(title="Coming", offered_from=clock.today() + timedelta(days=30))
    soup = page(client)
    assert titles(client) == ["Coming"]
    assert "Planned: from" in words(soup)


def test_families_courses_are_listed_only_when_asked_for(client: Client) -> None:
    parents = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    dated("For parents", of={"audiences": [parents]})
    dated("For teachers")
    assert titles(client) == ["For teachers"]
    assert titles(client, "audience=parent-carer") == ["For parents"]


def test_within_a_filter_any_value_will_do_and_across_filters_all_must_hold(client: Client) -> None:
    autism, speech = NeedFactory(slug="autism"), NeedFactory(slug="speech")
    high = LevelFactory(slug="specialist")
    CoursePageFactory(title="A", needs=[autism])
    CoursePageFactory(title="B", needs=[speech], level=high)
    CoursePageFactory(title="C")
    assert titles(client, "need=autism&need=speech") == ["A", "B"]
    assert titles(client, "need=autism&need=speech&level=specialist") == ["B"]


def test_a_broad_need_finds_what_is_about_a_narrower_one(client: Client) -> None:
    broad = NeedFactory(slug="slcn")
    narrow = NeedFactory(slug="speech-sounds", parent=broad)
    CoursePageFactory(title="A", needs=[narrow])
    CoursePageFactory(title="B", needs=[NeedFactory(slug="stammer", parent=narrow)])
    assert titles(client, "need=slcn") == ["A", "B"]


def test_an_area_of_need_finds_what_also_concerns_it(client: Client) -> None:
    other = AreaOfNeedFactory(slug="physical-and-sensory")
    CoursePageFactory(title="A", also_areas=[other])
    CoursePageFactory(title="B")
    CoursePageFactory(title="C", area_of_need=other)
    assert titles(client, "dimension=physical-and-sensory") == ["A", "C"]


def test_phase_and_cost_narrow_the_list(client: Client) -> None:
    CoursePageFactory(title="A", phases=[PhaseFactory(slug="key-stage-1")])
    CoursePageFactory(title="B", funding="chargeable", price_pence=9500)
    assert titles(client, "phase=key-stage-1") == ["A"]
    assert titles(client, "cost=paid") == ["B"]
    assert titles(client, "cost=free&cost=paid") == ["A", "B"]
    assert "£95 a person, plus VAT" in words(page(client, "cost=paid"))


def test_filters_about_dates_hold_for_the_same_session(client: Client) -> None:
    course = dated("Mixed", 0)
    dated("", 40, course=course, **at_venue("thanet"))
    late = (in_a_week() + timedelta(days=30)).date().isoformat()
    assert titles(client, f"from={late}") == ["Mixed"]
    assert titles(client, "format=online") == ["Mixed"]
    assert titles(client, f"from={late}&format=online") == []
    assert titles(client, f"from={late}&format=in-person&district=thanet") == ["Mixed"]


def test_the_date_shown_is_one_that_fits_the_filters(client: Client) -> None:
    course = dated("Mixed", 0)
    dated("", 40, course=course)
    late = in_a_week() + timedelta(days=40)
    said = words(page(client, f"from={late.date().isoformat()}"))
    assert clock.say_date(late) in said
    assert "more date" not in said


def test_places_left_leaves_out_what_is_full(client: Client) -> None:
    dated("Full", capacity=1, taken=1)
    dated("Open", capacity=1)
    assert titles(client, "places=left") == ["Open"]


def test_a_course_given_in_school_is_found_by_its_format_though_it_has_no_date(client: Client) -> None:
    CoursePageFactory(title="In your school", format="in-school")
    assert titles(client, "format=in-school") == ["In your school"]
    assert titles(client, "format=in-school&places=left") == []


def test_words_are_looked_for_in_title_and_promise(client: Client) -> None:
    CoursePageFactory(title="Visual support", summary="Adapt one lesson.")
    CoursePageFactory(title="Listening", summary="Hear more.")
    assert titles(client, "q=LESSON+visual") == ["Visual support"]
    assert titles(client, "q=L%25N") == []
    assert titles(client, "q=%25") == ["Listening", "Visual support"]


def test_a_chosen_filter_is_a_chip_that_takes_it_away(client: Client) -> None:
    NeedFactory(slug="autism", name="Autism")
    chip = page(client, "need=autism&cost=free&page=2").select_one(".kd-chip")
    assert chip is not None
    assert "Autism" in words(chip)
    assert chip["href"] == "?cost=free"


def test_pages_keep_the_filters(client: Client) -> None:
    for _ in range(21):
        CoursePageFactory()
    soup = page(client, "cost=free")
    assert soup.select_one(".kd-results__count").get_text() == "21 courses"  # type: ignore[union-attr]
    following = soup.select_one("a[rel=next]")
    assert following is not None
    assert following["href"] == "?cost=free&page=2"
    assert len(titles(client, "cost=free&page=2")) == 1


def test_an_empty_list_names_the_filter_that_stands_in_the_way(client: Client) -> None:
    dated("Full", capacity=1, taken=1)
    soup = page(client, "places=left&cost=free")
    assert "No course fits all of that" in words(soup)
    links = {link.get_text(): link["href"] for link in soup.select(".kd-empty a")}
    assert links == {"Without “Availability”: 1 course": "?cost=free"}


def test_when_no_single_filter_helps_the_list_says_so(client: Client) -> None:
    dated("Full", capacity=1, taken=1)
    soup = page(client, "places=left&cost=paid")
    assert "No single filter stands in the way" in words(soup)


def test_when_nothing_fits_filters_are_dropped_before_the_words(client: Client) -> None:
    dated("Hydrotherapy")
    dated("Calm starts", of={"funding": "chargeable", "price_pence": 9500})
    dated("Calm days", of={"funding": "chargeable", "price_pence": 9500})
    links = page(client, "q=hydrotherapy&cost=paid").select(".kd-empty a")
    assert [words(link) for link in links] == [
        "Without “Cost”: 1 course",
        "Without “Words”: 2 courses",
    ]


def test_a_portal_without_courses_says_so(client: Client) -> None:
    assert "There are no courses yet" in words(page(client))


@pytest.mark.parametrize(
    "query",
    [
        "page=-1", "page=0", "page=abc", f"page={10**20}", "page=1.5", "page=%D9%A3", "need=xyz",
        "level=" + "x" * 3000, "from=31%2F02%2F2027", "from=2027-03-09&to=2027-01-01", "sort=cheapest",
        "near=ct9", "colour=red", "q=" + "word+" * 1400, "from=9999-12-31&to=9999-12-31",
    ],
)  # fmt: skip
def test_nonsense_is_said_and_the_courses_are_shown(client: Client, query: str) -> None:
    CoursePageFactory(title="A word word", summary="word")
    soup = page(client, query)
    assert soup.select(".kd-card") or "fits" in words(soup) or soup.select(".govuk-error-message")
    assert soup.select(".govuk-inset-text, .govuk-error-message")


@pytest.mark.parametrize("query", ["need=%00", "q=%FF%FE", "q=" + "word+" * 3000])
def test_what_is_no_text_or_too_long_is_refused_with_a_page(client: Client, query: str) -> None:
    response = client.get(f"/training/?{query}")
    assert response.status_code == 400
    assert b"<h1" in response.content


def test_a_wrong_date_is_explained_by_its_field(client: Client) -> None:
    field = page(client, "from=31%2F02%2F2027").select_one("#filter-from")
    assert field is not None
    assert field["value"] == "31/02/2027"
    assert field["aria-describedby"] == "filter-from-error"


@pytest.mark.parametrize("query", ["", "places=left&format=online&need=autism&q=course&page=2"])
def test_the_number_of_queries_does_not_grow_with_the_list(
    client: Client, django_assert_max_num_queries: Any, query: str
) -> None:
    need = NeedFactory(slug="autism")
    for number in (5, 55):
        for _ in range(number):
            SessionFactory(course=CoursePageFactory(needs=[need]))
        client.get("/training/")
        with django_assert_max_num_queries(8):
            assert client.get(f"/training/?{query}").status_code == 200


def test_an_empty_list_keeps_to_the_budget_too(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    dated("Full", capacity=1, taken=1)
    client.get("/training/")
    with django_assert_max_num_queries(8):
        client.get("/training/?places=left&cost=free&q=full&format=online&from=2026-01-01")


def test_the_calendar_opens_with_the_same_filters(client: Client) -> None:
    soup = page(client, "format=online&from=2027-03-09&sort=title&page=1")
    (link,) = soup.select(".kd-results__head a")
    assert words(link) == "See the dates in the calendar"
    assert link["href"] == "/training/calendar/?format=online&month=2027-03"
    assert client.get(str(link["href"])).status_code == 200


def test_the_catalogue_understands_the_words_of_a_need_and_counts(
    client: Client, search_index: Any
) -> None:
    need = NeedFactory(slug="x-mutism", name="Quiet children", parent_words="won't talk at school")
    dated("Small steps", of={"needs": [need]})
    dated("Something else", days=-1)
    search_index()
    found = page(client, "q=wont+talk")
    assert [link.get_text() for link in found.select(".kd-card__title a")] == ["Small steps"]
    assert "Free to Kent schools (1)" in words(found)
    assert "Best match first" in words(found)


def test_counts_of_families_courses_are_what_choosing_them_would_bring(
    client: Client, search_index: Any
) -> None:
    family = AudienceFactory(slug="parent-carer", name="Parents", group=AudienceGroup.FAMILY)
    CoursePageFactory(title="At school")
    CoursePageFactory(title="At home", audiences=[family])
    search_index()
    found = page(client)
    box = found.select_one("input[name=audience][value=parent-carer]")
    assert box is not None
    assert words(box.parent).endswith("(1)")  # type: ignore[arg-type]
    assert len(titles(client, "audience=parent-carer")) == 1
    assert titles(client) == ["At school"]


def test_the_best_match_comes_first_only_where_there_are_words(
    client: Client, search_index: Any
) -> None:
    dated("Calm and much else", days=1)
    dated("Calm", days=20)
    search_index()
    assert titles(client, "q=calm") == ["Calm", "Calm and much else"]
    assert titles(client, "q=calm&sort=soonest") == ["Calm and much else", "Calm"]
    assert titles(client) == ["Calm and much else", "Calm"]


def test_without_an_engine_the_list_looks_for_the_words_itself_and_counts_nothing(
    client: Client,
) -> None:
    dated("Calm classrooms")
    found = page(client, "q=calm+class")
    assert [link.get_text() for link in found.select(".kd-card__title a")] == ["Calm classrooms"]
    assert found.select(".kd-option__count") == []


def test_the_engine_costs_the_list_no_queries(
    client: Client, search_index: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        dated(f"Calm {number}", days=number)
    search_index()
    client.get("/training/?q=calm")
    for query in ("", "q=calm", "q=calm&cost=free&places=left", "q=calm&cost=paid"):
        with django_assert_max_num_queries(8):
            client.get(f"/training/?{query}")
