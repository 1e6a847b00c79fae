"""Dated demonstration sessions over the next two terms: full, nearly full, open, limited, and past."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from bookings.places.services.capacity import set_capacity
from portal.base import clock
from portal.home.demo.terms import school_days, weekly
from portal.vocabulary.choices import AudienceGroup, Format
from portal.vocabulary.registry import terms
from training.choices import SessionState
from training.models import CoursePage, Session, Trainer, Venue
from training.services import MeetingTime, save_session

FIRST_IN = timedelta(days=10)
"""The first session is this long after loading, so that everything can still be booked."""

TWO_TERMS = timedelta(days=190)
STARTS = (time(9, 30), time(13, 30), time(15, 45))
FAMILY_STARTS = (time(10, 0), time(18, 30))

QUALIFICATIONS = (
    ("Amy Thorne", "Specialist teacher, communication and interaction", "MA Autism (Education); SENCO award"),
    ("Ben Castle", "Specialist teacher, cognition and learning", "PGDip SpLD; AMBDA; 14 years in primary"),
    ("Carys Wynn", "Teacher of the deaf", "Mandatory qualification, hearing impairment; BSL level 3"),
    ("Daniel Osei", "Specialist teacher, social, emotional and mental health", "MEd; trained in emotion coaching"),
    ("Elif Demir", "Teacher of children with vision impairment", "Mandatory qualification; Braille grade 2"),
    ("Frank Noble", "Specialist teacher, physical disability", "PGCE; moving and handling trainer"),
    ("Gita Rao", "Speech and language specialist teacher", "MSc language and communication"),
    ("Harriet Vale", "Early years specialist teacher", "Early years teacher status; Portage trained"),
    ("Ivan Kosta", "Assistive technology lead", "Assistive technology diploma; 8 years in special schools"),
    ("Jo Penfold", "Specialist teacher, literacy", "MA Education; access arrangements assessor"),
    ("Karl Heath", "Specialist teacher, behaviour and nurture", "Nurture practitioner; PGCE secondary"),
    ("Lena Moss", "Multi-sensory impairment teacher", "Mandatory qualification, multi-sensory impairment"),
    ("Mina Shah", "Specialist teacher, maths", "PGCert dyscalculia; maths lead"),
    ("Nick Avery", "Family link teacher", "Parent group leader; qualified counsellor"),
)  # fmt: skip


def load_places_and_people() -> None:
    """The venues (each district's base school) and the trainers."""
    features = terms("access_features").rows
    for i, district in enumerate(terms("districts").rows):
        venue, created = Venue.objects.get_or_create(
            name=district.base_school,
            demonstration=True,
            defaults={
                "district": district,
                "postcode": district.base_postcode,
                "latitude": district.latitude,
                "longitude": district.longitude,
                "access_notes": "Report to reception. The training room is on the ground floor.",
                "travel_notes": "Car park on site; two spaces for blue-badge holders by the door.",
            },
        )
        if created:
            venue.access_features.set([features[0], features[1], *features[3 + i % 3 : 6 + i % 3]])
    for name, title, qualifications in QUALIFICATIONS:
        Trainer.objects.get_or_create(
            job_title=title,
            demonstration=True,
            defaults={"name": name, "qualifications": qualifications},
        )


def load_sessions() -> list[Session]:
    """Gives every course without sessions its dates; returns the new sessions."""
    chooser = random.Random(1949)
    made = []
    courses = CoursePage.objects.filter(demonstration=True, sessions=None).order_by("reference")
    for number, course in enumerate(courses.prefetch_related("audiences")):
        made += _sessions_of(course, number, chooser)
    return made


def _sessions_of(course: CoursePage, number: int, chooser: random.Random) -> list[Session]:
    today = clock.today()
    if course.withdrawn_on and course.withdrawn_on <= today:
        return [_past(course, number, chooser)]
    first = max(today + FIRST_IN, course.offered_from or today)
    last = min(today + TWO_TERMS, course.withdrawn_on or date.max)
    days = list(school_days(first, last))
    each = 3 if number % 3 == 0 else 2
    made = [
        _dated(course, days[_position(turn, each, len(days), chooser)], number + turn * 5, chooser)
        for turn in range(each)
    ]
    if number % 8 == 0:
        made.append(_past(course, number, chooser))
    return made


def _position(turn: int, each: int, length: int, chooser: random.Random) -> int:
    """A day for the course's ``turn``-th session, so that its sessions spread over the time."""
    share = length // each
    return min(turn * share + chooser.randrange(max(share - 1, 1)), length - 1)


def _past(course: CoursePage, number: int, chooser: random.Random) -> Session:
    today = clock.today()
    day = list(school_days(today - timedelta(days=150), today - timedelta(days=45)))[number % 40]
    return _dated(course, day, number, chooser, state=SessionState.COMPLETED)


def _dated(
    course: CoursePage,
    day: date,
    number: int,
    chooser: random.Random,
    state: SessionState = SessionState.OPEN,
) -> Session:
    family = _is_family(course)
    starts = chooser.choice(FAMILY_STARTS if family else STARTS)
    session = Session(course=course, state=state, format=course.format, demonstration=True)
    if session.format in (Format.IN_PERSON, Format.BLENDED):
        venues = Venue.objects.filter(demonstration=True).order_by("pk")
        session.venue = venues[number % venues.count()]
    if session.format in (Format.ONLINE, Format.BLENDED):
        session.joining_link = f"https://meet.example/{course.slug[:40]}-{number}"
    if state == SessionState.OPEN:
        _set_stage(session, number, day)
    meetings = [_meeting(each, starts, course) for each in weekly(day, course.meeting_count)]
    save_session(session=session, meetings=meetings)
    set_capacity(session=session, capacity=course.usual_capacity)
    trainers = Trainer.objects.filter(demonstration=True).order_by("pk")
    session.trainers.set([trainers[(number + course.pk) % len(QUALIFICATIONS)]])
    if not family and state == SessionState.OPEN:
        _limit(session, number)
    return session


def _meeting(day: date, starts: time, course: CoursePage) -> MeetingTime:
    begin = datetime.combine(day, starts, tzinfo=clock.LONDON)
    return MeetingTime(begin, begin + timedelta(minutes=course.meeting_minutes))


def _set_stage(session: Session, number: int, day: date) -> None:
    """A few sessions show the stages a visitor meets, not open yet, hidden, closed, cancelled; and some wait
    for a decision whether they go ahead."""
    stage = number % 23
    if stage == 7:
        session.booking_opens_at = _morning(min(clock.today() + timedelta(days=7), day))
    elif stage == 11:
        session.visible_from = _morning(min(clock.today() + timedelta(days=5), day))
    elif stage == 16:
        session.state = SessionState.CLOSED
    elif stage == 21:
        session.state, session.cancel_reason = SessionState.CANCELLED, "The trainer is ill"
    elif stage in (3, 4):
        session.minimum = 8
        session.decide_by = min(day, max(clock.today(), day - timedelta(days=14)))


def _morning(day: date) -> datetime:
    """Nine o'clock in Kent, before any session of that day."""
    return datetime.combine(day, time(9), tzinfo=clock.LONDON)


def _limit(session: Session, number: int) -> None:
    """Some sessions are for one district, or for one role, only."""
    if session.venue is not None and number % 6 == 4:
        session.districts.set([session.venue.district])
    elif number % 13 == 6:
        session.districts.set([terms("districts").by_slug["thanet"]])
    elif number % 17 == 3:
        session.audiences.set([terms("audiences").by_slug["senco"]])


def _is_family(course: CoursePage) -> bool:
    return all(audience.group == AudienceGroup.FAMILY for audience in course.audiences.all())
