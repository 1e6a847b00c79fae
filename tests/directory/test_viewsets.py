"""The admin of the directory, as the people who use it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from directory.models import Organisation, Resource, Service
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.directory import (
    OrganisationFactory,
    ResourceFactory,
    ResourceTypeFactory,
    ServiceFactory,
)
from tests.factories.vocabulary import AreaOfNeedFactory, AudienceFactory, NeedFactory

pytestmark = pytest.mark.django_db

RESOURCES = "wagtailsnippets_directory_resource"
SERVICES = "wagtailsnippets_directory_service"
ORGANISATIONS = "wagtailsnippets_directory_organisation"


@pytest.fixture
def editor(client: Client) -> Client:
    sign_in(client, UserFactory(groups=["Content editors"]))
    return client


def resource_form(**changes: Any) -> dict[str, Any]:
    values = {
        "title": "Now and next board",
        "slug": "now-and-next-board",
        "summary": "Shows what comes next.",
        "body": streamfield([]),
        "resource_type": ResourceTypeFactory().pk,
        "link": "https://www.example.org/board",
        **changes,
    }
    data: dict[str, Any] = nested_form_data(values)
    return data | {name: values[name] for name in ("needs", "audiences") if name in values}


def add_resource(client: Client, **changes: Any) -> Any:
    return client.post(reverse(f"{RESOURCES}:add"), resource_form(**changes) | {"action-publish": "1"})


def test_an_editor_publishes_a_resource(editor: Client) -> None:
    need, parents = NeedFactory(slug="autism"), AudienceFactory(slug="parents")
    response = add_resource(
        editor, needs=[need.pk], audiences=[parents.pk], area_of_need=AreaOfNeedFactory().pk
    )
    resource = Resource.objects.get()
    assert response.status_code == 302
    assert resource.live
    assert list(resource.needs.all()) == [need]
    assert resource.href == "/directory/resources/now-and-next-board/"


def test_a_draft_is_kept_from_the_public_until_it_is_published(editor: Client) -> None:
    editor.post(reverse(f"{RESOURCES}:add"), resource_form())
    resource = Resource.objects.get()
    assert not resource.live
    editor.post(
        reverse(f"{RESOURCES}:edit", args=[resource.pk]), resource_form() | {"action-publish": "1"}
    )
    resource.refresh_from_db()
    assert resource.live


def test_an_editor_changes_a_published_resource_in_a_draft_first(editor: Client) -> None:
    resource = ResourceFactory(title="Old title", link="https://www.example.org/")
    editor.post(
        reverse(f"{RESOURCES}:edit", args=[resource.pk]),
        resource_form(title="New title", slug=resource.slug),
    )
    resource.refresh_from_db()
    assert resource.title == "Old title"
    assert resource.has_unpublished_changes


def test_a_resource_without_a_way_to_it_is_refused_by_the_field(editor: Client) -> None:
    response = add_resource(editor, link="")
    assert "Choose a document, give a link" in response.context["form"].errors["link"][0]
    assert not Resource.objects.exists()


def test_two_resources_cannot_share_an_address(editor: Client) -> None:
    ResourceFactory(slug="now-and-next-board")
    response = add_resource(editor)
    assert "already exists" in response.context["form"].errors["slug"][0]


def test_an_editor_looks_at_a_draft_before_publishing(editor: Client) -> None:
    address = reverse(f"{RESOURCES}:preview_on_add")
    assert editor.post(address, resource_form()).json() == {"is_valid": True, "is_available": True}
    assert "Now and next board" in editor.get(address).content.decode()


def test_needs_stand_under_their_areas(editor: Client) -> None:
    NeedFactory(slug="autism", area=AreaOfNeedFactory(slug="communication-and-interaction"))
    NeedFactory(slug="dyslexia", area=AreaOfNeedFactory(slug="cognition-and-learning", order=9))
    form = editor.get(reverse(f"{RESOURCES}:add")).context["form"]
    groups = [
        (heading, [label for _value, label in rows]) for heading, rows in form.fields["needs"].choices
    ]
    assert groups == [
        ("Communication and interaction", ["Autism"]),
        ("Cognition and learning", ["Dyslexia"]),
    ]


def test_resources_are_found_by_words_and_by_type(editor: Client) -> None:
    ResourceFactory(title="Now and next board")
    ResourceFactory(title="Transition guide", resource_type=ResourceTypeFactory(slug="guide"))
    for query in ({"q": "next"}, {"resource_type": ResourceTypeFactory().pk}):
        words = editor.get(reverse(f"{RESOURCES}:list"), query).content.decode()
        assert "Now and next board" in words
        assert "Transition guide" not in words


def test_the_list_says_when_facts_were_checked(editor: Client) -> None:
    ResourceFactory(assured_on=date(2026, 3, 3))
    assert "Tuesday 3 March 2026" in editor.get(reverse(f"{RESOURCES}:list")).content.decode()


def test_an_editor_publishes_an_organisation_and_its_service(editor: Client) -> None:
    common = {"summary": "Helps families.", "body": streamfield([]), "action-publish": "1"}
    editor.post(
        reverse(f"{ORGANISATIONS}:add"), nested_form_data({"title": "IASK", "slug": "iask", **common})
    )
    organisation = Organisation.objects.get()
    editor.post(
        reverse(f"{SERVICES}:add"),
        nested_form_data(
            {
                "title": "Advice line",
                "slug": "advice-line",
                "organisation": organisation.pk,
                "how_to_access": "Ring them.",
                "status": "active",
                "free": "on",
                **common,
            }
        ),
    )
    assert Service.objects.get().live


def test_ages_the_wrong_way_round_are_told_by_the_field(editor: Client) -> None:
    service = ServiceFactory()
    response = editor.post(
        reverse(f"{SERVICES}:edit", args=[service.pk]),
        nested_form_data(
            {
                "title": "Advice line",
                "slug": "advice",
                "organisation": service.organisation_id,
                "summary": "Help.",
                "body": streamfield([]),
                "how_to_access": "Ring.",
                "status": "active",
                "minimum_age": "9",
                "maximum_age": "5",
                "action-publish": "1",
            }
        ),
    )
    assert "cannot be below" in response.context["form"].errors["maximum_age"][0]


def test_an_organisation_with_services_is_kept_and_the_reason_told(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Moderators"]))
    organisation = OrganisationFactory()
    ServiceFactory(organisation=organisation)
    response = client.post(reverse(f"{ORGANISATIONS}:delete", args=[organisation.pk]), follow=True)
    assert "was not deleted" in response.content.decode()
    assert Organisation.objects.filter(pk=organisation.pk).exists()


def test_editors_do_not_delete_entries(editor: Client) -> None:
    resource = ResourceFactory()
    assert editor.post(reverse(f"{RESOURCES}:delete", args=[resource.pk])).status_code in {302, 403}
    assert Resource.objects.filter(pk=resource.pk).exists()


@pytest.mark.parametrize("group", ["Officers", "Trainers", "Finance", "Auditors"])
def test_others_do_not_write_the_directory(client: Client, group: str) -> None:
    sign_in(client, UserFactory(groups=[group]))
    assert add_resource(client).status_code in {302, 403}
    assert not Resource.objects.exists()


def test_a_longer_list_asks_no_more_queries(editor: Client, django_assert_max_num_queries: Any) -> None:
    ResourceFactory(area_of_need=AreaOfNeedFactory())
    with CaptureQueriesContext(connection) as few:
        editor.get(reverse(f"{RESOURCES}:list"))
    for number in range(10):
        ResourceFactory(
            area_of_need=AreaOfNeedFactory(slug=f"area-{number}"),
            resource_type=ResourceTypeFactory(slug=f"type-{number}"),
        )
    with django_assert_max_num_queries(len(few)):
        editor.get(reverse(f"{RESOURCES}:list"))
