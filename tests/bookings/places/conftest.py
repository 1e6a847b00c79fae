"""Who books."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.accounts.models import Person, School, User
from tests.factories.accounts import sign_in
from tests.factories.places import make_booker


@pytest.fixture
def senco(client: Client) -> tuple[User, Person, School]:
    """A SENCO who is signed in."""
    user, person, school = make_booker()
    sign_in(client, user, mfa=False)
    return user, person, school
