"""The admin's report of what people searched for."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "What people search for: last 90 days"),
        ("30", "What people search for: last 30 days"),
        ("396", "What people search for: last 13 months"),
        ("7", "What people search for: last 90 days"),
    ],
)
def test_the_report_is_called_as_in_the_menu_and_says_over_how_long(
    client: Client, asked: str, said: str
) -> None:
    sign_in(client, UserFactory(groups=["Content editors"]), mfa=True)
    page = client.get(reverse("wordings:index"), {"period": asked})
    heading = BeautifulSoup(page.content, "html.parser").find("h1")
    assert heading is not None
    assert heading.get_text(" ", strip=True) == said
