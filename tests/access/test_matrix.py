"""Every public and personal address and every screen of ours against every role.

What came with Wagtail's admin is in ``test_side_screens``. The routes come from the URLconf, so a new
one without a row fails here before it ships.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import pytest
from django.http import HttpResponse
from django.urls import reverse

from bookings.places.models import Booking, Place
from portal.accounts.models import Membership, MembershipRequest, SchoolInvitation
from portal.base import clock
from tests.access.clients import as_role, is_refused, watched_writes, without_drawing
from tests.access.furniture import Furniture
from tests.access.package_pages import PACKAGE_PAGES
from tests.access.pages import EVERYBODY, PAGES, SIGN_IN, bookings_of_the_trainer, own_booking
from tests.access.routes import Route, all_routes, own_routes, own_viewsets
from tests.access.screens import ADMIN, IN_A_WORKFLOW, POSTED, RIGHTS, SCREENS, STAFF
from tests.access.side_screens import BULK, BULK_ACTIONS, side_of
from training.models import Session

ROLES = sorted(EVERYBODY)
LEAST_FIRST = ("trainer", "finance", "auditor", "officer", "editor", "moderator")


def admin_routes() -> list[Route]:
    return [route for route in own_routes() if route.viewset in own_viewsets()]


def has_row(route: Route) -> bool:
    """Whether somebody wrote down who may use it."""
    on_screen = route.viewset in SCREENS and route.action in RIGHTS
    by_name = route.name in PAGES | PACKAGE_PAGES | {BULK_ACTIONS: BULK}
    return on_screen or by_name or side_of(route) is not None


def test_every_route_has_a_row() -> None:
    unknown = sorted({route.name for route in all_routes() if not has_row(route)})
    assert unknown == [], (
        "Say who may use these routes: ours in tests/access/screens.py or pages.py, those of packages in"
        " side_screens.py or package_pages.py (docs/architecture.md says how)."
    )


def test_every_row_is_of_a_route_that_exists() -> None:
    names = {route.name for route in all_routes()}
    assert set(PAGES) | set(PACKAGE_PAGES) <= names
    assert set(SCREENS) <= {route.viewset for route in own_routes()}


@pytest.mark.parametrize("role", ROLES)
def test_public_and_personal_addresses_answer_each_role_as_written(
    furnished: Furniture, role: str
) -> None:
    client = as_role(role)
    wrong = []
    for name, page in (PAGES | PACKAGE_PAGES).items():
        address = page.address()
        with watched_writes() as writes:
            got = _answer(client.get(address), address)
        if writes:
            wrong.append(f"{name}: a GET wrote {writes}")
        if got != page.answers[role]:
            wrong.append(f"{name} {address}: {got}, expected {page.answers[role]}")
    assert not wrong, "\n".join(wrong)


def drawing(route: Route, role: str) -> AbstractContextManager[None]:
    """Screens are drawn for the superuser and for whoever may least; for the others the view decides."""
    screen, right = SCREENS[route.viewset], RIGHTS[route.action]
    least = next((other for other in LEAST_FIRST if screen.allows(other, right)), ADMIN)
    return nullcontext() if role in (ADMIN, least) else without_drawing()


@pytest.mark.parametrize("role", ROLES)
def test_admin_screens_open_for_those_who_may_and_nobody_else(furnished: Furniture, role: str) -> None:
    client = as_role(role)
    wrong = []
    for route in admin_routes():
        address = furnished.address(route)
        right = RIGHTS[route.action]
        with watched_writes() as writes, drawing(route, role):
            response = client.post(address) if route.action in POSTED else client.get(address)
        if writes and route.action not in POSTED:
            wrong.append(f"{route.name}: a GET wrote {writes}")
        allowed = role in STAFF and SCREENS[route.viewset].allows(role, right)
        if route.action in IN_A_WORKFLOW and is_refused(response):
            continue
        if allowed == is_refused(response) or response.status_code >= 500:
            wrong.append(
                f"{route.name} ({right}): {response.status_code} {response.get('Location', '')}"
            )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", sorted(EVERYBODY - {"senco", "head", "business"}))
def test_nobody_changes_another_schools_places(demonstration: None, role: str) -> None:
    booking = own_booking()
    places = list(booking.places.live().values_list("pk", flat=True))
    other = Session.objects.bookable().exclude(pk=booking.session_id).earliest("pk")
    new = {"new-name": "A", "new-email": "a@b.example", "new-role": "ta", "who": "new"}
    posts: list[tuple[str, list[object], dict[str, object]]] = [
        ("cancel", [], {}),
        ("cancel", [], {"place": places[0]}),
        ("instead", [places[0]], new),
        ("move", [], {"places": places, "to": other.pk}),
    ]
    client = as_role(role)
    answers = set()
    for name, more, given in posts:
        address = reverse(f"bookings:{name}", args=[booking.reference, *more])
        answers.add(_answer(client.post(address, given), address))
    assert answers == {SIGN_IN if role == "nobody" else 404}
    assert Place.objects.live().filter(pk__in=places).count() == len(places)


def test_a_trainer_opens_no_booking_of_somebody_elses_session(demonstration: None) -> None:
    others = Booking.objects.exclude(pk__in=bookings_of_the_trainer().values("pk"))
    answers = {
        as_role("trainer").get(reverse("admin_bookings:inspect", args=[booking.pk])).status_code
        for booking in (others.earliest("pk"), others.latest("pk"))
    }
    assert answers == {404}


@pytest.mark.parametrize("role", sorted(EVERYBODY - {"head"}))
def test_nobody_but_its_approver_changes_who_belongs_to_a_school(demonstration: None, role: str) -> None:
    before = _belonging()
    posts: dict[str, dict[str, str]] = {
        "membership:invite": {"name": "X", "email": "x@example.org", "role": "senco"},
        "membership:decide": {"answer": "confirm"},
        "membership:role": {"role": "approver"},
        "membership:end": {"ended_on": str(clock.today())},
        "membership:uninvite": {},
    }
    client = as_role(role)
    for name, given in posts.items():
        address = PAGES[name].address()
        expected = SIGN_IN if role == "nobody" else 404
        assert _answer(client.post(address, given), address) == expected, name
    assert _belonging() == before


def _belonging() -> list[tuple[object, ...]]:
    """Who belongs where as what, who waits and who is invited."""
    return [
        *Membership.objects.order_by("pk").values_list("pk", "role", "ended_on"),
        *MembershipRequest.objects.order_by("pk").values_list("pk", "state"),
        *SchoolInvitation.objects.order_by("pk").values_list("pk", "state"),
    ]


def _answer(response: HttpResponse, address: str) -> int | str:
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return SIGN_IN
    return response.status_code
