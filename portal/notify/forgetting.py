"""Mails do not stay for ever, and those of somebody who is deleted go at once."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import Truncator

from portal.base import clock
from portal.base.mailboxes import led_to
from portal.notify.models import Message
from portal.outbox.retention import Retention

KEPT = timedelta(days=396)
"""13 months: a whole school year, and the time in which somebody asks about it."""


@transaction.atomic
def forget_messages(*, to: Collection[str]) -> None:
    """Deletes the mails to these addresses, in any case; those still waiting, once they are sent."""
    wanted = led_to(to, field="to")
    Message.objects.filter(wanted, state=Message.State.WAITING).update(forget_when_sent=True)
    Message.objects.filter(wanted).exclude(state=Message.State.WAITING).delete()


@transaction.atomic
def forget_names(
    *,
    names: Collection[str],
    instead: str,
    about: Collection[str] = (),
    kinds: Collection[str] = (),
) -> None:
    """Puts ``instead`` in place of ``names`` in mails to others: those about these references or of these kinds.

    Their attachments go, as names are broken over lines there. Mails still waiting are sent as they
    are, since their readers must know who is meant, and are deleted then.
    """
    given = sorted((name for name in names if name), key=len, reverse=True)
    named = Q(pk__in=[])
    for name in given:
        named |= Q(body__icontains=name) | Q(subject__icontains=name)
    rows = Message.objects.filter(Q(about__in=about) | Q(named, template_key__in=kinds))
    rows.filter(state=Message.State.WAITING).update(forget_when_sent=True)
    if not given:
        return
    pattern = whole(given)
    for message in rows.exclude(state=Message.State.WAITING):
        message.subject = Truncator(pattern.sub(instead, message.subject)).chars(200)
        message.body = pattern.sub(instead, message.body)
        message.attachment = message.attachment_name = message.attachment_type = ""
        message.save(
            update_fields=["subject", "body", "attachment", "attachment_name", "attachment_type"]
        )


def whole(names: Collection[str]) -> re.Pattern[str]:
    """Finds these names in any case, and not as a part of a longer word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)


def past_messages(now: datetime) -> QuerySet[Message]:
    """Mails older than ``KEPT``; those still waiting to be sent stay."""
    old = Message.objects.filter(created_at__lte=now - KEPT)
    return old.exclude(state=Message.State.WAITING)


def forget_old_messages() -> int:
    """Deletes the oldest mails once they are past ``KEPT``, some at a time; says how many went."""
    oldest = Message.objects.order_by("pk").first()
    if oldest is None or oldest.created_at > clock.now() - KEPT:
        return 0
    some = Message.objects.order_by("pk").values_list("pk", flat=True)[:500]
    deleted, _by_model = past_messages(clock.now()).filter(pk__in=list(some)).delete()
    return deleted


OLD_MAILS = Retention(
    key="mails",
    model="notify.Message",
    what="Mails that were sent",
    basis="A whole school year, and the time in which somebody asks what we wrote.",
    kept=KEPT,
    counted_from="they were written",
    past=past_messages,
    carry_out=forget_old_messages,
)
