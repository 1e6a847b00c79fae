"""Taking away a lost second step: asked for, made sure who asks, and confirmed by a second colleague."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts.lost_step.mail import LOST_STEP, Telling
from portal.accounts.lost_step.models import LASTS, LostStep
from portal.accounts.models import User
from portal.accounts.sessions.services import end_sessions
from portal.base import clock
from portal.outbox.services import enqueue


@transaction.atomic
def ask_for_help(*, user: User) -> LostStep:
    """Writes down that ``user`` cannot do their second step; asking again finds the same request."""
    _lock(user)
    expire_lost_steps()
    present = LostStep.objects.filter(user=user, state__in=LostStep.OPEN).first()
    if present is not None:
        return present
    loss = LostStep.objects.create(user=user)
    _tell(loss, Telling.ASKED)
    return loss


@transaction.atomic
def identify(*, user: User, by: User, how: str, note: str) -> LostStep:
    """Writes down how ``by`` made sure that it is ``user`` who asks; a second colleague goes on.

    Begins a request where the person rang instead of asking on the page. Raises ``ValidationError``.
    """
    if by == user:
        raise ValidationError("A colleague has to make sure that it is you.")
    _lock(user)
    if not Authenticator.objects.filter(user=user).exists():
        raise ValidationError("They have no second step, so there is none to remove.")
    loss = ask_for_help(user=user)
    if loss.state == LostStep.State.IDENTIFIED:
        raise ValidationError(
            f"{loss.identified_by or 'A colleague'} made sure already: a second colleague confirms now."
        )
    loss.state = LostStep.State.IDENTIFIED
    loss.identified_by, loss.identified_at = by, clock.now()
    loss.how, loss.note = how, note.strip()
    loss.expires_at = clock.now() + LASTS
    loss.clean_fields(exclude=["user", "identified_by", "decided_by"])
    if not (loss.how and loss.note):
        raise ValidationError("Say how you made sure, and what was said.")
    loss.save()
    _tell(loss, Telling.IDENTIFIED)
    return loss


@transaction.atomic
def confirm(*, loss_id: int, by: User) -> LostStep:
    """Removes the second step and ends all sessions. Done already, it changes nothing.

    Raises ``ValidationError`` with what ``obstacle_for`` says.
    """
    loss = LostStep.objects.select_for_update(of=("self",)).select_related("user").get(pk=loss_id)
    if loss.state == LostStep.State.DONE:
        return loss
    obstacle = obstacle_for(loss=loss, by=by)
    if obstacle or loss.user is None:
        raise ValidationError(obstacle or "Their sign-in is gone.")
    Authenticator.objects.filter(user=loss.user).delete()
    end_sessions(user=loss.user)
    _decide(loss, LostStep.State.DONE, by)
    _tell(loss, Telling.DONE)
    return loss


@transaction.atomic
def refuse(*, loss_id: int, by: User, reason: str) -> LostStep:
    """Ends a request without removing anything; whoever made sure may take it back so as well.

    Raises ``ValidationError`` when it is decided already, or without a reason.
    """
    loss = LostStep.objects.select_for_update(of=("self",)).get(pk=loss_id)
    if loss.state == LostStep.State.REFUSED:
        return loss
    if loss.state not in LostStep.OPEN:
        raise ValidationError(f"It is decided already: {loss.get_state_display().lower()}.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why, for whoever reads this later."})
    loss.reason = reason.strip()
    _decide(loss, LostStep.State.REFUSED, by)
    _tell(loss, Telling.REFUSED)
    return loss


def obstacle_for(*, loss: LostStep, by: User) -> str:
    """Why ``by`` cannot confirm, in words; empty when they can."""
    if loss.state == LostStep.State.ASKED:
        return "First a colleague makes sure who it is."
    if loss.state != LostStep.State.IDENTIFIED:
        return f"It is decided already: {loss.get_state_display().lower()}."
    if not loss.is_open:
        return "It has expired: begin again, and make sure again."
    if by.pk == loss.identified_by_id:
        return "You made sure who it is, so a second colleague has to confirm."
    if by.pk == loss.user_id:
        return "Nobody confirms their own."
    if loss.user and loss.user.is_superuser and not by.is_superuser:
        return "Only somebody who may do everything can confirm this one."
    return ""


def expire_lost_steps() -> int:
    """Closes requests whose time is over; how many."""
    over = LostStep.objects.filter(state__in=LostStep.OPEN, expires_at__lte=clock.now())
    return over.update(state=LostStep.State.EXPIRED)


def _lock(user: User) -> None:
    """Makes whoever begins for the same person at the same moment wait."""
    User.objects.select_for_update().get(pk=user.pk)


def _decide(loss: LostStep, state: str, by: User) -> None:
    loss.state, loss.decided_by, loss.decided_at = state, by, clock.now()
    loss.save()


def _tell(loss: LostStep, what: Telling) -> None:
    """One mail for each who should know: the person, and the colleagues so far."""
    for user_id in {loss.user_id, loss.identified_by_id, loss.decided_by_id} - {None}:
        enqueue(kind=LOST_STEP, key=f"{loss.pk} {what} {user_id}")
