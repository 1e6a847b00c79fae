"""Reminding schools of what is overdue, and letting finance pause that. Called by the worker; repeats are harmless."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from bookings.finance.errors import FinanceError
from bookings.finance.message_kinds import REMINDER
from bookings.finance.models import Account, Document, Issuer, PaymentReminder, ReminderPause
from bookings.finance.reminders.stages import STALE, stage
from bookings.finance.reminders.waiting import payment_waits
from bookings.finance.services.billing import ask_words, who_pays
from portal.base import clock
from portal.base.money import say_pounds
from portal.notify.services import Letter, queue_messages

logger = logging.getLogger(__name__)

FROM_HOUR = time(8)
"""Nobody is reminded of money at night."""


def remind_of_debts(now: datetime | None = None) -> int:
    """Hands every reminder that is due over to the outbox; says of how many invoices."""
    at = now or clock.now()
    local = clock.in_london(at)
    if local.time() < FROM_HOUR:
        return 0
    return sum(_remind_or_log(pk, days, at) for pk, days in list(_due(local.date())))


def _due(today: date) -> Iterator[tuple[int, int]]:
    """Invoices with something left to pay whose turn has come, each with the reminder it is owed."""
    paused = ReminderPause.objects.filter(document=OuterRef("pk"), resumed_at=None)
    last = PaymentReminder.objects.filter(document=OuterRef("pk")).order_by("-after_days")
    for issuer in Issuer.objects.exclude(remind_after=""):
        days = issuer.reminder_days
        rows = (
            Document.objects.to_pay()
            .filter(
                account__issuer=issuer,
                test=False,
                due_on__lte=today - timedelta(days=days[0]),
                due_on__gte=today - timedelta(days=days[-1] + STALE),
            )
            .exclude(Exists(paused))
            .annotate(sent=Coalesce(Subquery(last.values("after_days")[:1]), 0))
            .order_by("pk")
        )
        for pk, due_on, sent in rows.values_list("pk", "due_on", "sent"):
            owed = stage(days, late=(today - due_on).days, sent=sent) if due_on else None
            if owed:
                yield pk, owed


def _remind_or_log(document_id: int, days: int, at: datetime) -> int:
    try:
        return _remind(document_id, days, at)
    except Exception:  # the next school has nothing to do with this one's fault
        logger.exception("invoice %s cannot be reminded of", document_id)
        return 0


@transaction.atomic
def _remind(document_id: int, days: int, at: datetime) -> int:
    """The account is held, so of a payment, a pause or another worker at this moment one sees the other."""
    document = _held(document_id)
    left = int(document.outstanding_pence)
    if left <= 0 or pause_of(document) or payment_waits(document):
        return 0
    if document.payment_reminders.filter(after_days__gte=days).exists():
        return 0
    people = who_pays(document.account.school)
    PaymentReminder.objects.create(
        document=document, after_days=days, pence=left, letters=len(people), at=at
    )
    words = _words(document, left)
    queue_messages(
        letters=[
            Letter(REMINDER, to.email, {**words, "name": to.name}, document.number) for to in people
        ]
    )
    return 1


def _held(document_id: int) -> Any:
    """The document as it stands now, with its account locked as payments lock it."""
    accounts = Account.objects.filter(documents=document_id)
    list(accounts.select_for_update(no_key=True, of=("self",)))
    rows = Document.objects.with_outstanding().select_related("account__issuer", "account__school")
    return rows.get(pk=document_id)


def _words(document: Document, left: int) -> dict[str, str]:
    return {
        "school": document.account.school.name,
        "title": document.title,
        "number": document.number,
        "sum": say_pounds(left),
        "due": clock.say_date(document.due_on) if document.due_on else "",
        "link": f"{settings.PUBLIC_URL}{reverse('finance:invoices')}",
        "ask": ask_words(document.account.issuer),
    }


def pause_of(document: Document) -> ReminderPause | None:
    """Why no reminders of it are sent now; None if they are."""
    return ReminderPause.objects.filter(document=document, resumed_at=None).first()


@transaction.atomic
def pause(*, document: Document, reason: str, by_id: int) -> ReminderPause:
    """Sends no reminders of it until they go on. Raises ``FinanceError`` without a reason, or if they are paused."""
    _held(document.pk)
    if not reason.strip():
        raise FinanceError("Say why: colleagues and auditors read it.")
    if pause_of(document):
        raise FinanceError("A colleague has paused its reminders already.")
    return ReminderPause.objects.create(
        document=document, reason=reason.strip(), paused_at=clock.now(), paused_by_id=by_id
    )


def resume(*, document: Document, by_id: int) -> bool:
    """Lets reminders go on; whether they were paused."""
    rows = ReminderPause.objects.filter(document=document, resumed_at=None)
    return bool(rows.update(resumed_at=clock.now(), resumed_by_id=by_id))
