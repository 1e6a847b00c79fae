"""Changing the e-mail that somebody signs in with. Rules: ``docs/rules/your-data.md``."""

from __future__ import annotations

import logging
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from portal.accounts.email_change.errors import AddressTaken, LinkSpent
from portal.accounts.email_change.mail import Telling, tell
from portal.accounts.email_change.models import EmailChange
from portal.accounts.models import User
from portal.accounts.second_step.kinds import forget_new_second_steps
from portal.accounts.services import (
    correct_unconfirmed_email,
    email_is_taken,
    follow_email,
    has_confirmed,
)
from portal.accounts.sessions.services import end_sessions
from portal.base import clock
from portal.base.validators import validate_address

logger = logging.getLogger(__name__)

State = EmailChange.State

BEFORE_ASKING = timedelta(days=1)
"""Who steals a session may make a passkey first and ask for another e-mail then."""


@transaction.atomic
def ask_for_email_change(*, user: User, email: str, asked_by: User) -> EmailChange:
    """Asks the new address to confirm and tells the old one. What waited before is withdrawn.

    An address that somebody else signs in with is told so, and can never confirm; the asker reads
    the same as for any other, unless they are staff. Raises ``ValidationError`` for ``email``.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    email = _readable(email)
    if email == user.email.lower():
        raise ValidationError({"email": "This is already the e-mail of your account."})
    taken = email_is_taken(email=email, by_other_than=user)
    if taken and asked_by != user:
        raise ValidationError({"email": "Somebody else signs in with this e-mail already."})
    withdraw_email_change(user=user)
    change = EmailChange.objects.create(
        user=user, from_email=user.email, to_email=email, asked_by=asked_by, asked_at=clock.now()
    )
    tell(change=change, telling=Telling.TAKEN if taken else Telling.LINK)
    tell(change=change, telling=Telling.ASKED)
    return change


@transaction.atomic
def change_email_for(*, user: User, email: str, by: User) -> None:
    """What an officer does for somebody who asked: told and confirmed as if they had done it themselves.

    An address that was never confirmed has nobody to tell: there the invitation just goes elsewhere.
    Raises ``ValidationError`` for ``email``.
    """
    if has_confirmed(user):
        ask_for_email_change(user=user, email=email, asked_by=by)
    else:
        correct_unconfirmed_email(user=user, email=_readable(email))


def waiting_email_change(*, user: User) -> EmailChange | None:
    """What the user's new address could still confirm."""
    change = EmailChange.objects.filter(user=user, state=State.WAITING).first()
    return change if change is not None and change.links_work() else None


@transaction.atomic
def withdraw_email_change(*, user: User) -> None:
    """The old address stays after all; the link that was sent no longer works."""
    EmailChange.objects.filter(user=user, state=State.WAITING).update(
        state=State.WITHDRAWN, ended_at=clock.now()
    )


@transaction.atomic
def confirm_email_change(*, change: EmailChange, here: str | None = None) -> EmailChange:
    """From now on they sign in with the new address; all sessions end but ``here``, their own.

    Raises ``LinkSpent`` or ``AddressTaken``.
    """
    change = _locked(change)
    if change.state != State.WAITING or not change.links_work() or not change.user.is_active:
        raise LinkSpent
    _move(change.user, change.to_email)
    _end(change, State.DONE)
    end_sessions(user=change.user, but=here)
    tell(change=change, telling=Telling.DONE)
    return change


@transaction.atomic
def stop_email_change(*, change: EmailChange) -> User:
    """“This was not me”, said by the old address: it is theirs again, whatever was done since.

    Everything asked since is stopped, done or not, all sessions end and the password no longer
    works, so that a new one has to be chosen; passkeys and the like made around then go. Raises
    ``LinkSpent``, also the second time, or ``AddressTaken``.
    """
    change = _locked(change)
    if change.state == State.STOPPED or not change.links_work() or not change.user.is_active:
        raise LinkSpent
    user = change.user
    if user.email.lower() != change.from_email.lower():
        _move(user, change.from_email)
    _end(change, State.STOPPED)
    # Later changes sent links to mailboxes of whoever made them, and those would bring them back.
    since = EmailChange.objects.filter(user=user, asked_at__gte=change.asked_at)
    since.exclude(state=State.STOPPED).update(state=State.STOPPED, ended_at=change.ended_at)
    forget_new_second_steps(user=user, since=change.asked_at - BEFORE_ASKING)
    # Sessions carry a hash of the password, so they all end with it.
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user=user)
    tell(change=change, telling=Telling.STOPPED)
    logger.warning("user %s stopped email change %s", user.pk, change.pk)
    return user


def _readable(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
        validate_address(email)
    except ValidationError as fault:
        raise ValidationError({"email": fault.messages}) from fault
    return email


def _locked(change: EmailChange) -> EmailChange:
    """The change as it is now. The user's row comes first, as when asking: so nobody waits in a ring."""
    user = User.objects.select_for_update().get(pk=change.user_id)
    change = EmailChange.objects.select_for_update().get(pk=change.pk)
    change.user = user
    return change


def _move(user: User, email: str) -> None:
    """Puts ``email`` in place of the present one, confirmed. Raises ``AddressTaken``.

    Of two who confirm the same address at once, both may find it free: the constraint decides.
    """
    if email_is_taken(email=email, by_other_than=user):
        raise AddressTaken
    before = user.email
    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError as fault:
        raise AddressTaken from fault
    follow_email(user=user, before=before, now=email)


def _end(change: EmailChange, state: EmailChange.State) -> None:
    change.state = state
    change.ended_at = clock.now()
    change.save(update_fields=["state", "ended_at"])
