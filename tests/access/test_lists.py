"""Every list of the admin leads on: the first words of a row are the way to its page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from django.urls import reverse

from tests.access.clients import as_role
from tests.access.furniture import Furniture
from tests.access.routes import own_viewsets
from tests.access.screens import ADMIN, AUDITOR, OFFICER, SCREENS

PAGES_OF_A_ROW = (("edit", "change"), ("inspect", "view"))


def lists_of(role: str) -> list[tuple[str, list[str]]]:
    """The lists that the role may read, each with those addresses of a row's pages that it may open."""
    found = []
    for namespace, viewset in own_viewsets().items():
        if namespace not in SCREENS:  # a viewset of no address
            continue
        screen = SCREENS[namespace]
        names = {pattern.name for pattern in viewset.get_urlpatterns()}
        index = next((name for name in ("index", "list") if name in names), None)
        pages = [
            viewset.get_url_name(name)
            for name, right in PAGES_OF_A_ROW
            if name in names and screen.allows(role, right)
        ]
        if index and pages and screen.allows(role, "view"):
            found.append((reverse(viewset.get_url_name(index)), pages))
    return found


def first_cells(page: str) -> list[Tag]:
    """The first cell of each row that is no box to tick."""
    table = BeautifulSoup(page, "html.parser").select_one("table.listing")
    rows = table.select("tbody tr") if table else []
    return [next(cell for cell in row.find_all("td") if not cell.select("input")) for row in rows]


@pytest.mark.parametrize("role", [ADMIN, OFFICER, AUDITOR])
def test_the_first_words_of_a_row_lead_to_its_page(furnished: Furniture, role: str) -> None:
    client = as_role(role)
    wrong = []
    for address, names in lists_of(role):
        cells = first_cells(client.get(address).content.decode())
        links = [cell.find("a", href=True) for cell in cells]
        if not cells:
            wrong.append(f"{address}: empty")
        elif links[0] is None:
            wrong.append(f"{address}: no link in “{cells[0].get_text(' ', strip=True)}”, of {names}")
        elif client.get(links[0]["href"]).status_code != 200:
            wrong.append(f"{address}: {links[0]['href']} does not open")
    assert not wrong, "\n".join(wrong)
