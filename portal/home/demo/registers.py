"""Registers to try: one that is finished, and one of two meetings of which the second is open."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bookings.places.attendance.finishing import finish_register
from bookings.places.attendance.models import Presence
from bookings.places.attendance.services import Mark, mark_many
from bookings.places.models import Place
from bookings.places.services.capacity import set_capacity
from portal.accounts.models import User
from portal.base import clock
from portal.home.demo.takers import Takers, book_all
from portal.home.demo.terms import school_days
from portal.vocabulary.choices import Format
from training.choices import Funding, SessionState
from training.models import CoursePage, Meeting, Session, Trainer
from training.services import MeetingTime, save_session

TRAINER = "trainer@demo.example"
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
BEGINS, LASTS = time(9, 30), timedelta(hours=2)
PEOPLE = 8
LONGEST_BREAK = timedelta(days=90)
"""Back from the end of the summer holidays there are school days within this."""


def load_registers(*, finished: Session, absent: Place) -> None:
    """The trainer who signs in takes both. ``absent`` never came to the ``finished`` one."""
    trainer = Trainer.objects.get(person__user__email=TRAINER)
    takers = Takers(seed=11)
    finished.trainers.add(trainer)
    book_all(finished, takers.groups_for(finished, PEOPLE))
    _finish(finished, absent, trainer)
    going_on = _going_on(trainer)
    book_all(going_on, takers.groups_for(going_on, PEOPLE))
    first = going_on.meetings.earliest("starts_at")
    _mark(first, {}, _user(trainer))


def _finish(session: Session, absent: Place, trainer: Trainer) -> None:
    part = session.places.live().exclude(pk=absent.pk).latest("pk")
    marks = {absent.pk: Presence.ABSENT, part.pk: Presence.PART}
    for meeting in session.meetings.all():
        _mark(meeting, marks, _user(trainer))
    over = session.meetings.latest("ends_at").ends_at + timedelta(minutes=10)
    finish_register(session_id=session.pk, actor=_user(trainer), now=over)


def _mark(meeting: Meeting, marks: dict[int, Presence], actor: User) -> None:
    """Everybody was present, but for ``marks``."""
    places = meeting.session.places.live().values_list("pk", flat=True)
    made = [Mark(pk, meeting.pk, marks.get(pk, Presence.ATTENDED)) for pk in places]
    mark_many(session_id=meeting.session_id, marks=made, actor=actor, now=meeting.ends_at)


def _going_on(trainer: Trainer) -> Session:
    """On the last school day that has begun, and a week or more before: its register is open at any hour."""
    course = CoursePage.objects.filter(
        demonstration=True, meeting_count=2, funding=Funding.CORE_OFFER, level__isnull=False
    ).earliest("pk")
    session = Session(
        course=course, state=SessionState.CONFIRMED, format=Format.ONLINE, demonstration=True
    )
    meetings = [MeetingTime(start, start + LASTS) for start in _past_starts()]
    save_session(session=session, meetings=meetings)
    set_capacity(session=session, capacity=course.usual_capacity)
    session.trainers.set([trainer])
    return Session.objects.select_related("course", "seats").get(pk=session.pk)


def _past_starts() -> tuple[datetime, datetime]:
    """Half past nine on two school days at least a week apart, the later as near as can be."""
    today = clock.today()
    days = school_days(today - LONGEST_BREAK, today + A_DAY)
    starts = [datetime.combine(day, BEGINS, tzinfo=clock.LONDON) for day in days]
    last = max(start for start in starts if start <= clock.now())
    return max(start for start in starts if start <= last - A_WEEK), last


def _user(trainer: Trainer) -> User:
    """Who signs in as the trainer."""
    return User.objects.get(person__trainer=trainer)
