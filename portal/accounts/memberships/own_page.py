"""What "My schools" shows: where somebody works, what they have asked, and where they have been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from portal.accounts.choices import SchoolRole
from portal.accounts.memberships.domains import suggested_schools
from portal.accounts.memberships.models import MembershipRequest, SchoolInvitation
from portal.accounts.models import Membership, School, User
from portal.base import clock

HISTORY = 20


@dataclass(frozen=True)
class OwnSchool:
    """One current membership, and what the person may do there."""

    membership: Membership
    waiting: int = 0
    """How many requests to join wait for this person's answer."""

    @property
    def may_see_people(self) -> bool:
        return self.membership.role in Membership.BOOKS_FOR_OTHERS

    @property
    def runs_it(self) -> bool:
        return self.membership.role == SchoolRole.APPROVER

    @property
    def what(self) -> str:
        return self.membership.words


@dataclass(frozen=True)
class OwnPage:
    """All that the page shows. Suggestions are for somebody who belongs nowhere and waits for nothing.

    ``successors`` holds parts in schools that have closed and that another school took over.
    """

    schools: list[OwnSchool]
    successors: list[Membership]
    waiting: list[MembershipRequest]
    invitations: list[SchoolInvitation]
    suggestions: list[School]
    past: list[Membership]
    answered: list[MembershipRequest]

    @property
    def nothing(self) -> bool:
        return not (self.schools or self.waiting or self.invitations)


def own_page(*, user: User) -> OwnPage:
    """The page of ``user``; the number of queries does not grow with what it shows."""
    memberships = list(Membership.objects.of_user(user).order_by("school__name"))
    asked = MembershipRequest.objects.filter(person__user=user).select_related("school")
    waiting = list(asked.waiting())
    over = Q(ended_on__lte=clock.today()) | Q(school__closed_on__lte=clock.today())
    invited = SchoolInvitation.objects.open().for_user(user).select_related("school", "invited_by")
    return OwnPage(
        schools=own_schools(memberships),
        successors=_taken_over(user, memberships, waiting),
        waiting=waiting,
        invitations=[row for row in invited if row.lapses_on >= clock.today()],
        suggestions=[] if memberships or waiting else suggested_schools(user=user),
        past=list(
            Membership.objects.filter(over, person__user=user)
            .select_related("school")
            .order_by("-ended_on", "-pk")[:HISTORY]
        ),
        answered=list(asked.exclude(state=MembershipRequest.State.WAITING)[:HISTORY]),
    )


def own_schools(memberships: Iterable[Membership]) -> list[OwnSchool]:
    """These memberships of one person, with how many requests wait where they may answer them."""
    rows = [OwnSchool(row) for row in memberships]
    run = [row.membership.school_id for row in rows if row.runs_it]
    if not run:
        return rows
    asked = MembershipRequest.objects.waiting().filter(school__in=run)
    number = Counter(asked.values_list("school_id", flat=True))
    return [
        OwnSchool(row.membership, number[row.membership.school_id] if row.runs_it else 0) for row in rows
    ]


def _taken_over(
    user: User, memberships: list[Membership], waiting: list[MembershipRequest]
) -> list[Membership]:
    """Parts that nobody has ended in closed schools, whose successor the person has not joined yet."""
    known = {row.school_id for row in memberships} | {row.school_id for row in waiting}
    rows = Membership.objects.filter(
        person__user=user,
        ended_on__isnull=True,
        school__closed_on__lte=clock.today(),
        school__successor__isnull=False,
    )
    found = rows.exclude(school__successor__in=known).select_related("school__successor")
    return list(found.order_by("school__name"))
