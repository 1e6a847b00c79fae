"""Reminders: at the right time on Kent's clock, to whoever still goes, once, and never stale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller, travel

from bookings.places.models import Approval, Booking, Place, Reminder, ReminderRule
from bookings.places.reminders import services
from bookings.places.reminders.services import remind_who_is_due
from bookings.places.services.cancellations import cancel_places
from portal.accounts.models import Person, School
from portal.base.clock import LONDON
from portal.notify.models import Message
from portal.outbox.models import OutboxRow
from portal.outbox.retention import keep_to
from tests.factories.places import make_booker, make_booking, make_colleague, place_of
from tests.factories.training import CoursePageFactory, SessionFactory
from training.choices import SessionState
from training.models import Meeting, Session
from training.services import MeetingTime, save_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BOOKED = datetime(2027, 3, 1, 9, tzinfo=LONDON)
START = datetime(2027, 3, 30, 9, 30, tzinfo=LONDON)
A_WEEK_BEFORE = datetime(2027, 3, 23, 9, 30, tzinfo=UTC)
A_DAY_BEFORE = datetime(2027, 3, 29, 8, 30, tzinfo=UTC)
AN_HOUR_BEFORE = datetime(2027, 3, 30, 7, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LINK = "https://meet.example/secret"


@pytest.fixture(autouse=True)
def only_reminders(db: None) -> None:
    """Nobody is asked what a course was worth: ``tests/bookings/places/evaluations`` has those mails."""
    ReminderRule.objects.filter(about__in=ReminderRule.QUESTIONS).update(active=False)


@pytest.fixture(autouse=True)
def at() -> Iterator[Traveller]:
    """The clock, which stands at the day of booking."""
    with travel(BOOKED, tick=False) as traveller:
        yield traveller


def reminded() -> list[Message]:
    return list(Message.objects.filter(template_key__startswith="reminder").order_by("pk"))


def kinds() -> list[str]:
    return [message.template_key for message in reminded()]


def booked(**session: Any) -> Booking:
    return make_booking(SessionFactory(**{"starts_at": START, **session}))


def with_colleague(session: Session) -> tuple[Booking, Person, School]:
    _user, senco, school = make_booker()
    bola = make_colleague(school, name="Bola Example", email="bola@x.example")
    return make_booking(session, senco, school, [senco, bola]), bola, school


def test_the_seven_day_reminder_of_half_past_nine_comes_at_half_past_nine_before_the_clocks_change(
    at: Traveller,
) -> None:
    booked()
    at.move_to(A_WEEK_BEFORE - MINUTE)
    assert remind_who_is_due() == 0
    at.move_to(A_WEEK_BEFORE)
    assert remind_who_is_due() == 1
    (message,) = reminded()
    assert message.subject.endswith("Tuesday 30 March 2027")
    assert "Tuesday 30 March 2027, 9:30am to 11:30am (UK time)" in message.body


@pytest.mark.parametrize("day", ["2027-03-28", "2027-03-29", "2026-10-26", "2027-11-01"])
def test_a_day_before_is_the_same_time_of_day_in_kent(at: Traveller, day: str) -> None:
    start = datetime.fromisoformat(f"{day}T09:30").replace(tzinfo=LONDON)
    at.move_to(start - timedelta(days=20))
    booked(starts_at=start)
    due = datetime.combine(start.date() - timedelta(days=1), start.time(), LONDON)
    at.move_to(due.astimezone(UTC) - MINUTE)
    remind_who_is_due()
    assert kinds() == []
    at.move_to(due.astimezone(UTC))
    remind_who_is_due()
    assert kinds() == ["reminder"]


def test_the_link_comes_an_hour_before_to_those_who_join_online(at: Traveller) -> None:
    booked(joining_link=LINK)
    at.move_to(AN_HOUR_BEFORE - MINUTE)
    remind_who_is_due()
    assert "reminder-link" not in kinds()
    at.move_to(AN_HOUR_BEFORE)
    remind_who_is_due()
    message = reminded()[-1]
    assert message.template_key == "reminder-link"
    assert LINK in message.body
    assert "9:30am (UK time)" in message.body


def test_no_link_no_mail_and_one_that_is_entered_late_is_sent_at_once(at: Traveller) -> None:
    booking = booked()
    at.move_to(AN_HOUR_BEFORE)
    remind_who_is_due()
    assert "reminder-link" not in kinds()
    Session.objects.filter(pk=booking.session_id).update(joining_link=LINK)
    at.move_to(START + 5 * MINUTE)
    remind_who_is_due()
    assert "reminder-link" in kinds()


def test_each_reminder_carries_the_address_of_its_reader_s_own_place(at: Traveller) -> None:
    booking, bola, _school = with_colleague(SessionFactory(starts_at=START, joining_link=LINK))
    for moment in (A_WEEK_BEFORE, A_DAY_BEFORE, AN_HOUR_BEFORE):
        at.move_to(moment)
        remind_who_is_due()
    keys = {person.email: place_of(booking, person).key for person in (bola, booking.booker)}
    assert len(reminded()) == 6
    for message in reminded():
        assert f"/bookings/place/{keys[message.to]}/" in message.body
        others = set(keys.values()) - {keys[message.to]}
        assert not any(key in message.body for key in others)
        assert message.about == booking.reference


def test_nobody_is_reminded_twice_however_often_the_worker_looks(at: Traveller) -> None:
    booked()
    at.move_to(A_WEEK_BEFORE)
    for minutes in range(5):
        at.move_to(A_WEEK_BEFORE + minutes * MINUTE)
        remind_who_is_due()
    assert kinds() == ["reminder"]
    assert OutboxRow.objects.filter(kind="mail", key=str(reminded()[0].pk)).count() == 1


def test_the_database_itself_refuses_a_second_reminder(at: Traveller) -> None:
    booking = booked()
    at.move_to(A_WEEK_BEFORE)
    remind_who_is_due()
    row = Reminder.objects.get(place__booking=booking)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(place=row.place, rule=row.rule, meeting_at=row.meeting_at)


def test_of_two_workers_the_second_writes_nothing(
    at: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked()
    at.move_to(A_WEEK_BEFORE)
    first_look = services._owed

    def both_look(*args: Any) -> Any:
        found = first_look(*args)
        monkeypatch.setattr(services, "_owed", first_look)
        assert remind_who_is_due() == 1
        return found

    monkeypatch.setattr(services, "_owed", both_look)
    assert remind_who_is_due() == 0
    assert kinds() == ["reminder"]


def test_a_worker_that_was_down_sends_no_stale_reminder(at: Traveller) -> None:
    booked()
    at.move_to(A_WEEK_BEFORE + timedelta(hours=20))
    assert remind_who_is_due() == 1
    Reminder.objects.all().delete()
    Message.objects.all().delete()
    at.move_to(A_DAY_BEFORE + 10 * MINUTE)
    assert remind_who_is_due() == 1
    assert [row.rule.key for row in Reminder.objects.all()] == ["a-day"]
    Reminder.objects.all().delete()
    at.move_to(START - timedelta(hours=3))
    assert remind_who_is_due() == 0


def test_who_books_later_gets_none_of_those_that_are_past(at: Traveller) -> None:
    session = SessionFactory(starts_at=START)
    at.move_to(A_WEEK_BEFORE + MINUTE)
    make_booking(session)
    remind_who_is_due()
    assert kinds() == []
    at.move_to(A_DAY_BEFORE)
    remind_who_is_due()
    assert kinds() == ["reminder"]


def test_a_place_counts_from_when_it_was_confirmed_and_not_from_joining_the_waiting_list(
    at: Traveller,
) -> None:
    booking = booked()
    place = booking.places.get()
    place.events.all().delete()
    at.move_to(A_WEEK_BEFORE + MINUTE)
    place.events.create(kind="confirmed")
    remind_who_is_due()
    assert kinds() == []


def test_only_those_who_go_are_reminded(at: Traveller) -> None:
    booking, bola, _school = with_colleague(SessionFactory(starts_at=START))
    cancel_places(booking=booking, places=[place_of(booking, bola)], actor=None)
    for state in set(Place.State.values) - {"confirmed", "cancelled"}:
        row = booked(starts_at=START).places.get()
        extra: dict[str, Any] = {"offer_expires_at": START} if state == "offered" else {}
        if state == "held":
            extra = {"approval": Approval.objects.create(booking=row.booking, expires_at=START)}
        Place.objects.filter(pk=row.pk).update(state=state, **extra)
    at.move_to(A_WEEK_BEFORE)
    remind_who_is_due()
    assert [message.to for message in reminded()] == [booking.booker.email]


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.COMPLETED])
def test_of_a_date_that_does_not_take_place_nobody_is_reminded(at: Traveller, state: str) -> None:
    booking = booked()
    Session.objects.filter(pk=booking.session_id).update(state=state)
    at.move_to(A_WEEK_BEFORE)
    assert remind_who_is_due() == 0


def test_a_delegate_without_an_e_mail_is_passed_over(at: Traveller) -> None:
    _user, senco, school = make_booker()
    make_booking(SessionFactory(starts_at=START), senco, school, [make_colleague(school, email="")])
    at.move_to(A_WEEK_BEFORE)
    assert remind_who_is_due() == 0


def test_a_course_of_three_meetings_is_announced_once_and_each_meeting_the_day_before(
    at: Traveller,
) -> None:
    starts = [START + timedelta(weeks=n) for n in range(3)]
    booked(meetings=[(start, start + timedelta(hours=2)) for start in starts])
    for day in range(10):
        at.move_to(A_WEEK_BEFORE + timedelta(days=day))
        remind_who_is_due()
    assert [row.rule.key for row in Reminder.objects.order_by("pk")] == ["a-week", "a-day"]
    for day in range(10, 21):
        at.move_to(A_WEEK_BEFORE + timedelta(days=day))
        remind_who_is_due()
    assert [row.rule.key for row in Reminder.objects.order_by("pk")] == ["a-week", *["a-day"] * 3]
    assert "(meeting 2 of 3)" in reminded()[2].body


def test_a_date_that_is_moved_is_announced_anew(at: Traveller) -> None:
    booking = booked()
    at.move_to(A_WEEK_BEFORE)
    remind_who_is_due()
    later = START + timedelta(days=14)
    session = Session.objects.get(pk=booking.session_id)
    save_session(session=session, meetings=[MeetingTime(later, later + timedelta(hours=2))])
    at.move_to(later - timedelta(days=7))
    remind_who_is_due()
    assert [message.subject[-13:] for message in reminded()] == ["30 March 2027", "13 April 2027"]


def test_staff_can_stop_a_rule_and_set_another_time(at: Traveller) -> None:
    booked()
    ReminderRule.objects.filter(key="a-week").update(active=False)
    ReminderRule.objects.filter(key="a-day").update(days=2)
    at.move_to(A_WEEK_BEFORE)
    assert remind_who_is_due() == 0
    at.move_to(A_DAY_BEFORE - timedelta(days=1))
    assert remind_who_is_due() == 1


def test_a_letter_that_cannot_be_written_keeps_no_other_back(at: Traveller) -> None:
    booking, bola, _school = with_colleague(SessionFactory(starts_at=START))
    Person.objects.filter(pk=bola.pk).update(email="no address at all")
    at.move_to(A_WEEK_BEFORE)
    assert remind_who_is_due() == 1
    assert [message.to for message in reminded()] == [booking.booker.email]
    assert remind_who_is_due() == 0


def test_names_in_any_script_come_through(at: Traveller) -> None:
    name = "Siân O'Brien-Nguyễn 🎉 \u202bשרה\u202c"
    _user, senco, school = make_booker()
    session = SessionFactory(starts_at=START, course=CoursePageFactory(title="Siân’s talk 🎉 שרה"))
    make_booking(session, senco, school, [make_colleague(school, name=name, email="s@x.example")])
    at.move_to(A_WEEK_BEFORE)
    remind_who_is_due()
    assert reminded()[0].body.startswith(f"Dear {name}")
    assert "Siân’s talk 🎉 שרה" in reminded()[0].subject


def test_when_all_is_done_a_look_takes_few_statements(at: Traveller) -> None:
    for _number in range(4):
        booked()
    at.move_to(A_WEEK_BEFORE)
    remind_who_is_due()
    with CaptureQueriesContext(connection) as found:
        assert remind_who_is_due() == 0
    assert len(found) <= 8


def test_who_was_reminded_is_forgotten_two_months_after(at: Traveller) -> None:
    booked()
    at.move_to(A_WEEK_BEFORE)
    remind_who_is_due()
    at.move_to(START + timedelta(days=59))
    assert keep_to(services.RETENTION) == 0
    at.move_to(START + timedelta(days=61))
    assert keep_to(services.RETENTION) == 1
    assert not Reminder.objects.exists()
    assert Meeting.objects.exists()
