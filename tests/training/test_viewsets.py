"""The admin of courses, venues and trainers, as the people who use it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from tests.factories.accounts import UserFactory, sign_in
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory
from tests.factories.vocabulary import AreaOfNeedFactory, AudienceFactory, DistrictFactory, LevelFactory
from training.models import CoursePage, Trainer, TrainingIndexPage, Venue

pytestmark = pytest.mark.django_db

ADD_COURSE = "wagtailadmin_pages:add"


@pytest.fixture
def editor(client: Client) -> Client:
    sign_in(client, UserFactory(groups=["Content editors"]))
    return client


def course_form(**changes: Any) -> dict[str, Any]:
    values = {
        "title": "Visual support that works",
        "slug": "visual-support",
        "summary": "Adapt one lesson with visual support.",
        "reference": "CI-001",
        "outcomes": streamfield([("outcome", "Adapt one lesson")]),
        "body": streamfield([]),
        "audiences": [AudienceFactory(slug="teacher").pk],
        "area_of_need": AreaOfNeedFactory().pk,
        "level": LevelFactory(slug="targeted").pk,
        "format": "online",
        "meeting_count": "2",
        "meeting_minutes": "90",
        "usual_capacity": "24",
        "funding": "core-offer",
        "price_pence": "",
        "price_unit": "delegate",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
    }
    data: dict[str, Any] = nested_form_data({**values, **changes})
    for name in ("audiences", "needs"):
        if name in changes or name in values:
            data[name] = {**values, **changes}[name]
    return data


def post_course(client: Client, *, publish: bool = True, **changes: Any) -> Any:
    data = course_form(**changes)
    if publish:
        data["action-publish"] = "1"
    return client.post(
        reverse(ADD_COURSE, args=["training", "coursepage", TrainingIndexPage.objects.get().pk]), data
    )


def test_an_editor_publishes_a_course(editor: Client) -> None:
    response = post_course(editor)
    course = CoursePage.objects.get()
    assert response.status_code == 302
    assert course.live
    assert course.href == "/training/visual-support/"
    assert [audience.slug for audience in course.audiences.all()] == ["teacher"]


def test_a_price_is_typed_in_pounds_and_kept_in_pence(editor: Client) -> None:
    post_course(editor, funding="chargeable", price_pence="95.50")
    course = CoursePage.objects.get()
    assert course.price_pence == 9550
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[course.pk]))
    assert 'value="95.50"' in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"price_pence": "95"}, "price_pence", "core offer is free"),
        ({"funding": "chargeable", "price_pence": ""}, "price_pence", "Enter the price"),
        ({"funding": "chargeable", "price_pence": "-1"}, "price_pence", "greater than or equal to 0"),
        ({"funding": "chargeable", "price_pence": "NaN"}, "price_pence", "Enter a number"),
        ({"offered_from": "2027-03-01", "withdrawn_on": "2027-03-01"}, "withdrawn_on", "a day after"),
        ({"min_age": "9", "max_age": "5"}, "max_age", "cannot be below"),
    ],
)
def test_rules_between_two_fields_are_told_by_the_field_that_mends_them(
    editor: Client, changes: dict[str, str], field: str, words: str
) -> None:
    response = post_course(editor, **changes)
    assert words in " ".join(response.context["form"].errors[field])
    assert "Visual support that works" in response.content.decode()
    assert not CoursePage.objects.exists()


@pytest.mark.parametrize(
    ("address", "field", "words"),
    [
        ("trainers:add", "name", "Enter name"),
        ("venues:add", "name", "Enter name"),
        ("wagtailsnippets_directory_service:add", "organisation", "Choose organisation"),
    ],
)
def test_what_is_missing_is_asked_for_by_its_name(
    editor: Client, address: str, field: str, words: str
) -> None:
    response = editor.post(reverse(address), {"body-count": "0", "action-publish": "1"})
    assert response.context["form"].errors[field] == [words]


def test_a_course_may_wait_as_a_draft_without_its_audience(editor: Client) -> None:
    post_course(editor, publish=False, audiences=[])
    assert not CoursePage.objects.get().live


def test_a_retired_term_cannot_be_newly_chosen_but_stays_where_it_is(editor: Client) -> None:
    retired = AudienceFactory(slug="old-role", retired=True)
    response = post_course(editor, audiences=[retired.pk])
    assert "audiences" in response.context["form"].errors
    course = CoursePageFactory(audiences=[retired])
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[course.pk]))
    assert retired in page.context["form"].fields["audiences"].queryset


def test_the_list_of_courses_shows_the_next_date(editor: Client) -> None:
    course = CoursePageFactory(title="Visual support")
    CoursePageFactory(title="Without a date")
    SessionFactory(course=course)
    words = editor.get(reverse("courses:index")).content.decode()
    assert "Visual support" in words
    assert "No date to come" in words
    assert words.count("No date to come") == 1


def test_courses_can_be_found_by_level(editor: Client) -> None:
    CoursePageFactory(title="Targeted one")
    other = CoursePageFactory(title="Specialist one", level=LevelFactory(slug="specialist"))
    words = editor.get(reverse("courses:index"), {"level": other.level_id}).content.decode()
    assert "Specialist one" in words
    assert "Targeted one" not in words


def test_an_editor_adds_a_venue(editor: Client) -> None:
    district = DistrictFactory(slug="thanet")
    editor.post(
        reverse("venues:add"),
        {"name": "Laleham Gap School", "town": "Ramsgate", "district": district.pk},
    )
    assert str(Venue.objects.get()) == "Laleham Gap School, Ramsgate"


def test_an_editor_adds_a_trainer(editor: Client) -> None:
    editor.post(reverse("trainers:add"), {"name": "Amina Patel", "job_title": "Specialist teacher"})
    assert Trainer.objects.get().name == "Amina Patel"


def test_the_venue_chooser_finds_by_town(editor: Client) -> None:
    VenueFactory(name="Laleham Gap School", town="Ramsgate")
    VenueFactory(name="The Beacon", town="Folkestone")
    words = editor.get(reverse("venue_chooser:choose_results"), {"q": "folk"}).content.decode()
    assert "The Beacon" in words
    assert "Laleham" not in words


def test_a_venue_in_use_is_kept_and_the_reason_told(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Administrators"]))
    venue = VenueFactory()
    SessionFactory(format="in-person", venue=venue)
    response = client.post(reverse("venues:delete", args=[venue.pk]), follow=True)
    assert Venue.objects.filter(pk=venue.pk).exists()
    assert "was not deleted" in response.content.decode()


def test_a_trainer_reads_venues_but_cannot_change_them(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Trainers"]))
    venue = VenueFactory(access_notes="Ring at the blue gate")
    assert (
        "Ring at the blue gate"
        in client.get(reverse("venues:inspect", args=[venue.pk])).content.decode()
    )
    assert client.post(reverse("venues:edit", args=[venue.pk]), {"name": "Mine"}).status_code in {
        302,
        403,
    }
    venue.refresh_from_db()
    assert venue.name != "Mine"


def test_officers_do_not_write_courses(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Officers"]))
    assert post_course(client).status_code in {302, 403}
    assert not CoursePage.objects.exists()


def test_a_longer_list_of_courses_asks_no_more_queries(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    SessionFactory()
    with CaptureQueriesContext(connection) as few:
        editor.get(reverse("courses:index"))
    for _again in range(8):
        SessionFactory()
    with django_assert_max_num_queries(len(few)):
        editor.get(reverse("courses:index"))
