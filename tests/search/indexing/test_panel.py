"""Administrators see on their first screen how the search index is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from portal.base import clock
from portal.outbox.changes import KEPT
from search.indexing.keeping import Keeper
from search.indexing.panel import index_states
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


def test_the_index_of_a_folder_that_nobody_uses_any_more_is_forgotten(
    keeper: Keeper, search_folder: Path
) -> None:
    keeper.look()
    shutil.rmtree(search_folder)
    keeper.look()
    assert len(index_states()) == 2
    with time_machine.travel(clock.now() + KEPT, tick=False):
        keeper.look()
        [own] = index_states()
        assert own.problem == ""


def test_others_are_not_bothered(client: Client, keeper: Keeper) -> None:
    assert "Embedded index" not in first_screen(client, "Content editors")
