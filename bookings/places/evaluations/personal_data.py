"""What somebody said of courses: theirs to read; when they go, the numbers stay and the words go."""

from __future__ import annotations

from django.db.models import QuerySet

from bookings.places.evaluations.models import Evaluation, EvaluationStop
from portal.accounts.models import User
from portal.accounts.personal_data.registry import Foresight, Holding, Record, Subject


def _of(subject: Subject) -> QuerySet[Evaluation]:
    if subject.person is None:
        return Evaluation.objects.none()
    rows = Evaluation.objects.filter(place__person=subject.person)
    return rows.select_related("place__session__course").prefetch_related("confidence")


def give_evaluations(subject: Subject) -> list[Record]:
    given: list[Record] = [
        {
            "Your answers about": row.place.session.title,
            "Asked": row.get_stage_display(),
            "Answered": row.answered_at,
            "How confident": [f"{each.score} of 5: {each.about}" for each in row.confidence.all()],
            "What was useful": row.useful or None,
            "Used what you learnt": row.get_used_display() or None,
            "What has changed": row.impact or None,
            "Anything else": row.comments or None,
            "Staff may see your name": row.named,
        }
        for row in _of(subject)
    ]
    stops = EvaluationStop.objects.filter(person=subject.person) if subject.person else ()
    return [*given, *({"No more mails that ask, since": stop.stopped_at} for stop in stops)]


def erase_evaluations(subject: Subject, _by: User | None) -> None:
    """Scores are counted on; words, by which somebody may be known, go."""
    if subject.person is None:
        return
    rows = Evaluation.objects.filter(place__person=subject.person)
    rows.update(useful="", impact="", comments="", named=False)
    EvaluationStop.objects.filter(person=subject.person).delete()


def foresee_evaluations(subject: Subject) -> Foresight:
    if not _of(subject).exists():
        return Foresight()
    what = subject.say("you wrote about courses", "they wrote about courses")
    return Foresight(
        goes=[f"What {what}."],
        stays=[f"How confident {subject.say('you', 'they')} felt, as a number without a name."],
    )


EVALUATIONS = Holding(
    key="evaluations",
    title="What you said of courses",
    why="So that courses become better, and certificates go to those who were asked for their view.",
    kept="With the record of the course. When you delete your account your words go; the numbers stay without you.",
    covers=["places.evaluationstop.person"],
    give=give_evaluations,
    erase=erase_evaluations,
    foresee=foresee_evaluations,
)
