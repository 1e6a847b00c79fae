"""Reminders of slots and chasing of actions. Called by the worker; repeats, and a kill at any point, are harmless:
each mail is written in one transaction with the memory that it was, and that is unique.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from bookings.slots import message_kinds as kinds
from bookings.slots.calendar import slot_url
from bookings.slots.choices import MeetingState
from bookings.slots.models import ActionChase, LiftAction, SlotBooking, SlotReminder
from bookings.slots.services.letters import answering, reminders_of
from portal.accounts.models import Person
from portal.base import clock
from portal.notify.contacts import who_to_ask
from portal.notify.services import Letter, queue_messages

logger = logging.getLogger(__name__)

NOT_AFTER = timedelta(hours=1)
"""Before the slot: a reminder of a worker that was down is no use any more."""

SOON = timedelta(days=2)
WEEK = 7
MOST_WEEKS = 12
"""An action is chased for a term; what is later than that is for people to talk about."""

FROM, UNTIL = 7, 20
"""Hours of Kent's clock between which people are chased."""

Rule = ActionChase.Rule


def reminder_due_at(starts_at: datetime) -> datetime:
    """The same time of day on Kent's clock, the day before."""
    wall = clock.in_london(starts_at).replace(tzinfo=None) - timedelta(days=1)
    return wall.replace(tzinfo=clock.LONDON)


def remind_of_slots(now: datetime | None = None) -> int:
    """Hands over the reminders that are due; says how many slots it was."""
    at = now or clock.now()
    return sum(_remind(pk, starts_at, at) for pk, starts_at in _to_remind(at))


def _to_remind(now: datetime) -> list[tuple[int, datetime]]:
    """Booked slots to be reminded of; who booked after that time has just read all of it."""
    done = SlotReminder.objects.filter(booking=OuterRef("pk"), starts_at=OuterRef("slot__starts_at"))
    rows = SlotBooking.objects.live().filter(
        ~Exists(done),
        slot__meeting__state=MeetingState.OPEN,
        slot__starts_at__gt=now + NOT_AFTER,
        slot__starts_at__lte=now + timedelta(days=1, hours=2),
    )
    found = rows.order_by("slot__starts_at", "pk").values_list("pk", "slot__starts_at", "created_at")
    return [
        (pk, starts_at) for pk, starts_at, made in found if made <= reminder_due_at(starts_at) <= now
    ]


def _remind(pk: int, starts_at: datetime, now: datetime) -> int:
    try:
        with transaction.atomic():
            SlotReminder.objects.create(booking_id=pk, starts_at=starts_at, handed_over_at=now)
            # Held: of somebody who cancels at this moment one comes first and the other sees it.
            held = SlotBooking.objects.live().select_for_update(of=("self",), no_key=True)
            booking = held.for_page().filter(pk=pk, slot__starts_at=starts_at).first()
            if booking is None:
                raise IntegrityError
            queue_messages(letters=reminders_of(booking))
    except IntegrityError:
        return 0  # another worker was first, or the slot was given back a moment ago
    except ValidationError as error:
        # Not tried again twice a minute until the meeting.
        logger.error("slot booking %s cannot be reminded: %s", pk, type(error).__name__)
        SlotReminder.objects.create(booking_id=pk, starts_at=starts_at, handed_over_at=now)
        return 0
    return 1


def chase_actions(now: datetime | None = None) -> int:
    """Hands over what asks for actions that are due in two days or overdue; says how many."""
    at = now or clock.now()
    if not FROM <= clock.in_london(at).hour < UNTIL:
        return 0
    return sum(_chase(pk, rule, day) for pk, rule, day in list(_to_chase(clock.in_london(at).date())))


def _to_chase(today: date) -> Iterator[tuple[int, Rule, date]]:
    """Actions with the rule and the day for which they are to be asked for now, unless they were."""
    known = Q(owner__isnull=False) | Q(told_at__isnull=False)
    rows = LiftAction.objects.not_done().filter(known, due_on__lte=today + SOON)
    rows = rows.exclude(meeting__state=MeetingState.CANCELLED)
    asked = set(ActionChase.objects.filter(action__in=rows).values_list("action_id", "rule", "for_day"))
    for action in rows.order_by("due_on", "pk"):
        found = _rule_for(action, today)
        if found is not None and (action.pk, str(found[0]), found[1]) not in asked:
            yield action.pk, *found


def _rule_for(action: LiftAction, today: date) -> tuple[Rule, date] | None:
    """Soon once, unless it was agreed or told later than that; overdue once for each week, for a term."""
    if today <= action.due_on:
        fresh = clock.in_london(action.told_at or action.created_at).date()
        return (Rule.SOON, action.due_on) if fresh <= action.due_on - SOON else None
    weeks = (today - action.due_on).days // WEEK
    if weeks >= MOST_WEEKS:
        return None
    return Rule.OVERDUE, action.due_on + timedelta(days=weeks * WEEK)


def _chase(pk: int, rule: Rule, for_day: date) -> int:
    try:
        with transaction.atomic():
            held = LiftAction.objects.not_done().select_for_update(of=("self",), no_key=True)
            action = held.filter(pk=pk).select_related("owner", "meeting__district").first()
            if action is None:
                return 0
            ActionChase.objects.create(action=action, rule=rule, for_day=for_day)
            letters = _asking_letters(action)
            queue_messages(letters=letters)
    except IntegrityError:
        return 0
    except ValidationError as error:
        logger.error("LIFT action %s cannot be chased: %s", pk, type(error).__name__)
        ActionChase.objects.get_or_create(action_id=pk, rule=rule, for_day=for_day)
        return 0
    return 1 if letters else 0


def _asking_letters(action: LiftAction) -> list[Letter]:
    booking = None
    if action.booking_id is not None:
        booking = SlotBooking.objects.for_page().get(pk=action.booking_id)
    readers, how = _who_does_it(action, booking)
    context = {
        "meeting": action.meeting.title,
        "date": clock.say_date(action.meeting.starts_at),
        "school": booking.school.name if booking else "The meeting as a whole",
        "action": action.text,
        "due": clock.say_date(action.due_on),
        "state": _state_words(action.due_on),
        "how": how,
        "ask": who_to_ask(),
    }
    reference = booking.reference if booking else ""
    return [
        Letter(kinds.ACTION_CHASED, person.email, {**context, "name": person.name}, reference)
        for person in readers
    ]


def _who_does_it(action: LiftAction, booking: SlotBooking | None) -> tuple[list[Person], str]:
    """Those who are asked, and how they say that it is done."""
    if action.owner is not None:
        listed = f"{settings.PUBLIC_URL}{reverse('lift_actions:inspect', args=[action.pk])}"
        people = [action.owner] if action.owner.email else []
        return people, f"When it is done, say so here: {listed}"
    if booking is None:
        return [], ""
    return answering(booking), f"When it is done, say so here: {slot_url(booking)}"


def _state_words(due_on: date) -> str:
    days = (due_on - clock.today()).days
    if days < 0:
        return "A LIFT action is overdue."
    said = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    return f"A LIFT action is due {said}."
