"""An approver invites a colleague, who joins by showing that the invited e-mail is theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from portal.accounts.memberships.errors import (
    AlreadyAnswered,
    MembershipRefused,
    NotYours,
    TooManyRequests,
)
from portal.accounts.memberships.models import DAYS_TO_ACCEPT, SchoolInvitation
from portal.accounts.memberships.querysets import confirmed_emails
from portal.accounts.memberships.record import Kind, note
from portal.accounts.memberships.services import letters
from portal.accounts.memberships.services.approvers import keep_an_approver
from portal.accounts.models import Membership, Person, School, User
from portal.accounts.permissions import may_decide
from portal.accounts.services import join_school, person_for
from portal.base import clock
from portal.outbox.retention import Retention

State = SchoolInvitation.State

DAYS_TO_FORGET = 90
"""How long a settled invitation is kept: whom it was for may never have come."""

MOST_IN_A_DAY = 60
"""Invitations of one approver: a whole staff room, but no mailing list."""


@transaction.atomic
def invite_colleague(
    *, school: School, name: str, email: str, role: str, actor: User
) -> SchoolInvitation:
    """Mails a link by which whoever reads ``email`` can join the school as ``role``.

    The same again gives the open invitation. Raises ``NotYours``, ``MembershipRefused`` when a
    colleague with this e-mail is that already or is invited as something else, ``TooManyRequests``.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if not may_decide(user=actor, school_id=school.pk):
        raise NotYours(f"Only an approver of {school.name} can invite colleagues.")
    email = email.strip().lower()
    _refuse_known(school, email, role)
    since = clock.now() - timedelta(days=1)
    if SchoolInvitation.objects.filter(invited_by=actor, invited_at__gt=since).count() >= MOST_IN_A_DAY:
        raise TooManyRequests("You have sent as many invitations as we take in a day. Go on tomorrow.")
    made = SchoolInvitation(school=school, name=name.strip(), email=email, role=role, invited_by=actor)
    made.full_clean(exclude={"school"}, validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        first = SchoolInvitation.objects.open().get(school=school, email__iexact=email)
        if first.role == role:
            return first
        said = first.get_role_display()
        raise MembershipRefused(
            f"This colleague is invited as {said} already. Withdraw that invitation first."
        ) from None
    note(Kind.INVITED, school=school, person=None, role=role, actor=actor)
    letters.send_invitation(invitation=made, inviter=letters.said_name(actor, school=school))
    return made


@transaction.atomic
def accept_invitation(*, invitation: SchoolInvitation, actor: User) -> Membership:
    """Makes ``actor`` part of the school. Accepted again gives the membership.

    Raises ``NotYours`` unless they have confirmed the invited e-mail, ``AlreadyAnswered`` when it is
    no longer open, and ``MembershipRefused`` when who invited may no longer, or the school closed.
    """
    row = _take(invitation)
    if row.email.lower() not in confirmed_emails(actor):
        raise NotYours("This invitation went to another e-mail.")
    person = person_for(user=actor)
    if row.state == State.ACCEPTED:
        known = Membership.objects.current().filter(person=person, school=row.school).first()
        if known is not None:
            return known
    _refuse_stale(row)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    keep_an_approver(person=person, school=row.school, role=row.role, actor=actor)
    _settle(row, State.ACCEPTED)
    note(Kind.ACCEPTED, school=row.school, person=person, role=row.role, actor=actor)
    try:
        return join_school(
            person=person,
            school=row.school,
            role=row.role,
            started_on=clock.today(),
            actor=row.invited_by,
        )
    except ValidationError as error:
        raise MembershipRefused(" ".join(error.messages)) from error


@transaction.atomic
def withdraw_invitation(*, invitation: SchoolInvitation, actor: User) -> None:
    """Makes the link of no use. Once withdrawn or lapsed, again changes nothing.

    Raises ``NotYours``, and ``AlreadyAnswered`` when it was accepted meanwhile.
    """
    row = _take(invitation)
    if not may_decide(user=actor, school_id=row.school_id):
        raise NotYours(f"Only an approver of {row.school.name} can withdraw this.")
    if row.state == State.ACCEPTED:
        raise AlreadyAnswered(f"{row.name} has accepted the invitation already.")
    if row.state != State.OPEN:
        return
    _settle(row, State.WITHDRAWN)
    note(Kind.UNINVITED, school=row.school, person=None, role=row.role, actor=actor)


def lapse_invitations() -> int:
    """Ends invitations that nobody accepted in time. Called by the worker."""
    too_old = clock.now() - timedelta(days=DAYS_TO_ACCEPT)
    due = SchoolInvitation.objects.open().filter(invited_at__lte=too_old)
    return sum(_lapse(pk) for pk in list(due.order_by("pk").values_list("pk", flat=True)[:200]))


def past_invitations(now: datetime) -> QuerySet[SchoolInvitation]:
    """Invitations that were settled long ago."""
    long_ago = now - timedelta(days=DAYS_TO_FORGET)
    return SchoolInvitation.objects.exclude(state=State.OPEN).filter(settled_at__lte=long_ago)


OLD_INVITATIONS = Retention(
    key="invitations",
    model="accounts.SchoolInvitation",
    what="Invitations to a school: name and e-mail",
    basis="So that a school sees for a term whom it invited; its record keeps that somebody was.",
    kept=timedelta(days=DAYS_TO_FORGET),
    counted_from="they were accepted, withdrawn or lapsed",
    past=past_invitations,
)


@transaction.atomic
def _lapse(pk: int) -> bool:
    row = SchoolInvitation.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or row.state != State.OPEN:
        return False
    _settle(row, State.LAPSED)
    note(Kind.EXPIRED, school=row.school, person=None, role=row.role)
    return True


def _take(invitation: SchoolInvitation) -> SchoolInvitation:
    rows = SchoolInvitation.objects.select_for_update(of=("self",))
    return rows.select_related("school", "invited_by").get(pk=invitation.pk)


def _settle(row: SchoolInvitation, state: str) -> None:
    row.state, row.settled_at = state, clock.now()
    row.save(update_fields=["state", "settled_at"])


def _refuse_known(school: School, email: str, role: str) -> None:
    """A colleague who signs in and is that already needs no invitation."""
    known = Membership.objects.current().filter(
        school=school, person__email__iexact=email, person__user__isnull=False, role=role
    )
    row = known.select_related("person").first()
    if row is not None:
        raise MembershipRefused(f"{row.person.name} is down as {row.get_role_display()} already.")


def _refuse_stale(row: SchoolInvitation) -> None:
    if row.state != State.OPEN or row.lapses_on < clock.today():
        raise AlreadyAnswered("This invitation was withdrawn or has lapsed. Ask for a new one.")
    if row.school.has_closed:
        raise MembershipRefused(f"{row.school.name} has closed, so nobody can join it.")
    if row.invited_by is None or not may_decide(user=row.invited_by, school_id=row.school_id):
        raise MembershipRefused(
            f"Who invited you no longer answers for {row.school.name}. Ask the school to invite you again."
        )
