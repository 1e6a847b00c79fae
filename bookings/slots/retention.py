"""How long it is kept what a school asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from bookings.slots.models import SlotBooking, SlotReminder
from portal.base import clock
from portal.outbox.retention import AT_ONCE, Retention

KEPT = timedelta(days=365)
"""A question is looked at again when a school comes back within the year."""

CANCELLED_KEPT = timedelta(days=30)
REMINDERS_KEPT = timedelta(days=60)


def past_questions(now: datetime) -> QuerySet[SlotBooking]:
    """Questions whose time is over: of meetings a year ago, and of slots that were given back."""
    over = Q(slot__ends_at__lte=now - KEPT)
    ended = ~Q(state=SlotBooking.State.BOOKED) & Q(ended_at__lte=now - CANCELLED_KEPT)
    return SlotBooking.objects.filter(over | ended).exclude(question="")


def erase_past_questions() -> int:
    """Takes the words away, some at a time; that there was a question, and its area of need, stays counted."""
    rows = past_questions(clock.now())
    some = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return SlotBooking.objects.filter(pk__in=some).exclude(question="").update(question="")


def past_reminders(now: datetime) -> QuerySet[SlotReminder]:
    return SlotReminder.objects.filter(starts_at__lt=now - REMINDERS_KEPT)


OLD_QUESTIONS = Retention(
    key="slot-questions",
    model="slots.SlotBooking",
    what="What a school asked in a clinic or LIFT meeting",
    basis="For those who answer, and when the school comes back to it within the year.",
    kept=KEPT,
    counted_from="the meeting (30 days after a slot was cancelled)",
    past=past_questions,
    action="The words are erased; the area of need is still counted",
    carry_out=erase_past_questions,
)
OLD_SLOT_REMINDERS = Retention(
    key="slot-reminders",
    model="slots.SlotReminder",
    what="Which reminders of slots went out",
    basis="So that nobody is reminded twice.",
    kept=REMINDERS_KEPT,
    counted_from="the slot",
    past=past_reminders,
)
