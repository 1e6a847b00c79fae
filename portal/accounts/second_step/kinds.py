"""What counts as a second step, and who has one."""

from __future__ import annotations

from datetime import datetime

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.accounts.models import User
from portal.accounts.permissions import may_enter_admin

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""An app or a passkey. Recovery codes stand in for one that is lost and are none by themselves.

A passkey is one because it always asks for a fingerprint, a face or a PIN
(``MFA_WEBAUTHN_USER_VERIFICATION``): having the device is one thing, that is the other.
"""


def second_steps_of(user: User | AnonymousUser) -> QuerySet[Authenticator]:
    """The apps and passkeys that ``user`` has set up."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_STEPS)


def forget_new_second_steps(*, user: User, since: datetime) -> None:
    """Removes apps, passkeys and recovery codes made after ``since``, when somebody else was at it.

    Whoever enters the admin keeps them when nothing older would be left: a mailbox alone, which is
    all that was shown, opens no admin.
    """
    if may_enter_admin(user) and not second_steps_of(user).filter(created_at__lt=since).exists():
        return
    Authenticator.objects.filter(user_id=user.pk, created_at__gte=since).delete()


def has_done(request: HttpRequest, user: User | AnonymousUser, method: str) -> bool:
    """Whether somebody proved themselves by ``method`` in this very session.

    Records must be asked for with the user: without one allauth answers with an empty list.
    """
    return any(record.get("method") == method for record in get_authentication_records(request, user))
