"""Saving a clinic or LIFT meeting with its slots, and calling one off. Whoever has a slot is told once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import F

from bookings.slots.choices import USUAL_MINUTES, Kind, MeetingState
from bookings.slots.errors import CannotChangeMeeting, NotConfirmed
from bookings.slots.models import Slot, SlotBooking, SlotEvent, SupportMeeting
from bookings.slots.services.bookings import end, hold_meeting, note
from bookings.slots.services.letters import send_meeting_cancelled, send_moved
from bookings.slots.services.plans import Plan, Span, plan_of
from portal.accounts.models import User
from portal.base import clock
from training.models import Trainer
from training.services import check_year

MOST_SLOTS = 60
LONGEST = timedelta(hours=12)


def slot_times(starts_at: datetime, ends_at: datetime, minutes: int) -> list[Span]:
    """The slots that fit between two moments; what is left at the end is no slot."""
    # In UTC: minutes added to a clock on the wall are others in the night in which it changes.
    starts_at, ends_at = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    each = timedelta(minutes=minutes)
    return [
        (starts_at + n * each, starts_at + (n + 1) * each) for n in range((ends_at - starts_at) // each)
    ]


def opened_mark(meeting: SupportMeeting) -> str:
    """How the meeting stands, as its form keeps it from when it is opened until it is saved."""
    return "" if meeting.pk is None else f"{meeting.state}.{meeting.calendar_sequence}"


def check_meeting(meeting: SupportMeeting) -> list[Span]:
    """Its slots, as they would be. Raises ``ValidationError`` by field for what cannot be."""
    if meeting.slot_minutes is None:
        meeting.slot_minutes = USUAL_MINUTES[Kind(meeting.kind)]
    meeting.clean()
    errors: dict[str, str] = {}
    for name in ("starts_at", "ends_at"):
        try:
            check_year(getattr(meeting, name))
        except ValidationError as error:
            errors[name] = " ".join(error.messages)
    if meeting.state == MeetingState.HELD and meeting.ends_at > clock.now():
        errors["state"] = "It is not over yet. It becomes “Held” by itself."
    if meeting.ends_at - meeting.starts_at > LONGEST:
        errors.setdefault("ends_at", "It has to end within 12 hours of its start.")
    times = [] if errors else slot_times(meeting.starts_at, meeting.ends_at, meeting.slot_minutes)
    if not errors and not times:
        errors["ends_at"] = "It is too short for one slot."
    if len(times) > MOST_SLOTS:
        errors["slot_minutes"] = f"That makes {len(times)} slots; {MOST_SLOTS} is the most."
    if errors:
        raise ValidationError(errors)
    return times


@transaction.atomic
def save_meeting(
    *,
    meeting: SupportMeeting,
    actor: User | None,
    opened: str = "",
    trainers: Collection[Trainer] | None = None,
    relations: Callable[[], None] = lambda: None,
    confirmed: str | None = None,
) -> int:
    """Saves the meeting, new or not, with its slots; says how many people were told of a change.

    A booked slot keeps its number and moves with the meeting. ``relations`` saves what hangs on it, those who answer
    among it: ``trainers``, or None where they stay. ``confirmed`` is the mark of the change that was shown before,
    empty when none was; None asks nobody.

    Raises ``ValidationError`` with nothing written: as ``check_meeting`` does, for a form that is older than the last
    change, and for a change that would take a slot from a school that has booked it. Raises ``NotConfirmed``, again
    with nothing written, when schools would be told of something that was not shown.
    """
    before = None if meeting.pk is None else hold_meeting(meeting.pk)
    times = check_meeting(meeting)
    plan = None
    if before is not None:
        booked = list(_booked(meeting))
        _refuse_outdated(meeting, before, opened)
        _refuse_taking_away(meeting, before, booked, len(times))
        plan = plan_of(before=before, meeting=meeting, booked=booked, times=times, trainers=trainers)
        if plan is not None and confirmed not in (None, plan.mark):
            raise NotConfirmed(plan)
    meeting.save()
    relations()
    _lay_out(meeting, times)
    return 0 if plan is None else _tell(meeting, plan, actor)


def _booked(meeting: SupportMeeting) -> Iterator[SlotBooking]:
    rows = SlotBooking.objects.live().for_page().filter(slot__meeting=meeting.pk)
    yield from rows.order_by("slot__number")


def _refuse_outdated(meeting: SupportMeeting, before: SupportMeeting, opened: str) -> None:
    if opened and opened_mark(before) != opened:
        raise ValidationError(
            {
                NON_FIELD_ERRORS: "Nothing is saved: this date has been changed since you opened this form. "
                "What you typed is still here. Open the date in another window to see how it stands."
            }
        )
    if (meeting.state == MeetingState.CANCELLED) != (before.state == MeetingState.CANCELLED):
        raise ValidationError(
            {"state": "A date is cancelled by its own button, with a reason, and stays cancelled."}
        )


def _refuse_taking_away(
    meeting: SupportMeeting, before: SupportMeeting, booked: list[SlotBooking], number: int
) -> None:
    if not booked:
        return
    errors = {}
    told = (
        "Schools have booked slots, so this can no longer be changed. Cancel this date and make another."
    )
    for field in ("kind", "district_id", "area_of_need_id", "slot_minutes"):
        if getattr(meeting, field) != getattr(before, field):
            errors[field.removesuffix("_id")] = told
    if meeting.state == MeetingState.DRAFT:
        errors["state"] = told
    now = clock.now()
    if before.starts_at > now >= meeting.starts_at:
        errors["starts_at"] = "Schools have booked slots: choose a time to come, or cancel this date."
    lost = [str(one.slot.number) for one in booked if one.slot.number > number]
    if lost and "slot_minutes" not in errors:
        slots = "Slot" if len(lost) == 1 else "Slots"
        errors["ends_at"] = f"{slots} {', '.join(lost)} would fall away, and schools have booked there."
    if errors:
        raise ValidationError(errors)


def _lay_out(meeting: SupportMeeting, times: list[Span]) -> None:
    """Slots by number: new times for those there are, more where needed, fewer where nobody asked for them."""
    known = {slot.number: slot for slot in meeting.slots.all()}
    for number, (start, finish) in enumerate(times, start=1):
        slot = known.pop(number, None) or Slot(meeting=meeting, number=number)
        if (slot.starts_at, slot.ends_at, slot.dropped) != (start, finish, False):
            slot.starts_at, slot.ends_at, slot.dropped = start, finish, False
            slot.save()
    surplus = Slot.objects.filter(pk__in=[slot.pk for slot in known.values()])
    surplus.filter(bookings__isnull=False).update(dropped=True)
    surplus.filter(bookings__isnull=True).delete()


def _tell(meeting: SupportMeeting, plan: Plan, actor: User | None) -> int:
    """Tells each school whose slot is not as it was; says how many people that were."""
    SupportMeeting.objects.filter(pk=meeting.pk).update(calendar_sequence=F("calendar_sequence") + 1)
    meeting.refresh_from_db(fields=["calendar_sequence"])
    link = "\nThe link to join is another one now." if plan.new_link else ""
    before = {change.booking.pk: change.before + link for change in plan.changes}
    told = 0
    for booking in _booked(meeting):
        if booking.pk in before:
            note(booking, SlotEvent.Kind.MOVED, actor=actor)
            told += send_moved(booking, before=before[booking.pk], answers=plan.answers)
    return told


def cancel_meeting_refusal(meeting: SupportMeeting, now: datetime | None = None) -> str:
    """Why it can no longer be cancelled."""
    if meeting.state == MeetingState.CANCELLED:
        return "This date is cancelled already."
    if meeting.state == MeetingState.HELD or meeting.ends_at <= (now or clock.now()):
        return "This date is over."
    return ""


@transaction.atomic
def cancel_meeting(*, meeting_id: int, reason: str, actor: User | None) -> int:
    """Calls the meeting off: each booking ends, and everybody concerned is told once with the reason.

    Says how many slots were booked. Raises ``CannotChangeMeeting`` when it is over or cancelled already.
    """
    meeting = hold_meeting(meeting_id)
    if refusal := cancel_meeting_refusal(meeting):
        raise CannotChangeMeeting(refusal)
    booked = list(_booked(meeting))
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, reason
    meeting.save(update_fields=["state", "cancel_reason"])
    for booking in booked:
        end(booking, SlotBooking.State.MEETING_CANCELLED, actor=actor, reason=reason)
    send_meeting_cancelled(booked, reason=reason)
    return len(booked)


def note_what_was_held(now: datetime | None = None) -> int:
    """What is over was held, unless it was cancelled. Called by the worker; repeats are harmless."""
    over = SupportMeeting.objects.filter(state=MeetingState.OPEN, ends_at__lte=now or clock.now())
    return over.update(state=MeetingState.HELD)
