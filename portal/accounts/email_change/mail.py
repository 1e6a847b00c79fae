"""What the two addresses are told. Through the outbox, which makes the links at the moment of sending."""

from __future__ import annotations

from enum import StrEnum

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.urls import reverse

from portal.accounts.email_change.links import Purpose, link_to
from portal.accounts.email_change.models import EmailChange
from portal.outbox.services import enqueue

KIND = "email_change"
"""The outbox's kind; its key is the change's id and what to tell."""


class Telling(StrEnum):
    LINK = "link"
    """To the new address: confirm it."""
    TAKEN = "taken"
    """To the new address, which somebody signs in with already."""
    ASKED = "asked"
    """To the old address, at once: what is asked, and how to stop it."""
    DONE = "done"
    """To the old address, when it is done."""
    STOPPED = "stopped"
    """To the old address, when it was stopped from there."""


def tell(*, change: EmailChange, telling: Telling) -> None:
    """Owes a mail about ``change`` to the outbox. Call in the transaction that changes it."""
    enqueue(kind=KIND, key=f"{change.pk}:{telling}")


def send(key: str) -> None:
    """Sends what ``key`` names: the outbox's handler. What no longer holds is not sent."""
    pk, _, telling = key.partition(":")
    change = EmailChange.objects.select_related("user").filter(pk=int(pk)).first()
    if change is None or (telling == Telling.LINK and change.state != EmailChange.State.WAITING):
        return
    to_new = telling in (Telling.LINK, Telling.TAKEN)
    context = {
        "user": change.user,
        "change": change,
        "confirm_url": link_to(change, Purpose.CONFIRM),
        "stop_url": link_to(change, Purpose.STOP),
        "password_url": f"{settings.PUBLIC_URL}{reverse('account_reset_password')}",
    }
    to = change.to_email if to_new else change.from_email
    get_adapter().compose(f"account/email_change/mail_{telling}", to, context).send()
