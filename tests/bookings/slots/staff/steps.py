"""Staff at their screens."""

from __future__ import annotations

from typing import Any

from django.test import Client

from portal.accounts.models import User
from tests.factories.accounts import UserFactory, sign_in


def signed_in(client: Client, group: str, **user: Any) -> User:
    """Somebody of this group, with both steps of signing in done."""
    return sign_in(client, UserFactory(groups=[group], **user))
