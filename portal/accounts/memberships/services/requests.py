"""Asking to belong to a school, and answering. What locks what: request, then person, then rows."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts.memberships import message_kinds as kinds
from portal.accounts.memberships.errors import (
    AlreadyAnswered,
    MembershipRefused,
    NotYours,
    TooManyRequests,
)
from portal.accounts.memberships.models import DAYS_TO_ANSWER, MembershipRequest
from portal.accounts.memberships.record import Kind, note
from portal.accounts.memberships.services import letters
from portal.accounts.memberships.services.approvers import keep_an_approver
from portal.accounts.models import Membership, Person, School, User
from portal.accounts.permissions import may_decide
from portal.accounts.services import join_school
from portal.base import clock

logger = logging.getLogger(__name__)

State = MembershipRequest.State

MOST_IN_A_DAY = 10
"""Requests of one person, withdrawn ones counted: each writes to people who did not ask for mail."""

MOST_LAPSED_AT_ONCE = 200


@transaction.atomic
def ask_to_join(*, person: Person, school: School, role: str, words: str = "") -> MembershipRequest:
    """Keeps that ``person`` asks to be ``role`` at ``school``, and writes to who can confirm it.

    The same again gives the request that waits already. Raises ``MembershipRefused`` when they are
    that already, wait for another role there, have asked too often, or the school has closed.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    school = School.objects.get(pk=school.pk)
    _refuse_closed(school)
    present = Membership.objects.current().filter(person=person, school=school, ended_on=None).first()
    if present is not None and present.role == role:
        raise MembershipRefused(f"You are down at {school.name} as: {present.get_role_display()}.")
    waiting = MembershipRequest.objects.waiting().filter(person=person, school=school).first()
    if waiting is not None and waiting.role == role:
        return waiting
    if waiting is not None:
        raise MembershipRefused(
            f"You have asked to join {school.name} as {waiting.get_role_display()} already. "
            "Withdraw that request before you ask for another role."
        )
    _refuse_too_many(person)
    request = MembershipRequest(person=person, school=school, role=role, words=words.strip())
    # A school merged away at this moment is the database's to refuse, which tells the person what happened.
    request.full_clean(exclude={"school"})
    request.save()
    note(Kind.ASKED, school=school, person=person, role=role, actor=person.user)
    letters.tell_who_answers(request=request)
    return request


@transaction.atomic
def withdraw_request(*, request: MembershipRequest, actor: User) -> None:
    """Takes back one's own request. Once withdrawn, again changes nothing.

    Raises ``NotYours`` for somebody else's, ``AlreadyAnswered`` when it was answered meanwhile.
    """
    row = _take(request)
    if row.person.user_id != actor.pk:
        raise NotYours("Only who asked can withdraw a request.")
    if row.state == State.WITHDRAWN:
        return
    _refuse_answered(row)
    _settle(row, State.WITHDRAWN, Kind.WITHDRAWN, actor)


@transaction.atomic
def confirm_request(*, request: MembershipRequest, actor: User) -> MembershipRequest:
    """Makes who asked part of the school from today, in the role asked for, and tells them.

    Confirmed again changes nothing. Raises ``AlreadyAnswered`` when somebody declined it meanwhile,
    ``NotYours`` when ``actor`` may not decide, ``MembershipRefused`` when the school has closed.
    """
    row = _take(request)
    _refuse_deciding(row, actor)
    if row.state == State.CONFIRMED:
        return row
    _refuse_answered(row)
    _refuse_closed(row.school)
    Person.objects.select_for_update(no_key=True).get(pk=row.person_id)
    keep_an_approver(person=row.person, school=row.school, role=row.role, actor=actor)
    _settle(row, State.CONFIRMED, Kind.CONFIRMED, actor)
    try:
        join_school(
            person=row.person,
            school=row.school,
            role=row.role,
            started_on=clock.today(),
            actor=actor,
        )
    except ValidationError as error:
        raise MembershipRefused(" ".join(error.messages)) from error
    letters.tell_asker(kind=kinds.CONFIRMED, request=row)
    return row


