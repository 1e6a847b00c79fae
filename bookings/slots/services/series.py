"""Holding a clinic or LIFT meeting again on other days in term time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.slots.choices import MeetingState
from bookings.slots.models import SupportMeeting
from bookings.slots.services.bookings import hold_meeting
from bookings.slots.services.meetings import save_meeting
from portal.accounts.models import User
from portal.base import clock
from training.services import check_year
from training.term_dates import Rhythm, term_days


@dataclass(frozen=True)
class Proposal:
    """A day on which it could be held again; ``skipped`` says why it is left out."""

    day: date
    when: str
    skipped: str


def propose_copies(
    *, meeting: SupportMeeting, first_day: date, rhythm: Rhythm, number: int
) -> list[Proposal]:
    """What copying the meeting to ``number`` school days would come to; writes nothing."""
    found = []
    for row in term_days(first=first_day, rhythm=rhythm, number=number):
        start, finish = (_moved(meeting, moment, row.day) for moment in _ends(meeting))
        skipped = row.closed or _too_far(finish)
        if not skipped and _exists(meeting, start):
            skipped = "It is held then already"
        found.append(Proposal(row.day, clock.say_span(start, finish), skipped))
    return found


@transaction.atomic
def copy_to_days(
    *, meeting: SupportMeeting, days: Collection[date], actor: User | None
) -> list[SupportMeeting]:
    """A draft for each of these days; one on which it is held already is passed over.

    Times stay as the wall clock shows them, and booking closes as many days before. Bookings are not copied.
    """
    # A second press waits here, and then finds that the first has made them.
    kept = hold_meeting(meeting.pk)
    return [
        _copy(kept, day, actor)
        for day in sorted(set(days))
        if not _exists(kept, _moved(kept, kept.starts_at, day))
    ]


def _copy(meeting: SupportMeeting, day: date, actor: User | None) -> SupportMeeting:
    start, finish = (_moved(meeting, moment, day) for moment in _ends(meeting))
    copy = SupportMeeting(
        kind=meeting.kind,
        district_id=meeting.district_id,
        area_of_need_id=meeting.area_of_need_id,
        starts_at=start,
        ends_at=finish,
        slot_minutes=meeting.slot_minutes,
        closes_at=_moved(meeting, meeting.closes_at, day) if meeting.closes_at else None,
        venue_id=meeting.venue_id,
        joining_link=meeting.joining_link,
        demonstration=meeting.demonstration,
    )
    save_meeting(meeting=copy, actor=actor, relations=lambda: copy.trainers.set(meeting.trainers.all()))
    return copy


def _ends(meeting: SupportMeeting) -> tuple[datetime, datetime]:
    return meeting.starts_at, meeting.ends_at


def _moved(meeting: SupportMeeting, moment: datetime, day: date) -> datetime:
    """The moment as it is when the meeting is on ``day``, on the Kent wall clock."""
    days = day - clock.in_london(meeting.starts_at).date()
    wall = clock.in_london(moment).replace(tzinfo=None) + days
    return wall.replace(tzinfo=clock.LONDON)


def _too_far(moment: datetime) -> str:
    try:
        check_year(moment)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


def _exists(meeting: SupportMeeting, start: datetime) -> bool:
    same = SupportMeeting.objects.filter(
        kind=meeting.kind,
        district=meeting.district_id,
        area_of_need=meeting.area_of_need_id,
        starts_at=start,
    )
    return same.exclude(state=MeetingState.CANCELLED).exists()
