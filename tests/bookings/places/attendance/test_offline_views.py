"""What a phone keeps of registers names nobody, and is made anew when it changes."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.attendance import offline_views

pytestmark = pytest.mark.django_db


def worker(client: Client) -> str:
    return client.get(reverse("bookings:register_worker")).content.decode()


def test_the_page_is_the_same_for_everybody(client: Client, admin_client: Client) -> None:
    address = reverse("bookings:register_offline")
    assert client.get(address).content == admin_client.get(address).content
    assert "csrf" not in client.get(address).content.decode()


def test_the_worker_looks_after_registers_only_and_is_asked_for_anew(client: Client) -> None:
    response = client.get(reverse("bookings:register_worker"))
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in response["Cache-Control"]
    assert "Service-Worker-Allowed" not in response
    assert f'PAGE = "{reverse("bookings:register_offline")}"' in response.content.decode()


def test_it_keeps_files_that_are_there(client: Client) -> None:
    [files] = re.findall(r"ASSETS = \[(.*)\]", worker(client))
    addresses = re.findall(r'"([^"]+)"', files)
    assert len(addresses) == len(offline_views.ASSETS)
    for address in addresses:
        assert client.get(address.encode().decode("unicode_escape")).status_code == 200


def test_it_becomes_another_one_when_the_page_changes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = worker(client)
    assert worker(client) == before
    monkeypatch.setattr(offline_views, "BUTTONS", offline_views.BUTTONS[:2])
    assert worker(client) != before
