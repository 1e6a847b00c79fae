"""A school keeps somebody who can confirm its people."""

from __future__ import annotations

from portal.accounts.choices import SchoolRole
from portal.accounts.memberships.errors import LastApprover
from portal.accounts.models import Membership, Person, School, User
from portal.accounts.permissions import looks_after_memberships


def keep_an_approver(*, person: Person, school: School, role: str, actor: User) -> None:
    """Raises ``LastApprover`` when ``person`` would stop being the school's only approver.

    ``role`` is what they would be; empty when they leave. Officers may: they look after the school
    until it has somebody. Call with the person locked: the approvers' rows are locked here, so that
    of two approvers who leave at once the second is the last.
    """
    rows = Membership.objects.select_for_update(of=("self",)).filter(
        school=school, role=SchoolRole.APPROVER, ended_on__isnull=True
    )
    approvers = list(rows.select_related("person__user").order_by("pk"))
    others = [row for row in approvers if row.person_id != person.pk and not _is_shut_out(row.person)]
    was_one = any(row.person_id == person.pk for row in approvers)
    if role == SchoolRole.APPROVER or not was_one or others or looks_after_memberships(actor):
        return
    raise LastApprover(
        f"{person.name} is the only approver of {school.name}. "
        "Name another one first, or ask us to look after the school meanwhile."
    )


def _is_shut_out(person: Person) -> bool:
    """Whether their sign-in was closed, so that they can answer nobody."""
    return person.user is not None and not person.user.is_active
