"""The record of what happened to memberships, and what follows from joining by whatever way."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts.memberships.models import MembershipEvent, MembershipRequest
from portal.accounts.models import Membership, Person, School, User
from portal.base import clock

Kind = MembershipEvent.Kind


def note(
    kind: MembershipEvent.Kind,
    *,
    school: School,
    person: Person | None,
    role: str = "",
    actor: User | None = None,
    reason: str = "",
) -> None:
    """Adds one line to the record. Call in the transaction of what it says."""
    MembershipEvent.objects.create(
        kind=kind, school=school, person=person, role=role, actor=actor, reason=reason
    )


def note_joined(*, memberships: Iterable[Membership], actor: User | None) -> None:
    """Adds a line for each of these new memberships."""
    MembershipEvent.objects.bulk_create(
        MembershipEvent(
            kind=Kind.JOINED, school=row.school, person=row.person, role=row.role, actor=actor
        )
        for row in memberships
    )


def settle_request(*, membership: Membership, actor: User | None) -> None:
    """Somebody who asked and came in by another way, e.g. an invitation, need not wait any longer."""
    waiting = MembershipRequest.objects.waiting().filter(
        person=membership.person, school=membership.school, role=membership.role
    )
    if waiting.update(state=MembershipRequest.State.CONFIRMED, decided_at=clock.now(), decided_by=actor):
        note(
            Kind.CONFIRMED,
            school=membership.school,
            person=membership.person,
            role=membership.role,
            actor=actor,
        )
