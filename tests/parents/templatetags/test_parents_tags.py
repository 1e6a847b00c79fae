"""Whom families ask, on the pages where they choose and book."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parents.models import ParentsIndexPage
from portal.base.models import SiteSettings
from portal.vocabulary.choices import AudienceGroup
from tests.factories.accounts import PersonFactory, UserFactory, sign_in
from tests.factories.places import make_booking
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.factories.vocabulary import AudienceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def family_course() -> Any:
    parents = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    return CoursePageFactory(audiences=[parents])


def test_a_session_for_families_names_the_families_contact(client: Client, family_course: Any) -> None:
    ParentsIndexPage.objects.update(contact_role="Family link officer", contact_phone="01234 567890")
    page = client.get(family_course.href).content.decode()
    assert "Family link officer" in page and "01234 567890" in page
    assert "Family link officer" not in client.get(CoursePageFactory().href).content.decode()


def test_what_a_family_has_booked_names_the_families_contact(client: Client, family_course: Any) -> None:
    ParentsIndexPage.objects.update(contact_role="Family link officer", contact_phone="01234 567890")
    user = UserFactory()
    sign_in(client, user, mfa=False)
    booking = make_booking(SessionFactory(course=family_course), PersonFactory(user=user), None)
    for name in ("done", "detail"):
        page = client.get(reverse(f"bookings:{name}", args=[booking.reference])).content.decode()
        assert "Family link officer" in page


def test_without_a_contact_of_their_own_families_get_the_services(
    client: Client, family_course: Any
) -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"contact_phone": "03000 00 00 00"})
    assert "03000 00 00 00" in client.get(family_course.href).content.decode()
