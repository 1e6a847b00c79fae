"""Results that staff choose: for which words, on which days, and that only what is public is chosen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.promotions.models import MOST_SHOWN, Promotion
from search.promotions.services import pinned_for
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.directory import ResourceFactory
from tests.factories.training import CoursePageFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def promoted(key: str, wordings: str, **fields: object) -> Promotion:
    return Promotion.objects.create(
        key=key, title=key, wordings=wordings, reason="Asked often", **fields
    )


@pytest.mark.parametrize("text", ["ehcp", "EHCP", "the ehcp", "ehcp?", " ehcp "])
def test_small_words_capitals_and_signs_make_no_difference(text: str) -> None:
    promoted("service:1", "ehcp\nehc plan")
    assert pinned_for([text], TODAY) == ("service:1",)


def test_a_line_that_says_the_same_again_is_kept_once_and_long_lists_are_shown_shortly() -> None:
    address = ResourceFactory().href
    wordings = "ehcp\nEHCP\n ehc  plan\nplan\ncare plan"
    client = moderator()
    client.post("/admin/search/chosen/new/", form(address=address, wordings=wordings))
    assert Promotion.objects.get().wordings == "ehcp\nehc plan\nplan\ncare plan"
    assert "ehcp, ehc plan, plan and 1 more" in client.get("/admin/search/chosen/").content.decode()


@pytest.mark.parametrize("text", ["ehcp review", "plan", "", "?", "ehcps"])
def test_other_words_beside_it_ask_for_something_else(text: str) -> None:
    promoted("service:1", "ehcp\nehc plan")
    assert pinned_for([text], TODAY) == ()


def test_the_order_of_words_makes_no_difference_and_a_corrected_search_counts_too() -> None:
    promoted("service:1", "ehc plan")
    assert pinned_for(["plan EHC"], TODAY) == ("service:1",)
    assert pinned_for(["ehc paln", "ehc plan"], TODAY) == ("service:1",)


def test_a_promotion_holds_from_its_first_day_to_its_last() -> None:
    promoted("service:1", "ehcp", first_day=TODAY, last_day=TODAY + timedelta(days=1))
    days = [TODAY + timedelta(days=number) for number in (-1, 0, 1, 2)]
    assert [bool(pinned_for(["ehcp"], day)) for day in days] == [False, True, True, False]


def test_at_most_three_show_in_their_order() -> None:
    for order in (4, 2, 3, 1):
        promoted(f"service:{order}", "ehcp", order=order)
    assert pinned_for(["ehcp"], TODAY) == tuple(f"service:{n}" for n in range(1, MOST_SHOWN + 1))


def moderator() -> Client:
    client = Client()
    sign_in(client, UserFactory(groups=["Moderators"]), mfa=True)
    return client


def form(**fields: object) -> dict[str, object]:
    given = {
        "wordings": "visual timetable",
        "address": "",
        "order": 1,
        "first_day": "",
        "last_day": "",
        "reason": "Asked for every week",
    }
    return given | fields


def test_a_moderator_chooses_by_an_address_as_browsers_copy_it() -> None:
    client = moderator()
    course = CoursePageFactory(title="Autism in the classroom")
    resource = ResourceFactory(title="Now and next board")
    for row, address in (
        (course, f"https://portal.example{course.href}?utm_source=mail#dates"),
        (resource, resource.href.rstrip("/")),
    ):
        response = client.post("/admin/search/chosen/new/", form(address=address))
        assert response.status_code == 302, response.content
        assert Promotion.objects.get(title=row.title).key.endswith(f":{row.pk}")
    edit = client.get(f"/admin/search/chosen/edit/{Promotion.objects.get(title=course.title).pk}/")
    assert course.href in edit.content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"address": "/directory/resources/no-such-thing/"}, "no published course"),
        ({"address": "/admin/"}, "no published course"),
        ({"address": "%00"}, "no published course"),
        ({"address": "http://[::1"}, "no published course"),
        ({"wordings": "?\n"}, "has no word"),
        ({"wordings": " \n "}, "Enter when somebody searches for"),
        ({"wordings": "a " * 100}, "too long"),
        ({"wordings": "\n".join(f"word{n}" for n in range(60))}, "at most 50"),
        ({"first_day": "2026-12-02", "last_day": "2026-12-01"}, "has to be the day"),
    ],
)
def test_what_makes_no_sense_is_said_by_the_field_and_nothing_is_written(
    fields: dict[str, object], message: str
) -> None:
    client = moderator()
    address = ResourceFactory().href
    response = client.post("/admin/search/chosen/new/", form(**({"address": address} | fields)))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Promotion.objects.exists()


def test_a_draft_cannot_be_chosen_and_what_is_taken_down_is_said_to_be_gone() -> None:
    client = moderator()
    draft = ResourceFactory(live=False)
    response = client.post("/admin/search/chosen/new/", form(address=draft.href))
    assert "no published course" in response.content.decode()
    resource = ResourceFactory(title="Now and next board")
    client.post("/admin/search/chosen/new/", form(address=resource.href))
    type(resource).objects.update(live=False)
    assert "no longer public" in client.get("/admin/search/chosen/").content.decode()
    page = client.get(f"/admin/search/chosen/edit/{Promotion.objects.get().pk}/").content.decode()
    assert "is not public any more" in page


def test_the_list_asks_once_for_all_whether_they_are_public(django_assert_max_num_queries: Any) -> None:
    client = moderator()

    def choose(number: int) -> None:
        for _ in range(number):
            promoted(f"resource:{ResourceFactory().pk}", "ehcp")

    choose(2)
    with CaptureQueriesContext(connection) as few:
        client.get("/admin/search/chosen/")
    choose(5)
    with django_assert_max_num_queries(len(few)):
        assert "Not shown" not in client.get("/admin/search/chosen/").content.decode()


def test_the_report_fills_in_the_words() -> None:
    page = moderator().get("/admin/search/chosen/new/?words=fasd<b>")
    assert "fasd&lt;b&gt;" in page.content.decode()
