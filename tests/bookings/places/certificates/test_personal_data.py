"""Certificates are given to whom they are about, and said to go with the account."""

from __future__ import annotations

import pytest
import time_machine

from bookings.places.certificates.personal_data import foresee_certificates, give_certificates
from portal.accounts.personal_data.registry import Subject
from tests.bookings.places.certificates.steps import certified
from tests.factories.accounts import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def test_somebody_reads_of_their_certificates_and_what_becomes_of_them(
    fixed_clock: time_machine.Traveller,
) -> None:
    certificate = certified(fixed_clock)
    person = certificate.place.person
    (record,) = give_certificates(Subject(person.user, person))
    assert record["Code"] == certificate.code
    (goes,) = foresee_certificates(Subject(person.user, person)).goes
    assert "nobody can check" in goes


def test_who_has_none_reads_of_none() -> None:
    person = PersonFactory()
    assert give_certificates(Subject(None, person)) == []
    assert foresee_certificates(Subject(None, person)).goes == ()
