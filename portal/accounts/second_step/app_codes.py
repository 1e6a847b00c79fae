"""Codes of the authenticator app: the one before still counts, and none counts twice (RFC 6238, 5.2).

Somebody who types at second 29 would be refused by a clock that is strict. allauth can be lenient
but remembers a used code for one period only, so we write down with the app itself the latest period
of which a code was used, and nothing as old as that counts again.
"""

from __future__ import annotations

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction

from portal.accounts import encryption
from portal.accounts.models import User

LATEST = "latest_period"
"""Where an app's data keeps the period of the newest code that was used."""


def is_used_up(*, user: User, code: str) -> bool:
    """Whether ``code`` is right, but of a period of which one was used already, or before that."""
    app = _app_of(user)
    period = _period_of(app, code) if app else None
    return app is not None and period is not None and period <= app.data.get(LATEST, 0)


@transaction.atomic
def use(*, app: Authenticator, code: str) -> bool:
    """Writes down that ``code`` is used now; of two at the same moment, one gets ``False``."""
    app = Authenticator.objects.select_for_update().get(pk=app.pk)
    period = _period_of(app, code)
    if period is None or period <= app.data.get(LATEST, 0):
        return False
    app.data = {**app.data, LATEST: period}
    app.save(update_fields=["data"])
    return True


def _app_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).first()


def _period_of(app: Authenticator, code: str) -> int | None:
    """The period, of those that count now, whose code this is."""
    secret = encryption.decrypt(app.data["secret"])
    for period in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, period))):
            return int(period)
    return None
