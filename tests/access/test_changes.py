"""What changes something takes a POST, a token against forged forms, and the right; nothing else writes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.clients import as_role, is_refused, watched_writes, without_drawing
from tests.access.furniture import Furniture
from tests.access.package_pages import PACKAGE_PAGES
from tests.access.pages import EVERYBODY, PAGES, SIGN_IN
from tests.access.routes import Route, all_routes, own_routes, own_viewsets
from tests.access.screens import RIGHTS, SCREENS, STAFF
from tests.access.side_screens import BULK, BULK_ACTIONS, side_of

ROLES = sorted(EVERYBODY)
EXPORTS = ("csv", "xlsx")

WITHOUT_TOKEN = {"finance:card_events": "Stripe’s signature of all that it says"}
"""Routes that take a POST without our token, with what protects them instead."""


def refused_routes(role: str) -> Iterator[Route]:
    """The routes of the admin that are not for this role to change anything by."""
    for route in all_routes():
        side, screen = side_of(route), SCREENS.get(route.viewset)
        if side:
            may = side.lets_write(role)
        elif screen and route.viewset in own_viewsets():
            may = screen.allows(role, RIGHTS[route.action])
        else:
            continue
        if role not in STAFF or not may:
            yield route


@pytest.mark.parametrize("role", ROLES)
def test_a_form_sent_without_the_right_changes_nothing(furnished: Furniture, role: str) -> None:
    client = as_role(role)
    wrong = []
    for route in refused_routes(role):
        with watched_writes() as writes, without_drawing():
            response = client.post(furnished.address(route), {"action": "approve", "id": "all"})
        if writes or not is_refused(response):
            wrong.append(f"{route.name}: {response.status_code} {writes}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_a_bulk_action_sent_without_the_right_changes_nothing(furnished: Furniture, role: str) -> None:
    client = as_role(role)
    for app, model, action in BULK:
        if role in STAFF and role in BULK[app, model, action] | {"admin"}:
            continue
        address = furnished.bulk_address(app, model, action)
        with watched_writes() as writes, without_drawing():
            assert is_refused(client.post(f"{address}?id=all")), address
        assert writes == [], address


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_see_it_cannot_send_either(furnished: Furniture, role: str) -> None:
    client = as_role(role)
    wrong = []
    for name, page in (PAGES | PACKAGE_PAGES).items():
        if page.answers[role] in (403, 404, SIGN_IN) and not name.startswith("account_"):
            with watched_writes() as writes, without_drawing():
                response = client.post(page.address())
            if writes or not is_refused(response):
                wrong.append(f"{name}: {response.status_code} {writes}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["admin", "senco", "nobody"])
def test_a_form_without_its_token_is_refused_everywhere(furnished: Furniture, role: str) -> None:
    client = as_role(role, csrf=True)
    wrong = []
    for name, address in addresses(furnished):
        with watched_writes() as writes, without_drawing():
            response = client.post(address)
        if name in WITHOUT_TOKEN:
            continue
        if writes or not (response.status_code == 403 or is_refused(response)):
            wrong.append(f"{name}: {response.status_code} {writes}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", sorted(STAFF))
def test_no_list_is_exported_for_those_who_may_not_read_it(furnished: Furniture, role: str) -> None:
    client = as_role(role)
    wrong = []
    for route in refused_lists(role):
        for kind in EXPORTS:
            with without_drawing():
                response = client.get(f"{furnished.address(route)}?export={kind}")
            if not is_refused(response):
                wrong.append(f"{route.name} as {kind}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def refused_lists(role: str) -> Iterator[Route]:
    """Lists and reports that are not for this role to read."""
    for route in all_routes():
        side = side_of(route)
        if route.parameters or route.action.endswith(("add", "create")):
            continue
        if side and 200 in side.get and not side.opens(role):
            yield route
        elif route.viewset in own_viewsets() and route.viewset in SCREENS:
            right = RIGHTS[route.action]
            if right in ("view", "choose") and not SCREENS[route.viewset].allows(role, right):
                yield route


def addresses(furnished: Furniture) -> Iterator[tuple[str, str]]:
    """Every address there is, by its row."""
    for name, page in (PAGES | PACKAGE_PAGES).items():
        yield name, page.address()
    for route in all_routes():
        if side_of(route) or (route.viewset in SCREENS and route in own_routes()):
            yield route.name, furnished.address(route)
    for app, model, action in BULK:
        yield BULK_ACTIONS, furnished.bulk_address(app, model, action)
