"""What somebody in finance has to look at."""

from __future__ import annotations

from django.db import transaction

from bookings.finance.cards.models import CardTask, PaymentAttempt
from portal.base import clock


def note_task(key: str, attempt: PaymentAttempt | None, text: str) -> None:
    """Opens a task, once for each ``key``. Call in the transaction that finds it."""
    CardTask.objects.get_or_create(
        key=key, defaults={"attempt": attempt, "text": text[:500], "opened_at": clock.now()}
    )


@transaction.atomic
def close_task(*, task_id: int, by_id: int) -> bool:
    """Says that it is done; whether it still was to be."""
    rows = CardTask.objects.filter(pk=task_id, done_at=None)
    return bool(rows.update(done_at=clock.now(), done_by_id=by_id))
