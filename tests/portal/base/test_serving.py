"""Pages are found by their whole address, in few queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from portal.base.serving import site_of
from portal.home.models import HomePage, StandardPage
from tests.factories.training import CoursePageFactory
from training.models import CoursePage, TrainingIndexPage

pytestmark = pytest.mark.django_db


def test_a_page_is_served_at_its_address(client: Client) -> None:
    course = CoursePageFactory(slug="visual-support", title="Visual support")
    assert course.href == "/training/visual-support/"
    assert "Visual support" in client.get("/training/visual-support/").content.decode()


def test_the_home_page_is_served_at_the_root(client: Client) -> None:
    assert client.get("/").context["page"].specific_class is HomePage


@pytest.mark.parametrize("path", ["/nowhere/", "/training/nowhere/", "/home/", "/training/training/"])
def test_an_address_without_a_page_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_draft_is_not_found(client: Client) -> None:
    CoursePageFactory(slug="not-yet", live=False)
    assert client.get("/training/not-yet/").status_code == 404


def test_a_page_below_a_private_one_asks_for_its_password(client: Client) -> None:
    CoursePageFactory(slug="secret")
    PageViewRestriction.objects.create(
        page=TrainingIndexPage.objects.get(), restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    response = client.get("/training/secret/")
    assert b"password" in response.content.lower()
    assert "course_page.html" not in {template.name for template in response.templates}


def test_a_course_comes_with_what_its_page_says(client: Client) -> None:
    CoursePageFactory(slug="visual-support")
    page: Any = client.get("/training/visual-support/").context["page"]
    assert isinstance(page, CoursePage)
    assert page.need_ids == []


def test_a_plain_page_is_served_in_few_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    HomePage.objects.get().add_child(instance=StandardPage(title="About us", slug="about-us"))
    client.get("/about-us/")
    with django_assert_max_num_queries(6):
        assert client.get("/about-us/").status_code == 200


def test_with_two_sites_wagtail_chooses_by_host(rf: Any) -> None:
    other = HomePage.objects.get()
    Site.objects.create(hostname="other.example", port=80, root_page=other, is_default_site=False)
    request = rf.get("/", headers={"host": "localhost"})
    found = site_of(request)
    assert found is not None
    assert found.hostname == "localhost"
