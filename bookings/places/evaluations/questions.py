"""What is asked: how confident somebody feels about each thing that the course is to teach."""

from __future__ import annotations

from typing import Any

from bookings.places.evaluations.models import Evaluation, Stage
from bookings.places.models import Place

MOST = 4
"""Outcomes asked about: the questions take two minutes."""


def things_asked_about(*, place: Place, stage: Stage, course: Any) -> list[str]:
    """What the holder is asked about: the first outcomes of the course, or its topic where it lists none.

    Whoever answered already is asked the same again, so that before and after can be compared though the
    course page has changed meanwhile.
    """
    own = {row.stage: row for row in place.evaluations.prefetch_related("confidence")}
    earlier = own.get(stage) or own.get(Stage.BEFORE) or own.get(Stage.AFTER)
    if earlier is not None and (known := [row.about for row in earlier.confidence.all()]):
        return known
    outcomes = list(dict.fromkeys(str(block.value).strip() for block in course.outcomes))
    return [words for words in outcomes if words][:MOST] or [course.title]


def scores_of(evaluation: Evaluation | None) -> dict[str, int]:
    """What was answered, by what it was about."""
    if evaluation is None:
        return {}
    return {row.about: row.score for row in evaluation.confidence.all()}
