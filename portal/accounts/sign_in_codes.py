"""Codes for signing in, sent by e-mail: who gets one, and how often somebody may ask.

A code lives in the session that asked for it, so nobody can use or guess one from elsewhere. Each
question is answered in the same way for addresses that nobody signs in with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.accounts import known_browsers
from portal.accounts.models import User

MAIL = "account/email/login_code"
TRIES = settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS


def count_request(*, request: HttpRequest, email: str) -> None:
    """Counts one more code for ``email``. Raises ``ValidationError`` when that are too many.

    Few for one address from one place, and more for it from everywhere: a stranger who asks for
    somebody's codes uses up his own share first. A browser they have signed in with has its own.
    """
    email = email.lower()
    own = known_browsers.own_count(request, email)
    if own:
        allowed = ratelimit.consume(request, action="request_login_code", key=own)
    else:
        allowed = ratelimit.consume(
            request, action="request_login_code", key=f"{email} {get_ip(request)}"
        ) and ratelimit.consume(request, action="request_login_code_anywhere", key=email)
    if not allowed:
        raise ValidationError(
            "Several codes were asked for with this address. Wait 10 minutes, or use your password.",
            code="too_many_codes",
        )


def take_try(state: Mapping[str, Any]) -> bool:
    """Takes one of the few tries of the code that ``state`` is about; false when none is left.

    allauth counts in the session, where tries at the same moment overwrite each other's number.
    Adding to the cache succeeds once for each, however many come at once.
    """
    about = [state["at"], state["resend_count"], state.get("email"), state.get("code")]
    mark = salted_hmac("tries of a sign-in code", repr(about), algorithm="sha256").hexdigest()
    lasts = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    return any(cache.add(f"sign-in-code-{mark}-{number}", 1, lasts) for number in range(TRIES))


def send_code(*, request: HttpRequest, email: str) -> None:
    """Begins a sign-in by code, whoever it is; only somebody who signs in with ``email`` gets mail.

    It goes to the address of the account itself, never to one that waits to be confirmed.
    """
    email = email.lower()
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        # As much work as for a known address, so that both take as long.
        adapter = get_adapter()
        adapter.compose(MAIL, email, {"code": adapter.generate_login_code()})
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=email)
