"""Moving a session that people are booked on: everybody is told once, with old and new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from bookings.places.calendar import place_url
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.services.calling_off import call_off_session
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.confirming import confirm_session
from bookings.places.services.moves import change_session, opened_mark, plan_of
from portal.base import clock
from portal.base.clock import LONDON
from portal.notify.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booker, make_booking, make_colleague, place_of
from tests.factories.training import SessionFactory, TrainerFactory, VenueFactory
from training.models import Session
from training.services import MeetingTime

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("fixed_clock"),
    pytest.mark.both_databases,
]

START = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
DAY, TWO_HOURS = timedelta(days=1), timedelta(hours=2)


def at(start: datetime, room: str = "") -> MeetingTime:
    return MeetingTime(start, start + TWO_HOURS, room)


MORNING, NEXT_DAY = at(START), at(START + DAY)


def on(session: Session, *meetings: MeetingTime, **changes: Any) -> int:
    """Saves it with these meetings, after changing fields, as a form does; how many were told of what is different."""
    return save(Session.objects.get(pk=session.pk), *meetings, **changes)


def save(read: Session, *meetings: MeetingTime, **changes: Any) -> int:
    """The same with a session as it was read, perhaps long ago."""
    opened = opened_mark(read)
    for name, value in changes.items():
        setattr(read, name, value)
    return change_session(
        session=read,
        meetings=meetings or [MORNING],
        capacity=24,
        actor=UserFactory(),
        opened=opened,
    ).people


def for_two(session: Session) -> tuple[Booking, Any, Any]:
    _user, senco, school = make_booker()
    colleague = make_colleague(school, name="Bola Example", email="bola@oakfield.example")
    booking = make_booking(session, senco, school, [senco, colleague])
    Message.objects.all().delete()
    return booking, senco, colleague


def event_for(message: Message) -> Any:
    return Calendar.from_ical(message.attachment).walk("VEVENT")[0]


def test_everybody_reads_once_what_was_and_what_is_now() -> None:
    session = SessionFactory(starts_at=START)
    booking, senco, colleague = for_two(session)
    assert on(session, NEXT_DAY) == 2
    told = {message.to: message for message in Message.objects.all()}
    assert set(told) == {senco.email, colleague.email}
    for message in told.values():
        assert "Before: Tuesday 9 March 2027, 9:30am to 11:30am" in message.body
        assert "Now: Wednesday 10 March 2027, 9:30am to 11:30am" in message.body
        assert booking.reference in message.body
        assert "cancelling costs nothing" in message.body
    assert "- Bola Example" in told[senco.email].body
    assert place_url(place_of(booking, colleague)) in told[colleague.email].body


def test_calendars_get_the_same_entry_with_a_higher_number() -> None:
    session = SessionFactory(starts_at=START)
    _user, senco, school = make_booker()
    make_booking(session, senco, school)
    first = event_for(Message.objects.get())
    for turn in (1, 2):
        Message.objects.all().delete()
        on(session, at(START + turn * DAY))
        now = event_for(Message.objects.get())
        assert now["uid"] == first["uid"]
        assert now["sequence"] > first["sequence"]
        assert now.start == START + turn * DAY
        first = now


def test_a_meeting_that_is_dropped_is_called_off_in_the_calendar() -> None:
    session = SessionFactory(
        meetings=[(m.starts_at, m.ends_at) for m in (MORNING, NEXT_DAY, at(START + 2 * DAY))]
    )
    make_booking(session)
    was = [event["uid"] for event in Calendar.from_ical(Message.objects.get().attachment).walk("VEVENT")]
    Message.objects.all().delete()
    on(session, MORNING, at(START + 2 * DAY))
    events = Calendar.from_ical(Message.objects.get().attachment).walk("VEVENT")
    assert [event["uid"] for event in events] == was
    assert [event["status"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_saving_without_a_change_that_matters_tells_nobody() -> None:
    session = SessionFactory(starts_at=START)
    for_two(session)
    assert on(session, MORNING, notes="Bring a book", joining_link="https://meet.example/first") == 0
    assert on(session, MORNING) == 0
    assert not Message.objects.exists()
    session.refresh_from_db()
    assert session.moved_at is None


@pytest.mark.parametrize(
    ("changes", "words", "moved"),
    [
        ({"format": "in-person", "venue": True}, "How\nBefore: Live online\nNow: In person", True),
        ({"joining_link": "https://meet.example/2"}, "The old link no longer works", False),
    ],
)
def test_how_and_where_are_told_too_and_a_new_link_is_no_reason_not_to_come(
    changes: dict[str, Any], words: str, moved: bool
) -> None:
    session = SessionFactory(starts_at=START, joining_link="https://meet.example/1")
    booking, _senco, _colleague = for_two(session)
    if changes.get("venue"):
        changes = {**changes, "venue": VenueFactory(name="Laleham Gap School")}
    on(session, MORNING, **changes)
    body = Message.objects.filter(to=booking.booker.email).get().body
    assert words in body
    assert ("cancelling costs nothing" in body) is moved
    assert "meet.example" not in body
    session.refresh_from_db()
    assert (session.moved_at is not None) is moved


def test_another_room_is_told() -> None:
    session = SessionFactory(starts_at=START)
    for_two(session)
    assert on(session, at(START, "Library")) == 2
    assert "Room\nBefore:" in Message.objects.first().body  # type: ignore[union-attr]
    session.refresh_from_db()
    assert session.moved_at is None


def test_each_change_is_told_once_and_a_repeat_is_not() -> None:
    session = SessionFactory(starts_at=START)
    for_two(session)
    assert [on(session, NEXT_DAY), on(session, NEXT_DAY), on(session, at(START + 2 * DAY))] == [2, 0, 2]
    assert Message.objects.count() == 4


def test_who_booked_before_it_moved_is_known_from_who_booked_after(fixed_clock: Any) -> None:
    session = SessionFactory(starts_at=START)
    before, _senco, _colleague = for_two(session)
    fixed_clock.shift(timedelta(minutes=1))
    on(session, NEXT_DAY)
    fixed_clock.shift(timedelta(minutes=1))
    after = make_booking(Session.objects.get(pk=session.pk))
    session.refresh_from_db()
    assert session.moved_since(before.places.first().created_at)
    assert not session.moved_since(after.places.get().created_at)


def test_it_stands_in_the_history_of_each_place_with_who_did_it() -> None:
    session = SessionFactory(starts_at=START)
    booking, _senco, colleague = for_two(session)
    on(session, NEXT_DAY)
    event = place_of(booking, colleague).events.get(kind=PlaceEvent.Kind.MOVED)
    assert event.actor is not None
    assert event.reason == "when"


def test_who_has_cancelled_is_not_told() -> None:
    session = SessionFactory(starts_at=START)
    booking, _senco, colleague = for_two(session)
    cancel_places(booking=booking, places=[place_of(booking, colleague)], actor=None)
    Message.objects.all().delete()
    assert on(session, NEXT_DAY) == 1
    assert Message.objects.get().to == booking.booker.email


def test_who_waits_is_told_without_a_calendar_and_keeps_their_turn() -> None:
    session = SessionFactory(starts_at=START, capacity=24)
    _user, senco, school = make_booker()
    booking = make_booking(session, senco, school)
    Place.objects.filter(booking=booking).update(state=Place.State.WAITING)
    Message.objects.all().delete()
    on(session, NEXT_DAY)
    message = Message.objects.get()
    assert "You keep your turn on the waiting list" in message.body
    assert not message.attachment
    assert "calendar file" not in message.body


def offered(session: Session) -> Booking:
    """Somebody who is offered a place for a day from now."""
    booking = make_booking(session)
    waits = make_booking(session, or_wait=True)
    cancel_places(booking=booking, actor=None)
    Message.objects.all().delete()
    return waits


def test_an_offer_ends_when_booking_comes_to_close_earlier_and_who_has_it_is_told(
    fixed_clock: Any,
) -> None:
    session = SessionFactory(starts_at=START, capacity=1)
    booking = offered(session)
    closes = clock.now() + timedelta(hours=5)
    assert on(session, booking_closes_at=closes) == 0
    place = booking.places.get()
    assert place.offer_expires_at == closes
    letter = Message.objects.get()
    assert (letter.template_key, letter.to) == ("waiting-offer-shorter", booking.booker.email)
    assert f"Accept or decline by {clock.say_moment(closes)}" in letter.body
    assert booking.waiting_group.key in letter.body
    event = PlaceEvent.objects.filter(place=place, kind="offered").last()
    assert event is not None and event.actor and clock.say_moment(closes) in event.reason
    on(session, booking_closes_at=closes)
    assert Message.objects.count() == 1


def test_an_offer_is_not_lengthened_and_stays_as_promised_while_booking_stays_open(
    fixed_clock: Any,
) -> None:
    session = SessionFactory(starts_at=START, capacity=1)
    promised = offered(session).places.get().offer_expires_at
    assert promised is not None
    on(session, booking_closes_at=promised + timedelta(minutes=1))
    on(session, at(START + DAY))
    assert Place.objects.get(state="offered").offer_expires_at == promised


def test_the_mail_of_a_move_says_how_long_the_offer_stands_and_no_other_does(fixed_clock: Any) -> None:
    session = SessionFactory(starts_at=START, capacity=1)
    booking = offered(session)
    sooner = clock.now().replace(minute=0) + timedelta(hours=12)
    on(session, at(sooner))
    assert booking.places.get().offer_expires_at == sooner
    letter = Message.objects.get()
    assert letter.template_key == "session-moved-booker"
    assert f"still yours to accept until {clock.say_moment(sooner)}" in letter.body


def test_whoever_is_offered_a_place_has_two_hours_though_booking_has_closed(fixed_clock: Any) -> None:
    session = SessionFactory(starts_at=START, capacity=1)
    booking = offered(session)
    on(session, booking_closes_at=clock.now() - timedelta(hours=1))
    until = booking.places.get().offer_expires_at
    assert until is not None
    assert timedelta(hours=2) <= until - clock.now() < timedelta(hours=2, minutes=1)


def test_somebody_who_booked_for_others_only_has_their_entry_changed_too() -> None:
    session = SessionFactory(starts_at=START)
    _user, senco, school = make_booker()
    make_booking(session, senco, school, [make_colleague(school, email="b@x.example")])
    first = event_for(Message.objects.get(to=senco.email))
    Message.objects.all().delete()
    on(session, NEXT_DAY)
    now = event_for(Message.objects.get(to=senco.email))
    assert now["uid"] == first["uid"]
    assert "attendee" not in now


def test_what_is_over_is_corrected_in_silence(fixed_clock: Any) -> None:
    session = SessionFactory(starts_at=START)
    for_two(session)
    fixed_clock.move_to(START + 7 * DAY)
    assert on(session, at(START + timedelta(hours=1)), state="completed") == 0
    assert on(session, at(START + timedelta(hours=2)), state="open") == 0


def test_the_plan_says_whom_it_concerns_and_changes_nothing() -> None:
    session = SessionFactory(starts_at=START)
    for_two(session)
    plan = plan_of(session=session, meetings=[NEXT_DAY])
    assert plan is not None
    assert str(plan.affected) == "2 people are booked"
    assert plan.moved
    assert not Message.objects.exists()
    assert plan_of(session=session, meetings=[MORNING]) is None
    other = plan_of(session=session, meetings=[at(START + 2 * DAY)])
    assert other is not None
    assert other.mark != plan.mark


def test_a_form_opened_before_it_was_cancelled_does_not_open_it_again() -> None:
    session = SessionFactory(starts_at=START)
    for_two(session)
    read = Session.objects.get(pk=session.pk)
    call_off_session(session_id=session.pk, reason="The trainer is ill", actor=None)
    Message.objects.all().delete()
    with pytest.raises(ValidationError, match="changed since you opened this form.*“Cancelled”"):
        save(read, NEXT_DAY, notes="Bring a book")
    session.refresh_from_db()
    assert (session.state, session.notes, session.starts_at) == ("cancelled", "", START)
    assert not Message.objects.exists()


def test_a_form_opened_before_it_was_said_to_go_ahead_asks_for_no_decision_again() -> None:
    session = SessionFactory(starts_at=START)
    read = Session.objects.get(pk=session.pk)
    confirm_session(session_id=session.pk, actor=None)
    with pytest.raises(ValidationError, match="“Confirmed: going ahead”"):
        save(read)
    session.refresh_from_db()
    assert session.state == "confirmed"


def test_of_two_forms_opened_at_the_same_time_the_second_is_refused() -> None:
    session = SessionFactory(starts_at=START)
    first, second = Session.objects.get(pk=session.pk), Session.objects.get(pk=session.pk)
    save(first, notes="Bring a book")
    with pytest.raises(ValidationError, match="changed since you opened"):
        save(second, notes="Bring two")
    session.refresh_from_db()
    assert session.notes == "Bring a book"


@pytest.mark.parametrize("state", ["draft", "open", "closed", "confirmed", "completed"])
def test_what_was_cancelled_is_opened_by_no_form(state: str) -> None:
    session = SessionFactory(starts_at=START)
    call_off_session(session_id=session.pk, reason="The trainer is ill", actor=None)
    with pytest.raises(ValidationError) as refusal:
        on(session, state=state)
    assert "stays cancelled" in refusal.value.message_dict["state"][0]
    session.refresh_from_db()
    assert session.state == "cancelled"


@pytest.mark.parametrize("year", [1, 207, 9999])
def test_a_meeting_in_a_year_that_cannot_be_meant_is_refused(year: int) -> None:
    """Also beside a trainer, whose time to travel is looked for around it."""
    session = SessionFactory(trainers=[TrainerFactory()])
    read = Session.objects.get()
    with pytest.raises(ValidationError, match="year"):
        on(
            session,
            MeetingTime(
                datetime(year, 12, 31, 22, tzinfo=UTC), datetime(year, 12, 31, 23, 50, tzinfo=UTC)
            ),
        )
    assert Session.objects.get().starts_at == read.starts_at


def test_what_other_services_wrote_meanwhile_is_kept() -> None:
    session = SessionFactory(starts_at=START)
    read = Session.objects.get(pk=session.pk)
    wrote = {"decision_asked_at": START, "moved_at": START, "cancel_reason": "Kept"}
    Session.objects.filter(pk=session.pk).update(**wrote)
    save(read, notes="Bring a book")
    assert Session.objects.filter(notes="Bring a book", **wrote).exists()
