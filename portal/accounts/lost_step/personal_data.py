"""What is held about a lost second step, and what becomes of it when the person goes."""

from __future__ import annotations

from portal.accounts.lost_step.models import LostStep
from portal.accounts.models import User
from portal.accounts.personal_data.closing import DELETED
from portal.accounts.personal_data.registry import Holding, Record, Subject, register_holding


def register_all() -> None:
    """Makes the holding known."""
    register_holding(LOST_STEPS)


def give_lost_steps(subject: Subject) -> list[Record]:
    if subject.user is None:
        return []
    return [
        {
            "Lost second step": loss.get_state_display(),
            "Begun": loss.asked_at,
            "How we made sure that it was you": loss.get_how_display(),
            "What was said": loss.note,
            "Decided": loss.decided_at,
            "Why it was refused": loss.reason,
        }
        for loss in LostStep.objects.filter(user=subject.user)
    ]


def erase_lost_steps(subject: Subject, _by: User | None) -> None:
    """The record that two colleagues acted stays; what was said about the person goes."""
    if subject.user is None:
        return
    own = LostStep.objects.filter(user=subject.user)
    own.filter(state__in=LostStep.OPEN).update(state=LostStep.State.EXPIRED)
    own.exclude(note="").update(note=DELETED)
    own.exclude(reason="").update(reason=DELETED)


LOST_STEPS = Holding(
    key="lost_steps",
    title="When you lost your second step",
    why="So that it can be seen later which two colleagues took it away, and how they made sure that it was you.",
    kept="As a record of safety. When you delete your account it no longer says that it was about you.",
    covers=["accounts.loststep.user", "accounts.loststep.identified_by", "accounts.loststep.decided_by"],
    give=give_lost_steps,
    erase=erase_lost_steps,
)
