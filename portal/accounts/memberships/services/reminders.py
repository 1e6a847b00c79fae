"""Reminding whoever can answer of requests that soon lapse."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from portal.accounts.memberships.models import DAYS_OF_WARNING, DAYS_TO_ANSWER, MembershipRequest
from portal.accounts.memberships.services import letters
from portal.base import clock

MOST_REMINDED_AT_ONCE = 200


def remind_of_requests() -> int:
    """Reminds of each request once; returns of how many. Called by the worker, after ``lapse_requests``."""
    soon = clock.now() - timedelta(days=DAYS_TO_ANSWER - DAYS_OF_WARNING)
    rows = MembershipRequest.objects.waiting().filter(asked_at__lte=soon, reminded_at=None)
    due = rows.order_by("pk").values_list("pk", flat=True)[:MOST_REMINDED_AT_ONCE]
    return sum(_remind(pk) for pk in list(due))


@transaction.atomic
def _remind(pk: int) -> bool:
    rows = MembershipRequest.objects.waiting().select_for_update(of=("self",))
    row = rows.select_related("person__user", "school").filter(pk=pk, reminded_at=None).first()
    if row is None:
        return False
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    letters.remind_who_answers(request=row)
    return True
