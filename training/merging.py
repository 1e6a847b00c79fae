"""What happens to trainers when two people become one."""

from __future__ import annotations

from portal.accounts.merging.registry import Pair, register
from training.models import Session, Trainer


def register_movers() -> None:
    """Called once, when the apps are ready."""
    register("training.Trainer.person", "trainers", move=_move_trainer)


def _move_trainer(pair: Pair) -> int:
    """A person is one trainer: where both were, the second's sessions go to the first."""
    theirs = Trainer.objects.filter(person=pair.gone).first()
    if theirs is None:
        return 0
    own = Trainer.objects.filter(person=pair.kept).first()
    if own is None:
        Trainer.objects.filter(pk=theirs.pk).update(person=pair.kept)
    else:
        _join(own, theirs)
    return 1


def _join(own: Trainer, other: Trainer) -> None:
    """What the first trainer's entry lacks it takes from the second's."""
    for session in Session.objects.filter(trainers=other):
        session.trainers.add(own)
    own.job_title = own.job_title or other.job_title
    own.qualifications = own.qualifications or other.qualifications
    own.save(update_fields=["job_title", "qualifications"])
    other.delete()
