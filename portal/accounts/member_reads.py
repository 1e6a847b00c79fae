"""For which schools somebody acts, read by one statement that is put together once in a process."""

from __future__ import annotations

from django.db.models import BigAutoField, DateField

from portal.accounts.models import Membership, User
from portal.base import clock
from portal.base.prepared import Prepared, Slot

_of_user = Prepared(
    lambda: (
        Membership.objects.of_user(Slot("user", BigAutoField()), today=Slot("today", DateField()))
        .select_related("person__role")
        .order_by("school__name")
    )
)


def memberships_of(user: User) -> list[Membership]:
    """``Membership.objects.of_user`` with each person's role, by the school's name."""
    return _of_user.rows(user=user.pk, today=clock.today())
