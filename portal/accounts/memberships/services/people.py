"""What an approver changes about people of the school, and what people change about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts.choices import SchoolRole
from portal.accounts.memberships.errors import MembershipRefused, NotYours
from portal.accounts.memberships.models import MembershipRequest
from portal.accounts.memberships.services import letters
from portal.accounts.memberships.services.approvers import keep_an_approver
from portal.accounts.memberships.services.requests import ask_to_join
from portal.accounts.models import Membership, Person, School, User
from portal.accounts.permissions import may_decide
from portal.accounts.services import end_membership, join_school
from portal.base import clock

FURTHEST = timedelta(days=366)
"""How far ahead a last day can be said."""


@transaction.atomic
def change_role(*, membership: Membership, role: str, actor: User) -> Membership:
    """Gives somebody of the school another role from today, and tells them.

    Raises ``NotYours`` when ``actor`` may not, ``MembershipRefused`` when the membership is over or
    ``actor`` would raise themselves, and ``LastApprover``.
    """
    row = _take(membership)
    _refuse_changing(row, actor)
    if row.role == role:
        return row
    keep_an_approver(person=row.person, school=row.school, role=role, actor=actor)
    changed = _join(row.person, row.school, role, actor)
    if row.person.user_id != actor.pk:
        letters.tell_role(membership=changed, by=letters.said_name(actor, school=row.school))
    return changed


@transaction.atomic
def end_for(
    *, membership: Membership, ended_on: date, actor: User, successor: Membership | None = None
) -> Membership:
    """Ends somebody's part in the school from ``ended_on``, and tells them.

    ``successor``, of the same school, becomes an approver first. Raises as ``change_role`` does, and
    ``ValidationError`` for ``ended_on``.
    """
    row = _take(membership, *([successor] if successor else []))
    _refuse_changing(row, actor)
    check_last_day(membership=row, ended_on=ended_on)
    if successor is not None:
        if successor.school_id != row.school_id or successor.person_id == row.person_id:
            raise NotYours("Choose somebody else of the same school.")
        change_role(membership=successor, role=SchoolRole.APPROVER, actor=actor)
    keep_an_approver(person=row.person, school=row.school, role="", actor=actor)
    by = letters.said_name(actor, school=row.school)
    end_membership(membership=row, ended_on=ended_on, actor=actor)
    if row.person.user_id != actor.pk:
        letters.tell_ended(membership=row, ended_on=ended_on, by=by)
    return row


@transaction.atomic
def leave(*, memberships: Sequence[Membership], ended_on: date, actor: User) -> None:
    """Ends one's own part in these schools from ``ended_on``, and tells their approvers.

    Raises ``NotYours`` for somebody else's, ``LastApprover``, and ``ValidationError``.
    """
    for membership in sorted(memberships, key=lambda row: row.pk):
        row = _take(membership)
        if row.person.user_id != actor.pk:
            raise NotYours("You can leave your own schools only.")
        check_last_day(membership=row, ended_on=ended_on)
        keep_an_approver(person=row.person, school=row.school, role="", actor=actor)
        end_membership(membership=row, ended_on=ended_on, actor=actor)
        letters.tell_left(membership=row, ended_on=ended_on)


@transaction.atomic
def move(
    *,
    person: Person,
    memberships: Sequence[Membership],
    ended_on: date,
    school: School,
    role: str,
    words: str,
    actor: User,
) -> MembershipRequest:
    """Leaves these schools and asks to join another, both or neither. Raises as its two halves do."""
    leave(memberships=memberships, ended_on=ended_on, actor=actor)
    return ask_to_join(person=person, school=school, role=role, words=words)


def check_last_day(*, membership: Membership, ended_on: date) -> None:
    """Raises ``ValidationError`` for a day before the membership began, or far ahead."""
    if ended_on < membership.started_on:
        since = clock.say_date(membership.started_on)
        raise ValidationError({"ended_on": f"This cannot be before {since}, when it began."})
    if ended_on > clock.today() + FURTHEST:
        raise ValidationError({"ended_on": "Choose a day within the next 12 months."})


def _take(membership: Membership, *others: Membership) -> Membership:
    """The membership as it is now, with its person locked, and the persons of ``others``.

    The approvers' rows come after the people, in that order everywhere.
    """
    people = sorted({row.person_id for row in (membership, *others)})
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    return Membership.objects.select_related("person__user", "school").get(pk=membership.pk)


def _refuse_changing(row: Membership, actor: User) -> None:
    if not may_decide(user=actor, school_id=row.school_id):
        raise NotYours(f"Only an approver of {row.school.name} can change this.")
    if row.ended_on is not None and row.ended_on <= clock.today():
        raise MembershipRefused(f"{row.person.name} does not belong to {row.school.name} any more.")


def _join(person: Person, school: School, role: str, actor: User) -> Membership:
    try:
        return join_school(
            person=person, school=school, role=role, started_on=clock.today(), actor=actor
        )
    except ValidationError as error:
        raise MembershipRefused(" ".join(error.messages)) from error
