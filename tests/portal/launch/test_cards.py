"""Cards to try out: a stand-in beside the portal, only where it is asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from portal.launch import cards
from portal.launch.console import LaunchError
from portal.launch.place import Place
from tests.services.postgres import free_port

NAMES = ("STRIPE_API_KEY", "STRIPE_API_BASE", "STRIPE_WEBHOOK_SECRETS")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A portal whose neighbour's port is free; the environment is put back afterwards."""
    for name in NAMES:
        monkeypatch.setenv(name, "")
    beside = free_port()
    return Place(tmp_path, beside - cards.BESIDE, own_database=True)


def test_without_being_asked_there_is_none(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARD", raising=False)
    assert cards.processes(place) == {}
    assert os.environ["STRIPE_API_KEY"] == ""


def test_the_portal_is_told_where_it_is(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARD", "demo")
    [(name, command)] = cards.processes(place).items()
    assert name == "stand-in for Stripe"
    assert os.environ["STRIPE_API_BASE"] == f"http://127.0.0.1:{place.port + cards.BESIDE}"
    assert os.environ["STRIPE_API_KEY"] in command
    assert f"{place.url}/bookings/card-events/" in command


def test_anything_else_is_said_to_be_none(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARD", "visa")
    with pytest.raises(LaunchError, match="CARD can only be “demo”"):
        cards.processes(place)
