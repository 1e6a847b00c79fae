"""Keeping answers, and asking somebody no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from bookings.places.attendance.models import Outcome
from bookings.places.attendance.services import attendance_of
from bookings.places.evaluations.errors import CannotAnswer
from bookings.places.evaluations.models import Confidence, Evaluation, EvaluationStop, Stage
from bookings.places.evaluations.stages import why_not_now, window
from bookings.places.models import Place
from portal.accounts.merging.registry import Pair
from portal.accounts.models import Person
from portal.base import clock
from training.choices import SessionState


@dataclass(frozen=True)
class Answers:
    """What somebody typed and chose: ``scores`` by what they are about, ``words`` by field."""

    scores: Mapping[str, int]
    words: Mapping[str, str] = field(default_factory=dict)
    named: bool = False


WORDS = ("useful", "used", "impact", "comments")


@transaction.atomic
def save_evaluation(*, place: Place, stage: Stage, answers: Answers) -> Evaluation:
    """Keeps the answers of one stage in the place of those from before, if there are any.

    Raises ``CannotAnswer`` outside the stage's time, and for a place that is none any more.
    """
    held = Place.objects.select_for_update(of=("self",)).select_related("session__course")
    place = held.get(pk=place.pk)
    if refusal := why_not_answer(place, stage):
        raise CannotAnswer(refusal)
    now = clock.now()
    given = {name: answers.words.get(name, "") for name in WORDS}
    evaluation, _created = Evaluation.objects.update_or_create(
        place=place,
        stage=stage,
        defaults={**given, "named": answers.named, "changed_at": now},
        create_defaults={**given, "named": answers.named, "changed_at": now, "answered_at": now},
    )
    evaluation.confidence.all().delete()
    Confidence.objects.bulk_create(
        Confidence(evaluation=evaluation, about=about, score=score)
        for about, score in answers.scores.items()
    )
    return evaluation


def why_not_answer(place: Place, stage: Stage) -> str:
    """Why the holder cannot answer this stage now; empty if they can. Reads ``session__course``."""
    session = place.session
    if place.state not in Place.LIVE or session.state == SessionState.CANCELLED:
        return "This place has ended, so there is nothing to say of it."
    if session.starts_at is None or session.ends_at is None:
        return "The course has no date yet."
    if stage != Stage.BEFORE and attendance_of(place) == Outcome.ABSENT:
        return "The register says that you were not there, so we do not ask what it was worth."
    return why_not_now(
        stage,
        window(stage, session.starts_at, session.ends_at),
        answered=place.evaluations.filter(stage=stage).exists(),
        certificate=session.course.evaluation_first,
        now=clock.now(),
    )


def carry_answers(*, made: Sequence[Place]) -> None:
    """What was answered before the course goes with its place to another date of the same course.

    Call inside the transaction that moves it.
    """
    moved = {place.replaces_id: place for place in made}
    before = Evaluation.objects.filter(stage=Stage.BEFORE)
    for given in before.filter(place__in=[pk for pk in moved if pk]):
        given.place = moved[given.place_id]
        given.save(update_fields=["place"])


def stop_asking(*, person: Person) -> None:
    """No more mails that ask; repeats change nothing."""
    EvaluationStop.objects.get_or_create(person=person)


def ask_again(*, person: Person) -> None:
    """They may be asked again."""
    EvaluationStop.objects.filter(person=person).delete()


def move_stop(pair: Pair) -> int:
    """Two people become one: who wanted no questions under one name gets none."""
    rows = EvaluationStop.objects.filter(person=pair.gone)
    if EvaluationStop.objects.filter(person=pair.kept).exists():
        rows.delete()
        return 0
    return rows.update(person=pair.kept)
