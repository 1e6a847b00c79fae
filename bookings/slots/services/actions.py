"""What was agreed at a LIFT meeting: recording it, telling the schools, and noting that it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.slots import message_kinds as kinds
from bookings.slots.models import LiftAction, SlotBooking, SupportMeeting
from bookings.slots.services.bookings import hold_meeting
from bookings.slots.services.letters import about, answering
from portal.accounts.models import User
from portal.base import clock
from portal.notify.services import Letter, queue_messages

WORDS = ("text", "owner_id", "due_on", "booking_id")
"""What a school is told of an action: when any of it changes, it is to be told again."""


def record_refusal(meeting: SupportMeeting, now: datetime | None = None) -> str:
    """Why nothing can be recorded of this meeting yet; empty from its start on."""
    if meeting.starts_at <= (now or clock.now()):
        return ""
    start = clock.say_moment(meeting.starts_at)
    return f"This meeting has not begun. What it agrees can be recorded from {start}."


@transaction.atomic
def save_actions(
    *,
    meeting: SupportMeeting,
    actions: Sequence[LiftAction],
    removed: Sequence[LiftAction] = (),
    actor: User | None,
) -> int:
    """Keeps what was agreed; says how many are new or different.

    An action that the school has been told of stays: it is done, or changed and told again. Raises
    ``ValidationError`` before the meeting has begun, for an action about another meeting's question, and for one that
    cannot be removed.
    """
    held = hold_meeting(meeting.pk)
    if not held.is_lift:
        raise ValidationError("Actions are recorded of LIFT meetings.")
    if refusal := record_refusal(held):
        raise ValidationError(refusal)
    known = {row.pk: row for row in held.actions.all()}
    theirs = set(SlotBooking.objects.filter(slot__meeting=held).values_list("pk", flat=True))
    number = 0
    for action in actions:
        if action.booking_id is not None and action.booking_id not in theirs:
            raise ValidationError("Choose a question of this meeting.")
        number += _save(action, known.get(action.pk), held, actor)
    for action in removed:
        if action.pk in known and known[action.pk].told_at is not None:
            raise ValidationError(
                f"“{action.text}” was told to the school, so it stays. Change it, or say that it is done."
            )
        LiftAction.objects.filter(pk=action.pk, meeting=held).delete()
    return number


def _save(
    action: LiftAction, before: LiftAction | None, meeting: SupportMeeting, actor: User | None
) -> int:
    if before is None:
        action.meeting, action.created_by = meeting, actor
    elif all(getattr(action, name) == getattr(before, name) for name in WORDS):
        return 0
    else:
        # Somebody may have noted meanwhile that it is done.
        action.done_at, action.done_by_id, action.told_at = before.done_at, before.done_by_id, None
    action.full_clean(exclude=["meeting"])
    action.save()
    return 1


@transaction.atomic
def tell_schools(*, meeting_id: int) -> int:
    """Tells each school once of its actions that it has not been told of; says how many actions.

    A school that nobody answers for any more is not told, and stays on the list. Pressing twice tells once.
    """
    meeting = hold_meeting(meeting_id)
    untold = list(LiftAction.objects.untold().filter(meeting=meeting).select_related("owner"))
    by_booking: dict[int, list[LiftAction]] = defaultdict(list)
    for action in untold:
        if action.booking_id is not None:
            by_booking[action.booking_id].append(action)
    told: list[int] = []
    for booking in SlotBooking.objects.for_page().filter(pk__in=list(by_booking)):
        actions = by_booking[booking.pk]
        if letters := _letters(booking, actions):
            queue_messages(letters=letters)
            told += [action.pk for action in actions]
    LiftAction.objects.filter(pk__in=told).update(told_at=clock.now())
    return len(told)


def _letters(booking: SlotBooking, actions: Sequence[LiftAction]) -> list[Letter]:
    lines = [
        f"- {action.text}: {action.owner_for_school}, by {clock.say_date(action.due_on)}"
        for action in actions
    ]
    context = {**about(booking), "actions": "\n".join(lines)}
    return [
        Letter(kinds.ACTIONS_TOLD, person.email, {**context, "name": person.name}, booking.reference)
        for person in answering(booking)
    ]


def mark_done(*, action_id: int, actor: User | None) -> bool:
    """Notes that it is done; says whether this call did. Nobody is chased any more."""
    rows = LiftAction.objects.not_done().filter(pk=action_id)
    return bool(rows.update(done_at=clock.now(), done_by=actor))


def mark_open(*, action_id: int) -> bool:
    """Takes that back."""
    rows = LiftAction.objects.filter(pk=action_id, done_at__isnull=False)
    return bool(rows.update(done_at=None, done_by=None))
