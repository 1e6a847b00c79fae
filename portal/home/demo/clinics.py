"""Drop-in clinics and LIFT meetings to try, in three districts; one LIFT meeting is over, with its actions."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from django.db.models import F

from bookings.slots.choices import Kind, MeetingState
from bookings.slots.models import LiftAction, Slot, SlotBooking, SupportMeeting
from bookings.slots.services.actions import mark_done, save_actions, tell_schools
from bookings.slots.services.bookings import book_slot
from bookings.slots.services.meetings import save_meeting
from portal.accounts.models import Membership, User
from portal.base import clock
from portal.home.demo.terms import school_days
from portal.vocabulary.models import AreaOfNeed, District
from portal.vocabulary.registry import terms
from training.models import Trainer, Venue

DISTRICTS = ("thanet", "swale", "canterbury")
TRAINER, OFFICER = "trainer@demo.example", "officer@demo.example"
PAST, TO_COME = timedelta(days=150), timedelta(days=120)
"""School days are looked for as far back and ahead: further than the longest holidays."""

QUESTIONS = (
    "Two pupils in Year 3 talk well and cannot start writing by themselves. We tried word mats. What next?",
    "A pupil in Year 5 leaves the room several times a day. What could we change before and after?",
    "Which of our reading schemes suits pupils in Key Stage 2 who read below age 6?",
    "How do we explain the day to a pupil in Reception who is new to English and does not speak yet?",
)


def load_clinics() -> None:
    """Adds them where there are none; repeats change nothing."""
    if SupportMeeting.objects.filter(demonstration=True).exists():
        return
    today = clock.today()
    ahead = list(school_days(today + timedelta(days=7), today + TO_COME))
    past = list(school_days(today - PAST, today - timedelta(days=21)))
    trainer = Trainer.objects.get(person__user__email=TRAINER)
    areas = terms("areas").choosable
    for number, slug in enumerate(DISTRICTS):
        district = terms("districts").by_slug[slug]
        _held(district, past[-3 - number], trainer, areas)
        for turn, step in enumerate((0, 6, 13)):
            clinic = _meeting(
                Kind.CLINIC, district, ahead[step + number], area=areas[(turn + number) % 4]
            )
            if turn == 0:
                _ask(clinic, district, 1 + number, QUESTIONS[number])
        lift = _meeting(
            Kind.LIFT, district, ahead[8 + number], closes=ahead[4 + number], staff=[trainer]
        )
        _ask(lift, district, 2, QUESTIONS[number + 1])
        _meeting(Kind.LIFT, district, ahead[30 + number], closes=ahead[26 + number], staff=[trainer])


def _meeting(
    kind: Kind,
    district: District,
    day: date,
    *,
    area: AreaOfNeed | None = None,
    closes: date | None = None,
    staff: list[Trainer] | None = None,
) -> SupportMeeting:
    """Clinics are online in the afternoon, LIFT at the district's base in the morning."""
    begins, hours = (time(13, 30), 2) if kind == Kind.CLINIC else (time(9, 30), 2)
    start = datetime.combine(day, begins, tzinfo=clock.LONDON)
    meeting = SupportMeeting(
        kind=kind,
        state=MeetingState.OPEN,
        district=district,
        area_of_need=area,
        starts_at=start,
        ends_at=start + timedelta(hours=hours),
        closes_at=datetime.combine(closes, time(12), tzinfo=clock.LONDON) if closes else None,
        demonstration=True,
    )
    if kind == Kind.CLINIC:
        meeting.joining_link = f"https://meet.example/clinic-{district.slug}"
    else:
        meeting.venue = Venue.objects.filter(demonstration=True, district=district).earliest("pk")
    chosen = staff or list(Trainer.objects.filter(demonstration=True).order_by("pk")[1:2])
    save_meeting(meeting=meeting, actor=None, relations=lambda: meeting.trainers.set(chosen))
    return meeting


def _ask(meeting: SupportMeeting, district: District, number: int, question: str) -> SlotBooking | None:
    """Books a slot for a school of the district, that of somebody who signs in first; None where none can."""
    members = Membership.objects.current().filter(
        role=Membership.Role.SENCO, school__district=district, school__demonstration=True
    )
    part = (
        members.select_related("person__user", "school")
        .order_by(F("person__user").asc(nulls_last=True), "pk")
        .first()
    )
    if part is None:
        return None
    areas = [area for area in terms("areas").choosable if area.name_for_lift]
    return book_slot(
        slot_id=Slot.objects.get(meeting=meeting, number=number).pk,
        school=part.school,
        booker=part.person,
        area=meeting.area_of_need or areas[number % len(areas)],
        question=question,
        idem_key=uuid.uuid4(),
        actor=part.person.user,
        now=meeting.closes - timedelta(days=10),
    )


def _held(district: District, day: date, trainer: Trainer, areas: list[AreaOfNeed]) -> None:
    """A LIFT meeting and a clinic that are over; of the first, what was agreed."""
    lift = _meeting(Kind.LIFT, district, day, staff=[trainer])
    clinic = _meeting(Kind.CLINIC, district, day, area=areas[0])
    _ask(clinic, district, 1, QUESTIONS[3])
    booking = _ask(lift, district, 1, QUESTIONS[0])
    SupportMeeting.objects.filter(pk__in=[lift.pk, clinic.pk]).update(state=MeetingState.HELD)
    if booking is None:
        return
    officer = User.objects.get(email=OFFICER)
    soon = max([day, *school_days(day, day + timedelta(days=12))])
    visit = LiftAction(
        booking=booking,
        owner=trainer.person,
        text="Demonstration: visit Year 3 and model sentence frames in one lesson",
        due_on=soon,
    )
    done = LiftAction(
        booking=booking,
        text="Demonstration: try sentence frames with both pupils each morning",
        due_on=soon,
    )
    plan = LiftAction(
        booking=booking,
        text="Demonstration: bring samples of writing to the next LIFT meeting",
        due_on=list(school_days(clock.today() + timedelta(days=14), clock.today() + TO_COME))[9],
    )
    save_actions(meeting=lift, actions=[visit, done, plan], actor=officer)
    tell_schools(meeting_id=lift.pk)
    LiftAction.objects.filter(meeting=lift).update(told_at=lift.ends_at + timedelta(days=2))
    mark_done(action_id=done.pk, actor=booking.booker.user)
    LiftAction.objects.filter(pk=done.pk).update(done_at=lift.ends_at + timedelta(days=6))