@transaction.atomic
def decline_request(*, request: MembershipRequest, actor: User, reason: str) -> MembershipRequest:
    """Says no, with a reason that who asked reads. Declined again changes nothing.

    Raises as ``confirm_request`` does, and ``MembershipRefused`` without a reason.
    """
    row = _take(request)
    _refuse_deciding(row, actor)
    if row.state == State.DECLINED:
        return row
    _refuse_answered(row)
    row.reason = reason.strip()
    if not row.reason:
        raise MembershipRefused("Say why: the person reads it.")
    _settle(row, State.DECLINED, Kind.DECLINED, actor)
    letters.tell_asker(kind=kinds.DECLINED, request=row)
    return row


def lapse_requests() -> int:
    """Ends requests that nobody answered in time, or whose school has closed, and tells who asked.

    Called by the worker; each is locked by itself, so that an answer at the same moment is kept.
    """
    too_old = clock.now() - timedelta(days=DAYS_TO_ANSWER)
    waiting = MembershipRequest.objects.waiting()
    old = waiting.filter(asked_at__lte=too_old)
    closed = waiting.filter(school__closed_on__lte=clock.today())
    due = (old | closed).order_by("pk").values_list("pk", flat=True)[:MOST_LAPSED_AT_ONCE]
    return sum(_lapse(pk) for pk in list(due))


@transaction.atomic
def _lapse(pk: int) -> bool:
    row = MembershipRequest.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or row.state != State.WAITING:
        return False
    row.reason = (
        "The school has closed."
        if row.school.has_closed
        else f"Nobody at the school answered it within {DAYS_TO_ANSWER} days."
    )
    _settle(row, State.LAPSED, Kind.LAPSED, None)
    letters.tell_asker(kind=kinds.LAPSED, request=row)
    return True


def _take(request: MembershipRequest) -> MembershipRequest:
    """The row as it is now; until the transaction ends nobody else can answer it."""
    rows = MembershipRequest.objects.select_for_update(of=("self",))
    return rows.select_related("person__user", "school", "decided_by").get(pk=request.pk)


def _settle(row: MembershipRequest, state: str, kind: Kind, actor: User | None) -> None:
    row.state, row.decided_by, row.decided_at = state, actor, clock.now()
    row.full_clean(exclude=["person", "school"])
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    note(kind, school=row.school, person=row.person, role=row.role, actor=actor, reason=row.reason)


def _refuse_deciding(row: MembershipRequest, actor: User) -> None:
    """Raises ``NotYours``: nobody decides about themselves, and only approvers and officers decide."""
    if row.person.user_id == actor.pk:
        raise NotYours("Nobody can answer their own request. Another approver or an officer does.")
    if not may_decide(user=actor, school_id=row.school_id):
        raise NotYours(f"Only an approver of {row.school.name} can answer this.")


def _refuse_answered(row: MembershipRequest) -> None:
    if row.state == State.WAITING:
        return
    said = row.get_state_display().lower()
    day = clock.say_date(row.decided_at) if row.decided_at else ""
    who = letters.said_name(row.decided_by, school=row.school) if row.decided_by else ""
    by = f" by {who}" if who and who != letters.OFFICERS else ""
    raise AlreadyAnswered(f"This request was {said}{by} on {day}. Nothing has been changed.")


def _refuse_closed(school: School) -> None:
    if school.has_closed and school.closed_on:
        raise MembershipRefused(
            f"{school.name} closed on {clock.say_date(school.closed_on)}, so nobody can join it."
        )


def _refuse_too_many(person: Person) -> None:
    since = clock.now() - timedelta(days=1)
    asked = MembershipRequest.objects.filter(person=person, asked_at__gt=since).count()
    if asked >= MOST_IN_A_DAY:
        raise TooManyRequests(
            f"You have asked {asked} times in the last day, the most we take from one person. "
            "Try again tomorrow, or tell us where you work."
        )
