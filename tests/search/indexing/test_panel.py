"""Administrators see on their first screen how the search index is."""

from __future__ import annotations

import pytest
from django.test import Client

from search.indexing.keeping import Keeper
from search.indexing.telling import note_problem
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.directory import ResourceFactory

pytestmark = pytest.mark.django_db


def first_screen(client: Client, group: str) -> str:
    sign_in(client, UserFactory(groups=[group]))
    return " ".join(client.get("/admin/").content.decode().split())


def test_an_administrator_sees_what_waits_and_when_it_was_rebuilt(
    client: Client, keeper: Keeper
) -> None:
    ResourceFactory()
    page = first_screen(client, "Administrators")
    assert "Embedded index: up to date" in page
    assert "Last rebuilt" in page
    assert "the oldest from" in page


def test_a_problem_is_said_at_once(client: Client, keeper: Keeper) -> None:
    note_problem(keeper.following.row(), "Changes are not found yet.")
    assert "Search needs a look." in first_screen(client, "Administrators")


def test_others_are_not_bothered(client: Client, keeper: Keeper) -> None:
    assert "Embedded index" not in first_screen(client, "Content editors")
