"""What readers get from the components of ours, and from the tags and filters beside them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.template import Context, Template
from django.template.loader import render_to_string

from portal.base.menus import DOORS, marked


def shown(component: str, **variables: Any) -> BeautifulSoup:
    """A component of ours as a tree."""
    return BeautifulSoup(render_to_string(f"components/{component}.html", variables), "html.parser")


def words(soup: BeautifulSoup | Tag | None) -> str:
    """What a reader sees, white space evened out."""
    assert soup is not None
    return " ".join(soup.get_text(" ").split())


def written(source: str, **context: Any) -> str:
    """A piece of template, rendered without loading any library."""
    return Template(source).render(Context(context))


def test_every_component_says_first_which_variables_it_takes() -> None:
    folder = Path(__file__).parents[3] / "templates" / "components"
    silent = [
        path.name
        for path in sorted(folder.glob("*.html"))
        if not re.match(r"(\{% load [a-z_ ]+ %\})?\{# .*Variables: .*#\}", path.read_text())
    ]
    assert silent == []


def test_an_icon_is_hidden_from_screen_readers_and_drawn_in_the_text_colour() -> None:
    svg = BeautifulSoup(written('{% icon "search" %}'), "html.parser").svg
    assert svg is not None
    assert svg["aria-hidden"] == "true"
    assert svg.find_all() != []


@pytest.mark.parametrize(
    "slug",
    [
        "cognition-and-learning",
        "communication-and-interaction",
        "social-emotional-and-mental-health",
        "physical-and-sensory",
    ],
)
def test_an_area_of_need_shows_its_colour_its_icon_and_its_name(slug: str) -> None:
    tag = shown("area-tag", area={"slug": slug, "name": "The name"})
    assert tag.find(class_=f"kd-area--{slug}") is not None
    assert tag.svg is not None
    assert words(tag) == "The name"


def test_an_area_of_need_that_staff_add_later_still_has_an_icon() -> None:
    assert shown("area-tag", area={"slug": "brand-new", "name": "New"}).svg is not None


@pytest.mark.parametrize(
    ("left", "expected"),
    [(0, "Full"), (1, "1 place left"), (3, "3 places left"), (24, "24 places left"), (None, "")],
)
def test_places_left_are_said_in_words(left: int | None, expected: str) -> None:
    assert words(shown("places-left", left=left)) == expected


def test_words_of_the_page_stand_instead_of_the_number_of_places() -> None:
    assert words(shown("places-left", left=0, words="Booking has closed")) == "Booking has closed"


def test_a_date_block_shows_the_day_in_kent_and_not_in_utc() -> None:
    just_after_midnight = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    assert words(shown("date-block", date=just_after_midnight)) == "Thu 1 Jul 2027"


def test_a_course_card_says_the_next_date_the_place_the_places_and_the_cost() -> None:
    card = shown(
        "course-card",
        title="Precision teaching",
        href="/training/precision/",
        summary="Ten minutes.",
        when="Tuesday 9 March 2027, 9:30am to 12:30pm",
        more_dates=2,
        place="Online",
        left=3,
        cost="Free to Kent schools",
    )
    assert card.h3 is not None
    assert card.h3.a is not None
    assert card.h3.a["href"] == "/training/precision/"
    facts = [words(fact) for fact in card.find_all("li")]
    assert facts == [
        "Tuesday 9 March 2027, 9:30am to 12:30pm and 2 more dates",
        "Online",
        "3 places left",
        "Free to Kent schools",
    ]


def test_a_course_without_dates_says_so() -> None:
    assert "No dates yet" in words(shown("course-card", title="Later", href="/training/later/"))


def test_what_staff_typed_is_escaped_in_a_card() -> None:
    card = shown("course-card", title="<b>Bold</b>", href="/training/x/", summary="1 < 2")
    assert card.b is None
    assert "<b>Bold</b>" in words(card.h3)


def test_a_date_row_says_to_screen_readers_what_its_button_books() -> None:
    row = shown("session-row", title="Reading", when="Tuesday 9 March 2027", book_href="/book/1/")
    assert row.find("a", class_="govuk-button") is not None
    assert words(row.find("a", class_="govuk-button")) == "Book : Reading, Tuesday 9 March 2027"


def test_a_full_date_says_why_it_cannot_be_booked_and_has_no_button() -> None:
    row = shown("session-row", when="Tuesday", left=0, reason="Full: look at the other dates.")
    assert row.find("a") is None
    assert "Full: look at the other dates." in words(row)


def test_a_fact_without_words_is_left_out() -> None:
    strip = shown("fact-strip", facts=[{"term": "Who", "text": "SENCOs"}, {"term": "Level", "text": ""}])
    assert [words(term) for term in strip.find_all("dt")] == ["Who"]


def test_a_door_names_what_somebody_can_do_behind_it() -> None:
    door = shown(
        "door",
        title="Parents and carers",
        href="/parents/",
        actions=[{"label": "Start with what you see", "url": "/parents/see/"}],
    )
    assert [link["href"] for link in door.find_all("a")] == ["/parents/", "/parents/see/"]


def test_a_chip_says_that_it_takes_the_filter_away() -> None:
    chip = shown("chip", label="Thanet", group="District", remove_href="/training/?need=autism")
    assert words(chip) == "Remove filter: District: Thanet"


def test_a_filter_is_a_named_group_that_is_open_while_something_is_chosen() -> None:
    group = shown(
        "filter-group",
        legend="Phase",
        name="phase",
        chosen=1,
        items=[{"value": "ks1", "text": "Key stage 1", "checked": True, "count": 4}],
    )
    assert group.details is not None
    assert group.details.has_attr("open")
    assert words(group.legend) == "Phase"
    assert group.input is not None
    assert group.input.has_attr("checked")
    assert "Key stage 1 (4)" in words(group)


def test_a_resource_card_says_its_type_and_how_it_comes() -> None:
    card = shown("resource-card", title="Now and next", href="/d/", kind="Checklist", formats="PDF")
    assert "Checklist" in words(card)
    assert "PDF" in words(card)


def test_a_service_card_says_the_first_step() -> None:
    card = shown("service-card", title="Clinic", href="/d/", how="Book a 20-minute slot.")
    assert "How to get it: Book a 20-minute slot." in words(card)


def test_an_empty_list_offers_the_next_step() -> None:
    state = shown("empty-state", title="Nothing fits", actions=[{"label": "Clear all", "url": "?"}])
    assert words(state) == "Nothing fits Clear all"


def test_a_contact_can_be_called_and_written_to() -> None:
    panel = shown("contact-panel", phone="03000 41 41 41", email="thanet@stls.example")
    assert [a["href"] for a in panel.find_all("a")] == ["tel:03000414141", "mailto:thanet@stls.example"]


def test_progress_is_said_in_words() -> None:
    assert words(shown("progress", step=2, total=4, label="who is coming")) == (
        "Step 2 of 4: who is coming"
    )


def test_the_paper_says_where_it_was_printed_from() -> None:
    note = words(
        shown("print-note", url="https://kdr.example/x/", date=datetime(2027, 3, 9, tzinfo=UTC))
    )
    assert note == "Printed from https://kdr.example/x/ on Tuesday 9 March 2027."


def test_the_search_keeps_the_words_that_were_searched_for() -> None:
    box = shown("search-box", id="s", label="Search", value='"autism" <x>')
    assert box.input is not None
    assert box.input["value"] == '"autism" <x>'


def test_an_example_search_leads_to_its_results() -> None:
    box = shown("search-box", id="s", label="Search", examples=["hearing & sight"])
    assert box.a is not None
    assert box.a["href"] == "/search/?q=hearing%20%26%20sight"


def test_the_menu_marks_the_door_one_is_behind() -> None:
    menu = shown("menu", items=marked(DOORS, path="/parents/sessions/", query={}))
    assert [words(a) for a in menu.find_all("a", attrs={"aria-current": True})] == ["Parents and carers"]


def test_attributes_are_escaped() -> None:
    said = written("{{ a|html_attributes }}", a={"data-x": '"><script>'})
    assert said == ' data-x="&quot;&gt;&lt;script&gt;"'


@pytest.mark.parametrize(
    ("pence", "said"), [(0, "£0"), (9500, "£95"), (9550, "£95.50"), (123456, "£1,234.56")]
)
def test_money_is_said_in_pounds(pence: int, said: str) -> None:
    assert written("{{ p|say_pounds }}", p=pence) == said


def test_the_server_error_page_needs_no_context_and_no_query() -> None:
    page = BeautifulSoup(render_to_string("500.html"), "html.parser")
    assert "something went wrong" in words(page.h1)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["400", "403", "404", "403_csrf"])
def test_an_error_page_needs_no_context(name: str) -> None:
    page = BeautifulSoup(render_to_string(f"{name}.html"), "html.parser")
    assert words(page.h1)
    assert page.find("form", attrs={"role": "search"}) is not None
    assert len(page.find_all("a", class_="kd-menu__link")) == 4
