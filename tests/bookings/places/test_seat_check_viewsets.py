"""Officers see whether last night's count agreed."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.models import SeatCheck
from portal.base import clock
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


def test_an_officer_sees_which_session_to_look_at(client: Client) -> None:
    SeatCheck.objects.create(
        day=date(2026, 11, 22),
        checked_at=clock.now(),
        differences=[{"session_id": 7, "taken": 3, "live": 2}],
    )
    SeatCheck.objects.create(day=date(2026, 11, 23), checked_at=clock.now())
    sign_in(client, UserFactory(groups=["Officers"]))
    page = client.get("/admin/seat_checks/").content.decode()
    sheet = reverse("sessions:inspect", args=[7])
    assert f'Look at <a href="{sheet}">session 7</a>: 3 taken, 2 places' in page
    assert "All counters agree with the places" in page


def test_an_editor_does_not_see_seat_checks(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Content editors"]))
    assert client.get("/admin/seat_checks/").status_code == 302
