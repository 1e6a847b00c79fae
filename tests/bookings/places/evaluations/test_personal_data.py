"""What somebody said of courses: given to them; when they go, the words go and the numbers stay."""

from __future__ import annotations

import pytest

from bookings.places.evaluations.models import Confidence, Evaluation, EvaluationStop, Stage
from bookings.places.evaluations.personal_data import erase_evaluations, give_evaluations
from bookings.places.evaluations.services import move_stop, stop_asking
from portal.accounts.merging.registry import Pair
from portal.accounts.personal_data.registry import Subject
from tests.bookings.places.evaluations.steps import held_place
from tests.factories.accounts import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def answered() -> Evaluation:
    evaluation = Evaluation.objects.create(
        place=held_place(), stage=Stage.AFTER, useful="The pictures", comments="Come again", named=True
    )
    Confidence.objects.create(evaluation=evaluation, about="Adapt one lesson", score=4)
    return evaluation


def test_they_read_what_they_said() -> None:
    person = answered().place.person
    (record,) = give_evaluations(Subject(person.user, person))
    assert record["What was useful"] == "The pictures"
    assert record["How confident"] == ["4 of 5: Adapt one lesson"]


def test_deleting_takes_the_words_and_keeps_the_numbers() -> None:
    evaluation = answered()
    person = evaluation.place.person
    stop_asking(person=person)
    for _again in range(2):
        erase_evaluations(Subject(person.user, person), None)
    evaluation.refresh_from_db()
    assert (evaluation.useful, evaluation.comments, evaluation.named) == ("", "", False)
    assert Confidence.objects.get().score == 4
    assert not EvaluationStop.objects.exists()


def test_the_wish_to_be_asked_no_more_follows_two_people_who_become_one() -> None:
    kept, gone, both = PersonFactory(), PersonFactory(), PersonFactory()
    stop_asking(person=gone)
    move_stop(Pair(kept.pk, gone.pk, None))
    assert EvaluationStop.objects.get().person == kept
    stop_asking(person=both)
    move_stop(Pair(kept.pk, both.pk, None))
    assert EvaluationStop.objects.get().person == kept
