"""What comes after past sessions: who came, what they said of it, and certificates to look at."""

from __future__ import annotations

from datetime import timedelta

from bookings.places.attendance.models import Attendance, Presence
from bookings.places.attendance.services import Mark, mark_many
from bookings.places.certificates.services import give_certificate, why_no_certificate
from bookings.places.evaluations.models import Confidence, Evaluation, Stage, Used
from bookings.places.evaluations.questions import things_asked_about
from bookings.places.models import Place
from portal.base import clock
from training.choices import SessionState
from training.models import Session

WITH_ANSWERS = 3
"""Past sessions whose people have said what they were worth; of the others only the register is kept."""

USEFUL = (
    "Seeing the pictures used in a real lesson.",
    "Time to plan with a colleague from another school.",
    "The checklist. A little fast at the end.",
    "",
)
CHANGED = ("Mornings start calmly now.", "Three colleagues use it too.", "", "")
COMMENTS = "Demonstration: an invented answer."


def load_afterwards() -> None:
    """Marks registers, writes answers, and gives certificates to the people who sign in."""
    past = Session.objects.filter(demonstration=True, state=SessionState.COMPLETED)
    for number, session in enumerate(past.select_related("course").order_by("starts_at", "pk")):
        places = list(
            Place.objects.live().filter(session=session).select_related("person__user").order_by("pk")
        )
        _mark(session, places)
        if number < WITH_ANSWERS or any(place.person.user_id for place in places):
            _answer(session, places)
        for place in places:
            place.session = session
            if place.person.user_id and not why_no_certificate(place):
                give_certificate(place=place, actor=place.person.user)


def _mark(session: Session, places: list[Place]) -> None:
    """All were there, but for every ninth, who missed all, and every seventh, who missed the last meeting.

    A register that ``registers`` has finished stays as it is.
    """
    meetings = list(session.meetings.order_by("starts_at"))
    if not meetings or Attendance.objects.filter(place__in=places).exists():
        return
    marks = []
    for number, place in enumerate(places, start=1):
        for position, meeting in enumerate(meetings, start=1):
            absent = number % 9 == 0 or (number % 7 == 0 and position == len(meetings) > 1)
            state = Presence.ABSENT if absent else Presence.ATTENDED
            marks.append(Mark(place.pk, meeting.pk, state, at=meeting.ends_at))
    mark_many(session_id=session.pk, marks=marks, actor=None)


def _answer(session: Session, places: list[Place]) -> None:
    """Two in three answer before and after, some of them three months later; always the same."""
    course, ended = session.course, session.ends_at
    if ended is None:
        return
    for number, place in enumerate(places):
        if number % 3 == 2:
            continue
        about = things_asked_about(place=place, stage=Stage.AFTER, course=course)
        _say(place, Stage.BEFORE, about, low=1 + number % 3, days=-2)
        _say(place, Stage.AFTER, about, low=3 + number % 2, days=1, useful=USEFUL[number % 4])
        if number % 2 == 0 and ended + timedelta(days=91) < clock.now():
            used = (Used.OFTEN, Used.ONCE, Used.NOT_YET)[number % 3]
            _say(place, Stage.LATER, about, low=3, days=91, used=used, impact=CHANGED[number % 4])


def _say(place: Place, stage: Stage, about: list[str], *, low: int, days: int, **words: str) -> None:
    at = (place.session.ends_at or clock.now()) + timedelta(days=days)
    evaluation, made = Evaluation.objects.get_or_create(
        place=place,
        stage=stage,
        defaults={"answered_at": at, "changed_at": at, "comments": COMMENTS, **words},
    )
    if made:
        Confidence.objects.bulk_create(
            Confidence(evaluation=evaluation, about=one, score=min(low + number % 2, 5))
            for number, one in enumerate(about)
        )
