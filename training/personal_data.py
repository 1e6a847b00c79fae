"""What training holds about the people who give sessions."""

from __future__ import annotations

from portal.accounts.personal_data.registry import (
    Foresight,
    Holding,
    Record,
    Subject,
    register_holding,
)
from training.models import Session, Trainer

STAYS = (
    "You are named as a trainer on course pages. That is the service's own entry and stays: "
    "ask us to take it away."
)
STAYS_TOLD_TO_OTHERS = (
    "They are named as a trainer on course pages. That is the service's own entry and stays: "
    "take it away under Trainers."
)


def register_all() -> None:
    """Makes the holding known."""
    register_holding(TRAINER)


def give_trainer(subject: Subject) -> list[Record]:
    return [
        {
            "Named as a trainer": trainer.name,
            "Job title": trainer.job_title,
            "Qualifications": trainer.qualifications,
            "Sessions": Session.objects.filter(trainers=trainer).count(),
        }
        for trainer in Trainer.objects.filter(person=subject.person)
        if subject.person is not None
    ]


def foresee_trainer(subject: Subject) -> Foresight:
    if subject.person is None or not Trainer.objects.filter(person=subject.person).exists():
        return Foresight()
    return Foresight(warnings=[subject.say(STAYS, STAYS_TOLD_TO_OTHERS)])


def erase_trainer(subject: Subject, _by: object) -> None:
    """The public entry is the service's; it only no longer says who signs in."""
    if subject.person is not None:
        Trainer.objects.filter(person=subject.person).update(person=None)


TRAINER = Holding(
    key="trainer",
    title="You as a trainer",
    why="So that people know who gives a session and why they are worth hearing.",
    kept="While you give sessions, and on the dates that you gave.",
    covers=["training.trainer.person"],
    give=give_trainer,
    erase=erase_trainer,
    foresee=foresee_trainer,
)
