"""Who is asked by mail what they think of a course. When: see ``bookings.places.reminders``."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from bookings.places.attendance.models import Attendance, Presence
from bookings.places.evaluations.models import Evaluation, EvaluationStop
from bookings.places.querysets import PlaceQuerySet
from bookings.places.reminders.models import ReminderRule


def who_is_asked(rule: ReminderRule, places: PlaceQuerySet) -> PlaceQuerySet:
    """Of ``places`` those that ``rule`` writes to: all, unless it asks for answers.

    Then who has answered is left in peace, and so are whoever stopped such mails and, after a course,
    whoever the register says was never there.
    """
    if rule.about not in ReminderRule.QUESTIONS:
        return places
    given = Evaluation.objects.filter(place=OuterRef("pk"), stage=rule.about)
    stopped = EvaluationStop.objects.filter(person=OuterRef("person"))
    asked = places.exclude(Exists(given)).exclude(Exists(stopped))
    if rule.about not in ReminderRule.AFTERWARDS:
        return asked
    marks = Attendance.objects.filter(place=OuterRef("pk"))
    came = marks.exclude(state=Presence.ABSENT)
    return asked.filter(Exists(came) | ~Exists(marks))
