"""Whatever stands in the query of an address, the answer is a page or a refusal, never an error of ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.clients import as_role, without_drawing
from tests.access.furniture import Furniture
from tests.access.package_pages import PACKAGE_PAGES
from tests.access.pages import PAGES
from tests.access.routes import all_routes, own_viewsets
from tests.access.screens import RIGHTS, SCREENS
from tests.access.side_screens import side_of

STRANGE = {
    "NUL": "q=%00&need=%00&next=%00",
    "bytes that are no text": "q=%ff%fe&near=%ff",
    "half a letter": "q=%ed%a0%80",
    "3,000 words": "q=" + "+".join(["word"] * 3_000),
    "many words that fit": "q=" + "+".join(["word"] * 1_200),
    "brackets and quotation marks": "q=" + "(" * 300 + "%22%27%5C*%3A%3F" + ")" * 300,
    "numbers that are none": "page=-1&p=abc&id=x&pk=x&year=x&month=13&from=31%2F02%2F2027&to=x&school=x",
    "numbers beyond any": "page=99999999999999999999&p=99999999999999999999&year=99999&near=99999999999",
    "digits of other scripts": "page=%D9%A3&p=%D9%A3&year=%D9%A3",
    "filters that nobody made": "need=nonsense&sort=nonsense&kind=nonsense&district=x&ordering=-nonsense"
    "&state=x&user=x&role=x&is_shown_on_results=x&export=nonsense&format=nonsense&month=x&view=x",
    "500 filters": "&".join(["need=autism"] * 500),
    "long words": "q=" + "x" * 7_000,
}


def lists(furnished: Furniture) -> Iterator[str]:
    """The lists, reports and choosers of the admin, where staff type and filter."""
    for route in all_routes():
        side = side_of(route)
        own = route.viewset in own_viewsets() and route.viewset in SCREENS
        listed = own and RIGHTS[route.action] in ("view", "choose")
        if not route.parameters and (listed or (side and 200 in side.get)):
            yield furnished.address(route)


@pytest.mark.parametrize("strange", STRANGE)
def test_a_public_address_answers_to_anything(furnished: Furniture, strange: str) -> None:
    failed = []
    for role in ("nobody", "senco"):
        client = as_role(role)
        for name, page in (PAGES | PACKAGE_PAGES).items():
            if page.answers[role] != 200 or (role == "senco" and page.answers["nobody"] == 200):
                continue
            address = page.address()
            response = client.get(f"{address}{'&' if '?' in address else '?'}{STRANGE[strange]}")
            if response.status_code >= 500:
                failed.append(f"{name} as {role}")
    assert failed == []


@pytest.mark.parametrize("strange", STRANGE)
def test_a_list_of_the_admin_answers_to_anything(furnished: Furniture, strange: str) -> None:
    client = as_role("admin")
    with without_drawing():
        failed = [
            address
            for address in lists(furnished)
            if client.get(f"{address}?{STRANGE[strange]}").status_code >= 500
        ]
    assert failed == []
