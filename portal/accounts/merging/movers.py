"""How the rows of this app follow a merge."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.accounts.choices import SchoolRole
from portal.accounts.merging.registry import Lock, Move, Pair, register
from portal.accounts.models import (
    Membership,
    MembershipEvent,
    MembershipRequest,
    School,
    SchoolInvitation,
)
from portal.base import clock

RANK = (SchoolRole.APPROVER, SchoolRole.SENCO, SchoolRole.BUSINESS, SchoolRole.STAFF)
"""When somebody was two things in what was one school, the first of these stays."""

REASON = "Two records of the same were made one."


def register_movers() -> None:
    """Called once, when the apps are ready."""
    register("accounts.Membership.school", "memberships", move=_memberships("school", "person"))
    register("accounts.Membership.person", "memberships", move=_memberships("person", "school"))
    register(
        "accounts.MembershipRequest.school",
        "requests to join",
        move=_requests("school", "person"),
        lock=_answering("school", MembershipRequest),
    )
    register(
        "accounts.MembershipRequest.person",
        "requests to join",
        move=_requests("person", "school"),
        lock=_answering("person", MembershipRequest),
    )
    register(
        "accounts.SchoolInvitation.school",
        "invitations",
        move=_invitations,
        lock=_answering("school", SchoolInvitation),
    )
    register("accounts.MembershipEvent.school", "events of memberships")
    register("accounts.MembershipEvent.person", "events of memberships")
    register("accounts.Erasure.person", "deletions")
    register("accounts.School.successor", "schools it took over from", move=_predecessors)
    register("accounts.School_phases.school", "phases", move=_phases)


def _memberships(field: str, other: str) -> Move:
    """They move; two that last and are now the same become one, from the earlier day on."""

    def move(pair: Pair) -> int:
        lasting = Membership.objects.filter(ended_on=None).order_by("pk").select_for_update()
        present = {getattr(row, f"{other}_id"): row for row in lasting.filter(**{field: pair.kept})}
        for row in lasting.filter(**{field: pair.gone}):
            twin = present.get(getattr(row, f"{other}_id"))
            if twin is not None:
                _join(twin, row, pair)
        rows: QuerySet[Membership] = Membership.objects.filter(**{field: pair.gone})
        return rows.update(**{f"{field}_id": pair.kept})

    return move


def _join(stays: Membership, ends: Membership, pair: Pair) -> None:
    """Nothing is deleted: the second ends today, and the first has the earlier day and higher role."""
    ends.ended_on = max(clock.today(), ends.started_on)
    ends.save(update_fields=["ended_on"])
    stays.started_on = min(stays.started_on, ends.started_on)
    stays.role = min(stays.role, ends.role, key=lambda role: RANK.index(SchoolRole(role)))
    stays.save(update_fields=["started_on", "role"])
    MembershipEvent.objects.create(
        kind=MembershipEvent.Kind.ENDED,
        school_id=ends.school_id,
        person_id=ends.person_id,
        role=ends.role,
        actor=pair.actor,
        reason=REASON,
    )


def _answering(field: str, model: type[MembershipRequest] | type[SchoolInvitation]) -> Lock:
    """Who answers takes the request first and then its person: so does a merge, or both wait for ever."""

    def lock(kept: int, gone: int) -> None:
        rows = model._default_manager.filter(**{f"{field}__in": [kept, gone]}).order_by("pk")
        list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))

    return lock


def _requests(field: str, other: str) -> Move:
    """They move; of two that wait and are now the same, the second is withdrawn."""

    def move(pair: Pair) -> int:
        waiting = MembershipRequest.objects.waiting()
        asked = waiting.filter(**{field: pair.kept}).values(other)
        waiting.filter(**{field: pair.gone, f"{other}__in": asked}).update(
            state=MembershipRequest.State.WITHDRAWN, decided_at=clock.now(), reason=REASON
        )
        rows = MembershipRequest.objects.filter(**{field: pair.gone})
        return rows.update(**{f"{field}_id": pair.kept})

    return move


def _invitations(pair: Pair) -> int:
    """They move; of two open ones to the same e-mail, the second is withdrawn."""
    invited = {row.email.lower() for row in SchoolInvitation.objects.open().filter(school=pair.kept)}
    for row in SchoolInvitation.objects.open().filter(school=pair.gone):
        if row.email.lower() in invited:
            row.state, row.settled_at = SchoolInvitation.State.WITHDRAWN, clock.now()
            row.save(update_fields=["state", "settled_at"])
    return SchoolInvitation.objects.filter(school=pair.gone).update(school=pair.kept)


def _predecessors(pair: Pair) -> int:
    """Nobody takes over from themselves."""
    School.objects.filter(pk__in=[pair.kept, pair.gone], successor__in=[pair.kept, pair.gone]).update(
        successor=None
    )
    return School.objects.filter(successor=pair.gone).update(successor=pair.kept)


def _phases(pair: Pair) -> int:
    """The school that stays has the phases of both."""
    through = School.phases.through._default_manager
    have = set(through.filter(school_id=pair.kept).values_list("phase_id", flat=True))
    return int(
        through.filter(school_id=pair.gone).exclude(phase_id__in=have).update(school_id=pair.kept)
    )
