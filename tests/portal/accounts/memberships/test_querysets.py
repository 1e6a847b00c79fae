"""Whose an invitation is."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from portal.accounts.memberships.models import SchoolInvitation
from portal.accounts.memberships.querysets import confirmed_emails
from tests.factories.accounts import SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_only_confirmed_addresses_count() -> None:
    user = UserFactory(email="asha@school.example")
    EmailAddress.objects.create(user=user, email="else@school.example", verified=False)
    assert confirmed_emails(user) == ["asha@school.example"]


def test_an_invitation_is_for_who_confirmed_its_address() -> None:
    made = SchoolInvitation.objects.create(
        school=SchoolFactory(), name="Asha", email="Asha@School.example", role="staff"
    )
    assert list(SchoolInvitation.objects.for_user(UserFactory(email="asha@school.example"))) == [made]
    assert not SchoolInvitation.objects.for_user(UserFactory())
    assert not SchoolInvitation.objects.for_user(UserFactory(verified=False))
