"""What bookings hold about somebody, what is given to them, and what becomes of it when they go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bookings.places.certificates.personal_data import CERTIFICATES
from bookings.places.eligibility import cancellation_refusal
from bookings.places.errors import CannotCancel
from bookings.places.evaluations.personal_data import EVALUATIONS
from bookings.places.feeds.personal_data import CALENDARS
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.needs.personal_data import NEEDS
from bookings.places.services.cancellations import cancel_places
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
from portal.outbox.services import enqueue

RELEASE = "release_places"
"""The outbox's kind that looks once more for places of a deleted person; its key is the person's id."""

ONCE_MORE = timedelta(minutes=5)


def register_all() -> None:
    """Makes the holdings known."""
    register_holding(BOOKINGS)
    register_holding(CALENDARS)
    register_holding(EVALUATIONS)
    register_holding(NEEDS)
    register_holding(CERTIFICATES)


def give_bookings(subject: Subject) -> list[Record]:
    """Their places and bookings. Colleagues are a number here: their names are theirs to ask for."""
    person = subject.person
    if person is None:
        return []
    places = Place.objects.filter(person=person).select_related(
        "booking__booker", "booking__school", "session__course", "role"
    )
    records = [
        _place(place, person, subject.user)
        for place in places.prefetch_related("events", "attendances__meeting")
    ]
    bookings = Booking.objects.filter(booker=person).select_related("session__course", "school")
    return [*records, *(_booking(row, person) for row in bookings.prefetch_related("places"))]


def _attendances(place: Place) -> list[str]:
    """What is marked for them, meeting by meeting; reads ``attendances``."""
    return [
        f"{clock.say_date(row.meeting.starts_at)}: {row.get_state_display().lower()}"
        for row in place.attendances.all()
    ]


def _place(place: Place, person: Person, user: User | None) -> Record:
    events: Iterable[PlaceEvent] = place.events.all()
    return {
        "Your place on": place.session.title,
        "Starts": place.session.starts_at,
        "Reference": place.booking.reference,
        "State": place.get_state_display(),
        "For": str(place.booking.school or "Yourself"),
        "As": place.role.name if place.role else None,
        "Booked": place.booking.created_at,
        "Booked by": "You" if place.booking.booker_id == person.pk else "Somebody else",
        "At the meetings": _attendances(place),
        "What happened": [
            f"{clock.say_date(event.at)}: {event.get_kind_display().lower()}"
            + (" by you" if user is not None and event.actor_id == user.pk else "")
            for event in events
        ],
    }


def _booking(booking: Booking, person: Person) -> Record:
    others = [place for place in booking.places.all() if place.person_id != person.pk]
    return {
        "Your booking": booking.reference,
        "Course": booking.session.title,
        "Starts": booking.session.starts_at,
        "For": str(booking.school or "Yourself"),
        "State": booking.get_state_display(),
        "Booked": booking.created_at,
        "Colleagues booked": len(others),
        "Price in pence": booking.price_pence,
        "Purchase order": booking.purchase_order or None,
    }


def to_give_back(person: Person) -> list[Place]:
    """Their places on dates that can still be cancelled, and those they wait for, soonest first."""
    active = Place.objects.active().filter(person=person).select_related("booking", "session__course")
    return [
        place
        for place in active.order_by("session__starts_at", "session_id")
        if not cancellation_refusal(place.session)
    ]


def foresee_bookings(subject: Subject) -> Foresight:
    person = subject.person
    if person is None:
        return Foresight()
    goes = [
        f"{subject.say('Your', 'Their')} {_place_or_turn(place)} {place.session.title}"
        + (f", {clock.say_date(place.session.starts_at)}" if place.session.starts_at else "")
        + ": somebody else can have it."
        for place in to_give_back(person)
    ]
    others = _for_others(person)
    your, you = subject.say("your", "their"), subject.say("you", "they")
    stays = [f"How many places there were and how many people came, without {your} name."]
    if others:
        stays.append(
            f"{_places_and_turns(others)} that {you} booked for colleagues: "
            "those keep them, and whoever books for their school can change them."
        )
    return Foresight(goes=goes, stays=stays, warnings=_nobody_left(person, others))


def _place_or_turn(place: Place) -> str:
    return "place on" if _has_seat(place) else "turn on the waiting list of"


def _has_seat(place: Place) -> bool:
    """Whether it is a place, approved yet or not, and no wait for one."""
    return place.state in Place.LIVE or place.state == Place.State.HELD


def _for_others(person: Person) -> list[Place]:
    """Places to come that they booked for somebody else, and turns in which somebody else waits."""
    active = Place.objects.active().filter(booking__booker=person, session__ends_at__gt=clock.now())
    return list(active.exclude(person=person).select_related("booking__school"))


def _places_and_turns(places: list[Place]) -> str:
    going = sum(1 for place in places if _has_seat(place))
    counted = ((going, "place"), (len(places) - going, "turn on a waiting list"))
    plural = {"place": "places", "turn on a waiting list": "turns on waiting lists"}
    return " and ".join(
        f"{number} {noun if number == 1 else plural[noun]}" for number, noun in counted if number
    )


def _nobody_left(person: Person, others: list[Place]) -> list[str]:
    """A warning for each school where nobody else can change what they booked."""
    schools = {place.booking.school_id: place.booking.school for place in others if place.booking.school}
    bookers = Membership.objects.current().filter(
        school__in=list(schools), role__in=Membership.BOOKS_FOR_OTHERS
    )
    looked_after = set(bookers.exclude(person=person).values_list("school_id", flat=True))
    return [
        f"Nobody else books for {school}. Its colleagues keep their places, and to change one they ask us."
        for pk, school in schools.items()
        if pk not in looked_after
    ]


def erase_bookings(subject: Subject, by: User | None) -> None:
    """Gives their places to come back, as cancelling does, and takes their name out of the mails."""
    person = subject.person
    if person is None:
        return
    release_places(person=person, by=by)
    enqueue(kind=RELEASE, key=str(person.pk), due_at=clock.now() + ONCE_MORE)
    booked = Booking.objects.filter(booker=person)
    had = Booking.objects.filter(places__person=person)
    references = set((booked | had).values_list("reference", flat=True))
    forget_names(about=references, names=[person.name, *subject.emails], instead=DELETED)


def release_places(*, person: Person, by: User | None) -> int:
    """Cancels what can be cancelled, in the order in which everybody takes seats; says how many."""
    number = 0
    for place in sorted(to_give_back(person), key=lambda place: place.session_id):
        try:
            number += len(cancel_places(booking=place.booking, places=[place], actor=by))
        except CannotCancel:  # it began a moment ago: the place stays, without a name
            continue
    return number


def release_once_more(key: str) -> None:
    """The outbox's handler: a place that was being booked while its person was deleted."""
    person = Person.objects.filter(pk=int(key), deleted_at__isnull=False).first()
    if person is not None:
        release_places(person=person, by=None)


BOOKINGS = Holding(
    key="bookings",
    title="Places and bookings",
    why="So that you have your place, your school sees what is booked, and training can be counted.",
    kept="As records of training and money. When you delete your account they stay without your name.",
    covers=[
        "places.approval.by",
        "places.attendance.marked_by",
        "places.attendancemark.actor",
        "places.booking.booker",
        "places.place.person",
        "places.placeevent.actor",
        "places.proposedcharge.decided_by",
        "places.register.finished_by",
        "places.terms.changed_by",
    ],
    give=give_bookings,
    erase=erase_bookings,
    foresee=foresee_bookings,
)
