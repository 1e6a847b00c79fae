"""Every page the portal shows anybody, by keyboard and by axe, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize

from bookings.places.models import Terms
from bookings.places.terms.models import Offering
from tests.access.clients import as_role
from tests.access.furniture import Furniture
from tests.journeys.axe import OF_WAGTAIL, axe_violations, sideways_scrolling
from tests.journeys.keyboard import faults_by_keyboard, faults_of_wider_letters
from tests.journeys.screens import BOTH, NARROW, WIDE, width_of
from tests.journeys.visits import PEOPLE, STAFF_ROLES, VISITORS, Visit, pages, screens

pytestmark = pytest.mark.usefixtures("clear_cache")

Browsers = Callable[..., BrowserContext]
"""Makes a browser of somebody's own."""

WITHOUT_KEYBOARD = {"/admin/account/": "Wagtail draws its switches over their boxes"}


def visit(
    visits: list[Visit], new_context: Browsers, screen: ViewportSize, check: Callable[[Page], list[str]]
) -> None:
    """Opens each page as its person, each signed in once, and collects what is wrong with all of them."""
    open_pages: dict[str, Page] = {}
    faults = []
    for one in visits:
        if one.role not in open_pages:
            open_pages[one.role] = signed_in(new_context, one.role, screen)
        page = open_pages[one.role]
        response = page.goto(one.address, wait_until="load")
        assert response is not None
        assert (response.status, page.url.endswith(one.address)) == (200, True), f"{one}: {page.url}"
        faults += [f"{one.address} as {one.role}: {fault}" for fault in check(page)]
    assert not faults, f"at {width_of(screen)}\n" + "\n".join(faults)


def signed_in(new_context: Browsers, role: str, screen: ViewportSize) -> Page:
    """A page of that demonstration sign-in."""
    context = new_context(viewport=screen)
    page = context.new_page()
    session = as_role(role).cookies.get("sessionid")
    if session:
        page.goto("/health/live")
        site = page.url.removesuffix("health/live")
        context.add_cookies([{"name": "sessionid", "value": session.value, "url": site}])
    return page


def faults_of_page(page: Page) -> list[str]:
    path = urlsplit(page.url).path
    if path.startswith("/admin/"):
        narrow = page.viewport_size == NARROW  # where Wagtail's own bars take most of the window
        keyboard = [] if narrow or path in WITHOUT_KEYBOARD else faults_by_keyboard(page)
        return [*faults_of_screen(page), *keyboard]
    return [
        *axe_violations(page),
        *sideways_scrolling(page),
        *faults_of_wider_letters(page),
        *faults_by_keyboard(page),
    ]


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
@pytest.mark.parametrize("roles", [VISITORS, PEOPLE, STAFF_ROLES], ids=["visitors", "people", "staff"])
def test_every_page_can_be_used_by_keyboard_and_has_no_barrier(
    furnished: Furniture, new_context: Browsers, screen: ViewportSize, roles: tuple[str, ...]
) -> None:
    visit(pages(roles), new_context, screen, faults_of_page)


def test_every_admin_screen_of_ours_has_no_barrier(furnished: Furniture, new_context: Browsers) -> None:
    # Terms can be added only for a kind of place that has none.
    Terms.objects.filter(offering=Offering.FAMILY).update(current=False)
    visit(screens(furnished), new_context, WIDE, faults_of_screen)


def faults_of_screen(page: Page) -> list[str]:
    return axe_violations(page, but=OF_WAGTAIL)
