"""Who answers in a clinic or LIFT meeting and has something else to do at that time: a warning, never a refusal.

Several answer together in most meetings, and one of them may well come later or leave earlier.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bookings.slots.choices import MeetingState
from bookings.slots.models import SupportMeeting
from portal.base import clock
from training.clashes import (
    TRAVEL,
    Engagement,
    Span,
    engagements_in_sessions,
    near,
    warning_words,
)
from training.models import Trainer


def engagements_of(trainer: Trainer, spans: Sequence[Span]) -> list[Engagement]:
    """The clinics and LIFT meetings in which the trainer answers then, drafts among them, cancelled ones not."""
    rows = SupportMeeting.objects.filter(near(spans, TRAVEL), trainers=trainer)
    rows = rows.exclude(state=MeetingState.CANCELLED).select_related("district", "area_of_need", "venue")
    return [
        Engagement(row.starts_at, row.ends_at, row.venue_id, _said(row), ("support_meeting", row.pk))
        for row in rows
    ]


def clashes_of(*, meeting: SupportMeeting, trainers: Collection[Trainer]) -> list[str]:
    """A sentence for each session, clinic and LIFT meeting that does not go together with this one."""
    if meeting.state in (MeetingState.CANCELLED, MeetingState.HELD):
        return []
    spans = [(meeting.starts_at, meeting.ends_at)]
    own = ("support_meeting", meeting.pk)
    said = [
        warning_words(trainer, spans, meeting.venue_id, other)
        for trainer in trainers
        for other in (*engagements_in_sessions(trainer, spans), *engagements_of(trainer, spans))
        if other.key != own
    ]
    return [words for words in said if words]


def _said(meeting: SupportMeeting) -> str:
    draft = " (a draft)" if meeting.state == MeetingState.DRAFT else ""
    when = clock.say_span(meeting.starts_at, meeting.ends_at)
    return f"“{meeting.title}”{draft}, {when}, {meeting.place_words}"
