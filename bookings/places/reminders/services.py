"""Handing over the reminders that are due. Called by the worker; repeats are harmless."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from bookings.places.evaluations.asking import who_is_asked
from bookings.places.models import Place, PlaceEvent
from bookings.places.reminders.letters import letter_for, words_for_all
from bookings.places.reminders.models import Reminder, ReminderRule
from bookings.places.reminders.times import FRESH, Sitting, due_of, is_due
from bookings.places.session_reads import session_for_booking
from portal.base import clock
from portal.notify.services import queue_messages
from portal.outbox.late import Late
from portal.outbox.retention import Retention
from training.choices import SHOWN, SessionState
from training.models import Meeting

logger = logging.getLogger(__name__)

Words = Mapping[str, str]
COMPLETED = SessionState.COMPLETED

AT_ONCE = 250
"""Places in one transaction: a worker that is killed loses no more than these, and they come anew."""

KEPT = timedelta(days=60)
"""How long it is remembered who was reminded, after the meeting and after the mail."""


def remind_who_is_due(now: datetime | None = None) -> int:
    """Hands every reminder that is due over to the outbox; says how many."""
    at = now or clock.now()
    return sum(
        _remind_all(rule, meeting, places, at)
        for rule, owed in _due(at)
        for meeting, places in owed.items()
    )


def _due(now: datetime) -> Iterator[tuple[ReminderRule, dict[Sitting, list[int]]]]:
    """By rule and meeting, the places to remind at this moment; a rule is asked when its turn comes."""
    rules = list(ReminderRule.objects.filter(active=True))
    for rule in rules:
        meetings = [meeting for meeting in _meetings(rule, now) if is_due(rule, meeting, rules, now)]
        yield rule, _owed(rule, meetings)


def _meetings(rule: ReminderRule, now: datetime) -> list[Sitting]:
    """Those that ``rule`` may be due for: the day more is for the change of the clocks."""
    span = timedelta(days=rule.days + 1, minutes=rule.minutes)
    if rule.about in ReminderRule.AFTERWARDS:
        near = Meeting.objects.filter(
            ends_at__gt=now - span - FRESH, ends_at__lte=now, session__state__in=[*SHOWN, COMPLETED]
        )
    else:
        near = Meeting.objects.filter(
            ends_at__gt=now, starts_at__lte=now + span, session__state__in=SHOWN
        )
    rows = Meeting.objects.filter(session__in=near.values("session_id"))
    if rule.about == ReminderRule.About.LINK:
        rows = rows.exclude(session__joining_link="")
    by_session: dict[int, list[Meeting]] = defaultdict(list)
    for row in rows.order_by("starts_at"):
        by_session[row.session_id].append(row)
    return [
        Sitting(row.pk, session_id, number, len(meetings), row.starts_at, row.ends_at)
        for session_id, meetings in sorted(by_session.items())
        for number, row in enumerate(meetings, start=1)
    ]


def _owed(rule: ReminderRule, meetings: Sequence[Sitting]) -> dict[Sitting, list[int]]:
    """By meeting, live places that were confirmed when the rule's time came and not reminded yet.

    Who booked later has just read all of it in the confirmation. Of what comes afterwards nobody has.
    """
    known = {meeting.pk: meeting for meeting in meetings}
    events = PlaceEvent.objects.filter(place=OuterRef("pk"), kind=PlaceEvent.Kind.CONFIRMED)
    done = Reminder.objects.filter(place=OuterRef("pk"), rule=rule, meeting_at=OuterRef("meeting_at"))
    rows = (
        who_is_asked(rule, Place.objects.live())
        .annotate(meeting=F("session__meetings__pk"), meeting_at=F("session__meetings__starts_at"))
        .filter(~Exists(done), meeting__in=list(known))
        .exclude(person__email="")
        .annotate(confirmed=Subquery(events.order_by("-at").values("at")[:1]))
        .order_by("session_id", "pk")
    )
    found: dict[Sitting, list[int]] = defaultdict(list)
    for pk, number, confirmed, made in rows.values_list("pk", "meeting", "confirmed", "created_at"):
        meeting = known[number]
        afterwards = rule.about in ReminderRule.AFTERWARDS
        if afterwards or (confirmed or made) <= due_of(rule, meeting):
            found[meeting].append(pk)
    return found


def _remind_all(rule: ReminderRule, meeting: Sitting, places: Sequence[int], now: datetime) -> int:
    """These places of one meeting, some in each transaction."""
    session: Any = session_for_booking(meeting.session_id)
    words = words_for_all(rule, meeting, session, now)
    starts = range(0, len(places), AT_ONCE)
    return sum(_remind(rule, meeting, words, places[n : n + AT_ONCE], now) for n in starts)


def _remind(
    rule: ReminderRule, meeting: Sitting, words: Words, keys: Sequence[int], now: datetime
) -> int:
    """These places; one by one where a letter among them cannot be written."""
    try:
        return _hand_over(rule, meeting, words, keys, now)
    except IntegrityError:
        # Another worker was first. What it left is found the next time.
        return 0
    except ValidationError as error:
        if len(keys) > 1:
            return sum(_remind(rule, meeting, words, [key], now) for key in keys)
        logger.error("place %s cannot be reminded: %s", keys[0], type(error).__name__)
        # Not tried again twice a minute until the meeting: staff have read of it.
        Reminder.objects.create(
            place_id=keys[0], rule=rule, meeting_at=meeting.starts_at, handed_over_at=now
        )
        return 0


@transaction.atomic
def _hand_over(
    rule: ReminderRule, meeting: Sitting, words: Words, keys: Sequence[int], now: datetime
) -> int:
    """Writes the letters and that they were written, all or nothing.

    The places are held: of somebody who cancels at this moment one comes first and the other sees it.
    """
    places = list(
        Place.objects.live()
        .filter(pk__in=keys)
        .select_related("person", "booking")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    Reminder.objects.bulk_create(
        Reminder(place=place, rule=rule, meeting_at=meeting.starts_at, handed_over_at=now)
        for place in places
    )
    queue_messages(letters=[letter_for(rule, place, words) for place in places])
    return len(places)


def late_reminders(before: datetime) -> Iterator[Late]:
    """Reminders that should have gone before this moment and are still worth sending."""
    for rule, owed in _due(before):
        if number := sum(map(len, owed.values())):
            since = min(due_of(rule, meeting) for meeting in owed)
            yield Late(f"Reminders: {rule}", number, since)


def _old(now: datetime) -> QuerySet[Reminder]:
    """By the mail too: what asks three months later is long after the meeting."""
    return Reminder.objects.filter(meeting_at__lt=now - KEPT, handed_over_at__lt=now - KEPT)


RETENTION = Retention(
    key="reminders",
    model="places.Reminder",
    what="Who was reminded of which meeting",
    basis="So that nobody is reminded twice, and to answer somebody who says that no reminder came.",
    kept=KEPT,
    counted_from="the meeting and the mail",
    past=_old,
)
