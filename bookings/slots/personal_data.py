"""What clinics and LIFT hold about somebody, what is given to them, and what becomes of it when they go."""

from __future__ import annotations

from bookings.slots.eligibility import cancellation_refusal
from bookings.slots.errors import SlotClosed
from bookings.slots.models import LiftAction, SlotBooking
from bookings.slots.querysets import SPEAK_FOR_SCHOOL
from bookings.slots.services.bookings import cancel_slot
from portal.accounts.models import Membership, Person, User
from portal.accounts.personal_data.closing import DELETED
from portal.accounts.personal_data.registry import (
    Foresight,
    Holding,
    Record,
    Subject,
    register_holding,
)
from portal.base import clock
from portal.notify.forgetting import forget_names


def register_all() -> None:
    """Makes the holding known."""
    register_holding(SLOTS)


def give_slots(subject: Subject) -> list[Record]:
    """The slots they booked, and the actions they were asked to do."""
    if subject.person is None:
        return []
    booked = SlotBooking.objects.for_page().filter(booker=subject.person).prefetch_related("events")
    actions = LiftAction.objects.filter(owner=subject.person).select_related("meeting__district")
    return [*(_slot(row, subject) for row in booked), *(_action(row) for row in actions)]


def _slot(booking: SlotBooking, subject: Subject) -> Record:
    own = subject.user.pk if subject.user else None
    return {
        "Your slot in": booking.meeting.title,
        "Starts": booking.slot.starts_at,
        "Reference": booking.reference,
        "For": booking.school.name,
        "Area of need": booking.area_words,
        "You asked": booking.question or None,
        "State": booking.get_state_display(),
        "Booked": booking.created_at,
        "What happened": [
            f"{clock.say_date(event.at)}: {event.get_kind_display().lower()}"
            + (" by you" if own is not None and event.actor_id == own else "")
            for event in booking.events.all()
        ],
    }


def _action(action: LiftAction) -> Record:
    return {
        "You were to do": action.text,
        "From": action.meeting.title,
        "Due": action.due_on,
        "Done": action.done_at,
    }


def _to_give_back(person: Person) -> list[SlotBooking]:
    """Slots to come, of schools for which nobody else speaks. Others stay the school's."""
    rows = SlotBooking.objects.live().for_page().filter(booker=person)
    return [row for row in rows if not cancellation_refusal(row) and not _others_speak(row, person)]


def _others_speak(booking: SlotBooking, person: Person) -> bool:
    there = Membership.objects.current().filter(school=booking.school_id, role__in=SPEAK_FOR_SCHOOL)
    return there.exclude(person=person).exists()


def foresee_slots(subject: Subject) -> Foresight:
    person = subject.person
    if person is None:
        return Foresight()
    goes = [
        f"{subject.say('Your', 'Their')} slot in {row.meeting.title}, "
        f"{clock.say_date(row.slot.starts_at)}: another school can have it."
        for row in _to_give_back(person)
    ]
    if not SlotBooking.objects.filter(booker=person).exists():
        return Foresight(goes=goes)
    name = subject.say("your", "their")
    return Foresight(goes=goes, stays=[f"What the school asked, and how often, without {name} name."])


def erase_slots(subject: Subject, by: User | None) -> None:
    """Gives back what nobody else comes to, and takes their name out of the mails."""
    person = subject.person
    if person is None:
        return
    for booking in _to_give_back(person):
        try:
            cancel_slot(booking=booking, actor=by)
        except SlotClosed:  # it began a moment ago
            continue
    references = SlotBooking.objects.filter(booker=person).values_list("reference", flat=True)
    owned = LiftAction.objects.filter(owner=person, booking__isnull=False)
    about = {*references, *owned.values_list("booking__reference", flat=True)}
    forget_names(about=about, names=[person.name, *subject.emails], instead=DELETED)


SLOTS = Holding(
    key="slots",
    title="Clinics and LIFT meetings",
    why="So that a school’s question is answered, what was agreed is done, and both can be counted.",
    kept="What was asked for 12 months; that something was asked and agreed stays, without your name.",
    covers=[
        "slots.liftaction.created_by",
        "slots.liftaction.done_by",
        "slots.liftaction.owner",
        "slots.slotbooking.booker",
        "slots.slotevent.actor",
    ],
    give=give_slots,
    erase=erase_slots,
    foresee=foresee_slots,
)
