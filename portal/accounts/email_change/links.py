"""The links of a change: each opens one thing, for the mailbox that it was sent to.

They are signed and not kept, so that nobody who reads the database can follow one.
"""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.urls import reverse

from portal.accounts.email_change.errors import LinkSpent
from portal.accounts.email_change.models import LASTS, EmailChange


class Purpose(StrEnum):
    CONFIRM = "confirm"
    STOP = "stop"


def link_to(change: EmailChange, purpose: Purpose) -> str:
    """The whole address that goes into the mail."""
    key = signing.dumps(change.pk, salt=_salt(purpose))
    return f"{settings.PUBLIC_URL}{reverse(f'accounts:email_{purpose}', args=[key])}"


def change_behind(key: str, purpose: Purpose) -> EmailChange:
    """The change that a link is about. Raises ``LinkSpent`` for any other key, and an old one."""
    try:
        pk = signing.loads(key, salt=_salt(purpose), max_age=LASTS)
    except signing.BadSignature as fault:
        raise LinkSpent from fault
    change = EmailChange.objects.select_related("user").filter(pk=pk).first()
    if change is None or not change.links_work():
        raise LinkSpent
    return change


def _salt(purpose: Purpose) -> str:
    return f"portal.accounts.email_change.{purpose}"
