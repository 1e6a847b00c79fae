"""Rules about people, sign-ins and who works where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts import encryption
from portal.accounts.mail import INVITATION
from portal.accounts.memberships.record import Kind, note, note_joined, settle_request
from portal.accounts.models import Membership, Person, School, User
from portal.accounts.sessions.services import end_sessions
from portal.base import clock
from portal.outbox.services import enqueue


@transaction.atomic
def person_for(*, user: User) -> Person:
    """The person who signs in as ``user``; repeats give the same person.

    Somebody the service knew already, e.g. a SENCO whom an officer added, becomes this user when
    exactly one person without a sign-in has the user's e-mail *and* that e-mail is confirmed: who
    reads the mailbox is who the account trusts anyway. Otherwise a new person is made.
    """
    # No stronger lock: what others write meanwhile points at the row, and they would wait in a ring.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    own = Person.objects.filter(user=user).first()
    if own is not None:
        return own
    unclaimed = Person.objects.filter(user=None)
    known = list(unclaimed.filter(email__iexact=user.email)[:2])
    # Conditional, as an officer may be merging that person away at this moment.
    if len(known) == 1 and has_confirmed(user) and unclaimed.filter(pk=known[0].pk).update(user=user):
        known[0].user = user
        return known[0]
    return Person.objects.create(user=user, name=user.name, email=user.email)


@transaction.atomic
def invite(*, name: str, email: str, groups: Iterable[Group] = ()) -> User:
    """Makes a sign-in without a password and mails a link to choose one.

    Raises ``ValidationError`` for ``email`` when somebody signs in with it already.
    """
    if email_is_taken(email=email):
        raise ValidationError({"email": "Somebody signs in with this e-mail already."})
    user = User.objects.create_user(email, None, name=name)
    user.groups.set(groups)
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    enqueue(kind=INVITATION, key=str(user.pk))
    return user


@transaction.atomic
def correct_unconfirmed_email(*, user: User, email: str) -> None:
    """Sends the invitation of somebody who never signed in to another address, e.g. after a slip.

    Raises ``ValidationError`` for ``email`` when somebody else signs in with it.
    """
    if email_is_taken(email=email, by_other_than=user):
        raise ValidationError({"email": "Somebody else signs in with this e-mail already."})
    before = user.email
    user.email = email.strip().lower()
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    end_sessions(user=user)
    follow_email(user=user, before=before, now=user.email)
    enqueue(kind=INVITATION, key=str(user.pk))


@dataclass(frozen=True)
class Renewal:
    """How many authenticators were put under the newest key, and how many no listed key can read."""

    renewed: int
    unreadable: int


def renew_authenticators() -> Renewal:
    """Puts every authenticator's secret under the newest key; those that are so already stay.

    Each is locked by itself, so that nobody who signs in meanwhile waits for all of them.
    """
    renewed = unreadable = 0
    for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        try:
            renewed += _renew_authenticator(pk)
        except InvalidToken:
            unreadable += 1
    return Renewal(renewed, unreadable)


@transaction.atomic
def _renew_authenticator(pk: int) -> bool:
    """Whether there was anything to renew. Raises ``InvalidToken`` when no listed key can read it."""
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    kept = row.data if row is not None else {}
    fresh = {
        name: encryption.renew(kept[name])
        for name in encryption.SECRET_FIELDS
        if name in kept and not encryption.is_under_newest_key(kept[name])
    }
    if row is None or not fresh:
        return False
    row.data = {**kept, **fresh}
    row.save(update_fields=["data"])
    return True


def email_is_taken(*, email: str, by_other_than: User | None = None) -> bool:
    """Whether somebody signs in, or waits to confirm signing in, with this e-mail."""
    users = User.objects.filter(email__iexact=email.strip())
    addresses = EmailAddress.objects.filter(email__iexact=email.strip())
    if by_other_than is not None:
        users = users.exclude(pk=by_other_than.pk)
        addresses = addresses.exclude(user=by_other_than)
    return users.exists() or addresses.exists()


@transaction.atomic
def confirm_email_of_invited(*, user: User) -> None:
    """A password set through a mailed link proves the e-mail the link went to.

    Holds only while the account has never had a confirmed e-mail: then all its mail has gone to
    that one address. A second, unconfirmed address of a confirmed account proves nothing.
    """
    if has_confirmed(user):
        return
    address = EmailAddress.objects.filter(user=user, primary=True).first()
    if address is not None and address.set_verified():
        person_for(user=user)


@transaction.atomic
def forget_unproven_password(*, user: User) -> None:
    """Drops a password that was chosen before anybody had shown that the mailbox is theirs.

    A stranger may have signed up with this address and waited for its owner to confirm it.
    """
    if not has_confirmed(user) and user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])


def follow_email(*, user: User, before: str, now: str) -> None:
    """Keeps mail to the person going where they sign in, unless they chose another address."""
    Person.objects.filter(user=user, email__iexact=before).update(email=now)


@transaction.atomic
def join_school(
    *, person: Person, school: School, role: str, started_on: date, actor: User | None = None
) -> Membership:
    """Makes ``person`` part of ``school``; the same again changes nothing.

    Another role ends the present one on ``started_on`` and begins there, so the record stays true.
    Raises ``ValidationError`` for ``started_on`` when the present role began later than that.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    rows = Membership.objects.filter(person=person, school=school)
    present = rows.filter(ended_on__isnull=True).first()
    if present is not None and present.role == role:
        return present
    if present is None:
        # Somebody may come back, or change their role, before the day that was said to be the last.
        present = rows.filter(ended_on__gt=started_on).order_by("-ended_on").first()
    if present is not None:
        if started_on < present.started_on:
            raise ValidationError({"started_on": "The present role began later than this day."})
        _end(present, started_on)
    membership = Membership(person=person, school=school, role=role, started_on=started_on)
    membership.full_clean()
    membership.save()
    note_joined(memberships=[membership], actor=actor)
    settle_request(membership=membership, actor=actor)
    return membership


@transaction.atomic
def end_membership(
    *, membership: Membership, ended_on: date, actor: User | None = None, reason: str = ""
) -> Membership:
    """Ends a membership: from ``ended_on`` it no longer counts. One that is over stays as it was.

    A last day that was said before can be moved until it comes. Raises ``ValidationError`` for
    ``ended_on`` when that is before the membership began.
    """
    said = membership.ended_on
    if said is not None and (said <= clock.today() or said == ended_on):
        return membership
    if ended_on < membership.started_on:
        raise ValidationError({"ended_on": "The last day cannot be before the first."})
    _end(membership, ended_on)
    note(
        Kind.ENDED,
        school=membership.school,
        person=membership.person,
        role=membership.role,
        actor=actor,
        reason=reason,
    )
    return membership


@transaction.atomic
def correct_membership(*, membership: Membership, actor: User | None) -> None:
    """Saves what an officer put right; a last day that is new goes into the record as the end.

    Raises ``ValidationError`` when the row would not be sound.
    """
    before = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    membership.full_clean()
    membership.save()
    ended = membership.ended_on is not None and membership.ended_on != before.ended_on
    note(
        Kind.ENDED if ended else Kind.CORRECTED,
        school=membership.school,
        person=membership.person,
        role=membership.role,
        actor=actor,
    )


def _end(membership: Membership, ended_on: date) -> None:
    membership.ended_on = ended_on
    membership.save(update_fields=["ended_on"])


def has_confirmed(user: User) -> bool:
    """Whether the user has ever shown that the e-mail is theirs."""
    return EmailAddress.objects.filter(user=user, verified=True).exists()
