"""Choosers answer what nobody could have chosen with a page that is not found."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["chosen/abc/", "chosen-multiple/?id=abc"])
def test_an_id_that_is_no_number_is_not_found(client: Client, address: str) -> None:
    sign_in(client, UserFactory(groups=["Officers"]))
    assert client.get(f"/admin/person_chooser/{address}").status_code == 404


@pytest.mark.parametrize(
    "address", ["people/?role=", "sessions/?venue__district=", "sessions/new/?course="]
)
def test_a_number_longer_than_any_id_is_a_bad_request(client: Client, address: str) -> None:
    sign_in(client, UserFactory(is_superuser=True))
    assert client.get(f"/admin/{address}{'9' * 30}").status_code == 400
