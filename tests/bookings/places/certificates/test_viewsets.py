"""Officers look a certificate up, withdraw it with a reason, and let it count again."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from bookings.places.attendance.models import Presence
from tests.bookings.places.certificates.steps import certified, marked
from tests.bookings.places.steps import words
from tests.factories.accounts import UserFactory, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def officer() -> Client:
    """An officer who signs in now."""
    client = Client()
    sign_in(client, UserFactory(groups=["Officers"]))
    return client


def test_an_officer_withdraws_one_and_lets_it_count_again(
    fixed_clock: time_machine.Traveller,
) -> None:
    certificate, staff = certified(fixed_clock, name="Asha Example"), officer()
    assert "Asha Example" in words(staff.get("/admin/certificates/"))
    sheet = f"/admin/certificates/inspect/{certificate.pk}/"
    assert "Withdraw it" in words(staff.get(sheet))
    address = f"/admin/certificates/revoke/{certificate.pk}/"
    assert "Say why." in words(staff.post(address, {"reason": " "}))
    assert "is withdrawn" in words(staff.post(address, {"reason": "Was not there"}, follow=True))
    assert "Was not there" in words(staff.get(sheet))
    again = f"/admin/certificates/restore/{certificate.pk}/"
    assert "counts again" in words(staff.post(again, {"reason": "A slip"}, follow=True))
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


def test_the_sheet_says_when_the_register_says_otherwise(
    fixed_clock: time_machine.Traveller,
) -> None:
    certificate = certified(fixed_clock)
    fixed_clock.shift(3600)
    marked(certificate.place, Presence.ABSENT)
    staff = officer()
    said = words(staff.get(f"/admin/certificates/inspect/{certificate.pk}/"))
    assert "the register says otherwise" in said
    assert certificate.code in words(staff.get("/admin/certificates/", {"absence": "true"}))
    assert certificate.code not in words(staff.get("/admin/certificates/", {"withdrawn": "true"}))
