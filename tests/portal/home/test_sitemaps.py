"""Search engines are told of what everybody may read."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.base import clock
from tests.factories.directory import ResourceFactory
from tests.factories.publishing import standard_page
from tests.factories.training import CoursePageFactory

pytestmark = pytest.mark.django_db


def listed(client: Client) -> str:
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    return response.content.decode()


def test_what_is_public_is_listed(client: Client) -> None:
    resource, page, course = ResourceFactory(), standard_page(), CoursePageFactory()
    addresses = listed(client)
    for href in ("/", resource.href, page.href, course.href):
        assert f"<loc>http://testserver{href}</loc>" in addresses


def test_drafts_private_pages_and_withdrawn_courses_are_not(client: Client) -> None:
    resource = ResourceFactory(live=False)
    draft = standard_page(slug="draft", live=False)
    private = standard_page(slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    below = standard_page(private, slug="below")
    gone = CoursePageFactory(withdrawn_on=clock.today())
    addresses = listed(client)
    for hidden in (resource, draft, private, below, gone):
        assert hidden.href not in addresses


def test_robots_are_told_where_the_list_is(client: Client) -> None:
    assert "Sitemap: http" in client.get("/robots.txt").content.decode()
