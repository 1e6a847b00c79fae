"""Every route that came with Wagtail's admin against every role: no side door stands open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.urls import reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from tests.access.clients import as_role, is_refused, watched_writes, without_drawing
from tests.access.furniture import PRIVATE, Furniture
from tests.access.pages import EVERYBODY
from tests.access.routes import Route, side_routes
from tests.access.screens import ADMIN, STAFF
from tests.access.side_screens import BULK, SIDES, Side, side_of

ROLES = sorted(EVERYBODY)


def rows() -> Iterator[tuple[Route, Side]]:
    """The routes of Wagtail's admin with what is written about each."""
    for route in side_routes():
        if side := side_of(route):
            yield route, side


def is_as_written(response: HttpResponse, side: Side, *, may: bool) -> bool:
    if not may:
        return is_refused(response)
    sent_away = response.status_code == 302 and is_refused(response)
    return response.status_code in side.get and not sent_away


@pytest.mark.parametrize("role", ROLES)
def test_side_screens_open_for_those_who_may_and_nobody_else(furnished: Furniture, role: str) -> None:
    client = as_role(role)
    wrong = []
    for route, side in rows():
        with watched_writes() as writes, without_drawing():
            response = client.get(furnished.address(route))
        if not is_as_written(response, side, may=role in STAFF and side.opens(role)):
            wrong.append(f"{route.name}: {response.status_code} {response.get('Location', '')}")
        if writes:
            wrong.append(f"{route.name}: a GET wrote {writes}")
    assert not wrong, "\n".join(wrong)


def bulk_actions() -> Iterator[tuple[str, str, str]]:
    """Every kind of row with every action that can be done to many of them at once."""
    bulk_action_registry._scan_for_bulk_actions()
    for app, models in bulk_action_registry.actions.items():
        yield from ((app, model, action) for model, actions in models.items() for action in actions)


def test_every_bulk_action_has_a_row() -> None:
    assert set(bulk_actions()) == set(BULK)


@pytest.mark.parametrize("role", ROLES)
def test_a_bulk_action_shows_its_rows_to_those_who_may_change_them_only(
    furnished: Furniture, role: str
) -> None:
    client = as_role(role)
    wrong = []
    for app, model, action in BULK:
        row = apps.get_model(app, model)._default_manager.first()
        address = reverse("wagtail_bulk_action", args=[app, model, action])
        may = role in STAFF and role in BULK[app, model, action] | {ADMIN}
        with nullcontext() if may else without_drawing():
            response = client.get(f"{address}?id={row.pk if row else 1}&id=all")
        if may == is_refused(response) or response.status_code >= 500:
            wrong.append(f"{app}.{model} {action}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", sorted(STAFF - {ADMIN, "editor", "moderator"}))
def test_staff_without_the_right_read_no_titles_of_private_things(
    furnished: Furniture, role: str
) -> None:
    client = as_role(role)
    told = {
        route.name
        for route, _side in rows()
        if PRIVATE.encode() in client.get(furnished.address(route)).content
    }
    choosers = {"wagtailadmin_choose_page_child"} if role == "officer" else set()
    assert told == choosers  # a session names its course, so officers see the tree of pages


def test_no_row_is_of_a_route_that_is_gone() -> None:
    there = {route.name for route in side_routes()} | {route.pattern for route in side_routes()}
    assert sorted(set(SIDES) - there) == []
