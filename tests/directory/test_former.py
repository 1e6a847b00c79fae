"""Old addresses of entries lead on for ever."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from directory.former import FormerAddress
from tests.factories.directory import OrganisationFactory, ResourceFactory, ServiceFactory

pytestmark = pytest.mark.django_db

KINDS = pytest.mark.parametrize("make", [ResourceFactory, ServiceFactory, OrganisationFactory])


def rename(entry: Any, slug: str) -> None:
    fresh = type(entry).objects.get(pk=entry.pk)
    fresh.slug = slug
    fresh.save_revision().publish()


def leads_to(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, response.get("Location", "")


@KINDS
def test_a_renamed_entry_is_found_at_every_address_it_had(client: Client, make: Any) -> None:
    entry = make(slug="first")
    base = entry.href.removesuffix("first/")
    rename(entry, "second")
    rename(entry, "third")
    assert leads_to(client, f"{base}first/?from=mail") == (301, f"{base}third/?from=mail")
    assert leads_to(client, f"{base}second/") == (301, f"{base}third/")
    rename(entry, "first")
    assert client.get(f"{base}first/").status_code == 200
    assert leads_to(client, f"{base}third/") == (301, f"{base}first/")


def test_another_entry_may_take_the_address_and_leads_on_from_it_in_its_turn(client: Client) -> None:
    old = ResourceFactory(slug="board")
    rename(old, "now-and-next-board")
    new = ResourceFactory(slug="board", title="White board")
    assert "White board" in client.get("/directory/resources/board/").content.decode()
    rename(new, "white-board")
    assert leads_to(client, "/directory/resources/board/")[1] == "/directory/resources/white-board/"


def test_what_was_taken_down_leads_to_what_replaced_it_or_says_so(client: Client) -> None:
    newer, old = ResourceFactory(slug="newer"), ResourceFactory(slug="older")
    rename(old, "oldest")
    old.refresh_from_db()
    old.unpublish()
    assert client.get("/directory/resources/oldest/").status_code == 410
    assert client.get("/directory/resources/older/").status_code == 410
    old.successor = newer
    old.save()
    assert leads_to(client, "/directory/resources/oldest/") == (301, "/directory/resources/newer/")
    assert leads_to(client, "/directory/resources/older/") == (301, "/directory/resources/newer/")


def test_a_first_draft_is_unknown_at_every_address_it_had(client: Client) -> None:
    draft = ResourceFactory(slug="plan", live=False)
    draft.slug = "new-plan"
    draft.save()
    assert not FormerAddress.objects.exists()
    for slug in ("plan", "new-plan"):
        assert client.get(f"/directory/resources/{slug}/").status_code == 404


def test_an_address_of_another_kind_leads_nowhere(client: Client) -> None:
    rename(ResourceFactory(slug="board"), "now-and-next-board")
    assert client.get("/directory/services/board/").status_code == 404
