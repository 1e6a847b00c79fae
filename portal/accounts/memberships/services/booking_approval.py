"""A school says whether its head or approver agrees before places that others book for it count."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.memberships.errors import NotYours
from portal.accounts.memberships.record import Kind, note
from portal.accounts.models import School, User
from portal.accounts.permissions import may_decide


@transaction.atomic
def ask_for_approval(*, school: School, wanted: bool, actor: User) -> None:
    """Turns it on or off, with a line in the school's record; what is booked already stays as it is.

    Raises ``NotYours`` when ``actor`` may not decide for the school.
    """
    if not may_decide(user=actor, school_id=school.pk):
        raise NotYours("Only the head or an approver of the school can change this.")
    changed = School.objects.filter(pk=school.pk, bookings_need_approval=not wanted)
    if changed.update(bookings_need_approval=wanted):
        note(Kind.AGREE if wanted else Kind.NO_AGREE, school=school, person=None, actor=actor)
