"""Who is signed in, found by one statement that is put together once in a process."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from django.db.models import BigAutoField

from portal.accounts.models import User
from portal.base.prepared import Prepared, Slot

_by_pk = Prepared(lambda: User.objects.filter(pk=Slot("pk", BigAutoField())))


class AuthenticationBackend(AllauthBackend):
    """allauth's, for every page of somebody who is signed in."""

    def get_user(self, user_id: Any) -> User | None:
        user = _by_pk.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
