"""Two people write one entry; half an entry; and one that somebody else has to see."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from directory.entries import Resource, Service
from portal.accounts.models import User
from tests.factories.accounts import sign_in
from tests.factories.directory import ResourceFactory, ResourceTypeFactory, ServiceFactory
from tests.factories.publishing import a_moderator, an_editor, ask_for_two, changed, published

pytestmark = pytest.mark.django_db


def edit(client: Client, entry: Any, **values: str) -> Any:
    name = f"wagtailsnippets_directory_{entry._meta.model_name}:edit"
    posted = {
        "title": entry.title,
        "slug": entry.slug,
        "summary": entry.summary,
        "body-count": "0",
        "link": "https://www.example.org/",
        "resource_type": str(getattr(entry, "resource_type_id", "")),
        "organisation": str(getattr(entry, "organisation_id", "")),
        "how_to_access": "Ask first.",
        "status": "active",
        **values,
    }
    return client.post(reverse(name, args=[entry.pk]), posted)


def loaded(entry: Any) -> dict[str, str]:
    revision = entry.latest_revision
    return {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }


def told(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def editor(client: Client) -> User:
    user: User = sign_in(client, an_editor())
    return user


def test_the_second_to_save_is_told_and_both_versions_are_kept(client: Client, editor: User) -> None:
    entry = published(ResourceFactory())
    opened = loaded(entry)
    theirs = changed(entry, a_moderator("Maya Example"), summary="Theirs.").latest_revision
    response = edit(client, entry, summary="Ours.", **opened)
    assert "Maya Example saved a newer version" in told(response)
    entry = Resource.objects.get()
    assert entry.get_latest_revision_as_object().summary == "Ours."
    assert entry.revisions.get(pk=theirs.pk).content["summary"] == "Theirs."


@pytest.mark.parametrize("action", ["publish", "submit"])
def test_what_one_never_saw_is_not_sent_on_over(client: Client, editor: User, action: str) -> None:
    entry = published(ResourceFactory(summary="Public."))
    opened = loaded(entry)
    changed(entry, a_moderator("Maya Example"), summary="Theirs.")
    response = edit(client, entry, summary="Ours.", **opened, **{f"action-{action}": "1"})
    assert "Nothing was published" in told(response)
    entry = Resource.objects.get()
    assert entry.summary == "Public."
    assert entry.current_workflow_state is None
    assert entry.get_latest_revision_as_object().summary == "Ours."


def test_a_draft_with_gaps_is_saved(client: Client, editor: User) -> None:
    ResourceTypeFactory()
    posted = {"title": "Half a resource", "slug": "half", "summary": "", "body-count": "0"}
    response = client.post(reverse("wagtailsnippets_directory_resource:add"), posted)
    if response.status_code == 200:
        assert set(response.context["form"].errors) == {"resource_type"}  # a row cannot be without one
        response = client.post(
            reverse("wagtailsnippets_directory_resource:add"),
            {**posted, "resource_type": str(ResourceTypeFactory().pk)},
        )
    assert response.status_code == 302
    assert not Resource.objects.get().live


def test_an_author_reads_why_it_is_not_published_and_keeps_the_words(
    client: Client, editor: User
) -> None:
    ask_for_two(Service)
    service = published(ServiceFactory(summary="Public."))
    response = edit(client, service, summary="Typed and kept.", **{"action-publish": "1"})
    said = response.content.decode()
    assert response.status_code == 200
    assert "somebody else has to look at it" in said
    assert "Typed and kept." in said
    assert Service.objects.get().summary == "Public."


def test_the_menu_offers_review_instead_of_publish(client: Client, editor: User) -> None:
    ask_for_two(Service)
    service = changed(published(ServiceFactory()), editor, summary="New.")
    address = reverse("wagtailsnippets_directory_service:edit", args=[service.pk])
    said = client.get(address).content.decode()
    assert "action-publish" not in said
    assert "Submit to Editorial review" in said
    assert "You changed this service yourself" in said
    new = client.get(reverse("wagtailsnippets_directory_service:add")).content.decode()
    assert "action-publish" not in new


def test_a_reviewer_finds_the_way_to_compare_from_the_editor(client: Client) -> None:
    author = an_editor()
    sign_in(client, a_moderator())
    service = changed(published(ServiceFactory()), author, summary="New.")
    step = service.get_workflow().start(service, author).current_task_state
    address = reverse("wagtailsnippets_directory_service:edit", args=[service.pk])
    assert f"/admin/review/{step.pk}/" in client.get(address).content.decode()
