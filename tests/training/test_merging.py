"""Trainers when two people become one."""

from __future__ import annotations

import pytest

from portal.accounts.merging.registry import Pair
from tests.factories.accounts import PersonFactory
from tests.factories.training import SessionFactory, TrainerFactory
from training.merging import _move_trainer
from training.models import Trainer

pytestmark = pytest.mark.django_db


def test_a_trainer_follows_the_person() -> None:
    kept, gone = PersonFactory(), PersonFactory()
    trainer = TrainerFactory(name="Asha", person=gone)
    assert _move_trainer(Pair(kept.pk, gone.pk, None)) == 1
    trainer.refresh_from_db()
    assert trainer.person == kept


def test_two_trainers_become_one_with_the_sessions_of_both() -> None:
    kept, gone = PersonFactory(), PersonFactory()
    own = TrainerFactory(name="Asha Example", person=kept, job_title="", qualifications="PGCert SpLD")
    other = TrainerFactory(
        name="A. Example", person=gone, job_title="Specialist teacher", qualifications="AMBDA"
    )
    sessions = {
        SessionFactory(trainers=[own]),
        SessionFactory(trainers=[other]),
        SessionFactory(trainers=[own, other]),
    }
    assert _move_trainer(Pair(kept.pk, gone.pk, None)) == 1
    trainer = Trainer.objects.get()
    assert set(trainer.sessions.all()) == sessions
    assert (trainer.name, trainer.person) == ("Asha Example", kept)
    assert (trainer.job_title, trainer.qualifications) == ("Specialist teacher", "PGCert SpLD")


def test_people_who_are_no_trainers_move_none() -> None:
    kept, gone = TrainerFactory(person=PersonFactory()).person, PersonFactory()
    assert _move_trainer(Pair(kept.pk, gone.pk, None)) == 0
    assert Trainer.objects.get().person == kept
