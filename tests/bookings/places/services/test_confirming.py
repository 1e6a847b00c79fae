"""Whether a session goes ahead: officers are asked once, and people are told when it does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from bookings.places.errors import CannotConfirm
from bookings.places.models import Place
from bookings.places.services import confirming
from bookings.places.services.confirming import ask_when_due, confirm_session
from portal.base.clock import LONDON
from portal.notify.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import SessionFactory
from training.models import Session
from training.services import MeetingTime, check_session, save_session

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("fixed_clock"),
    pytest.mark.both_databases,
]

START = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
DAY = date(2027, 2, 23)
MORNING = datetime(2027, 2, 23, 7, 0, tzinfo=LONDON)


def undecided(**given: Any) -> Session:
    session: Session = SessionFactory(**{"starts_at": START, "minimum": 8, "decide_by": DAY, **given})
    return session


def confirm(session: Session) -> list[Place]:
    return confirm_session(session_id=session.pk, actor=UserFactory())


def test_it_goes_ahead_and_everybody_with_a_place_is_told_once() -> None:
    session = undecided(capacity=2)
    _user, senco, school = make_booker()
    colleague = make_colleague(school, name="Bola Example", email="bola@oakfield.example")
    make_booking(session, senco, school, [senco, colleague])
    _user, other, elsewhere = make_booker()
    make_booking(session, other, elsewhere, or_wait=True)
    Message.objects.all().delete()
    assert len(confirm(session)) == 2
    assert confirm(session) == []
    assert {message.to for message in Message.objects.all()} == {senco.email, colleague.email}
    assert Message.objects.count() == 2
    session.refresh_from_db()
    assert session.state == "confirmed"
    assert "- Bola Example" in Message.objects.get(to=senco.email).body
    assert "- Bola Example" not in Message.objects.get(to=colleague.email).body


def test_a_session_closed_for_booking_stays_shut() -> None:
    session = undecided(state="closed", booking_opens_at=START - timedelta(days=60))
    confirm(session)
    session = Session.objects.get(pk=session.pk)
    assert session.state == "confirmed"
    assert session.booking() == "closed"


@pytest.mark.parametrize("state", ["draft", "cancelled", "completed"])
def test_what_does_not_wait_for_a_decision_is_refused(state: str) -> None:
    with pytest.raises(CannotConfirm):
        confirm(undecided(state=state))


def test_what_has_begun_is_refused(fixed_clock: Any) -> None:
    session = undecided()
    fixed_clock.move_to(START)
    with pytest.raises(CannotConfirm, match="has begun"):
        confirm(session)


@pytest.mark.parametrize(
    ("at", "asked"),
    [
        (MORNING - timedelta(days=1), 0),
        (MORNING - timedelta(minutes=1), 0),
        (MORNING, 1),
        (MORNING + timedelta(days=3), 1),
        (START, 0),
    ],
)
def test_officers_are_asked_from_the_morning_of_the_day_until_it_begins(
    fixed_clock: Any, at: datetime, asked: int
) -> None:
    UserFactory(groups=["Officers"])
    undecided()
    fixed_clock.move_to(at)
    assert ask_when_due() == asked
    assert Message.objects.count() == asked


def test_they_are_asked_once_with_the_numbers(fixed_clock: Any) -> None:
    officer = UserFactory(groups=["Officers"])
    make_booking(undecided())
    Message.objects.all().delete()
    fixed_clock.move_to(MORNING)
    assert [ask_when_due(), ask_when_due()] == [1, 0]
    message = Message.objects.get()
    assert message.to == officer.email
    assert "1 person is booked; it needs at least 8." in message.body


@pytest.mark.parametrize("state", ["draft", "confirmed", "cancelled"])
def test_nobody_is_asked_about_what_is_decided(fixed_clock: Any, state: str) -> None:
    undecided(state=state)
    fixed_clock.move_to(MORNING)
    assert ask_when_due() == 0


@pytest.mark.parametrize(
    ("minimum", "day", "words"),
    [(8, None, "Say by which day"), (8, date(2027, 3, 10), "before the first meeting")],
)
def test_a_smallest_number_has_a_day_of_decision_before_the_start(
    minimum: int, day: date | None, words: str
) -> None:
    session = undecided()
    session.minimum, session.decide_by = minimum, day
    with pytest.raises(ValidationError) as refusal:
        check_session(session=session, meetings=[MeetingTime(START, START + timedelta(hours=2))])
    assert words in refusal.value.message_dict["decide_by"][0]


def test_another_day_of_decision_is_asked_on_too(fixed_clock: Any) -> None:
    UserFactory(groups=["Officers"])
    session = undecided()
    fixed_clock.move_to(MORNING)
    assert ask_when_due() == 1
    change(session, decide_by=DAY + timedelta(days=7))
    assert ask_when_due() == 0
    fixed_clock.move_to(MORNING + timedelta(days=7))
    assert [ask_when_due(), ask_when_due()] == [1, 0]


def test_another_change_of_the_session_asks_nobody_again(fixed_clock: Any) -> None:
    UserFactory(groups=["Officers"])
    session = undecided()
    fixed_clock.move_to(MORNING)
    ask_when_due()
    change(session, notes="Bring a book")
    assert ask_when_due() == 0


def test_while_there_is_nobody_to_ask_it_stays_to_be_asked(fixed_clock: Any) -> None:
    session = undecided()
    fixed_clock.move_to(MORNING)
    assert ask_when_due() == 0
    session.refresh_from_db()
    assert session.decision_asked_at is None
    UserFactory(groups=["Officers"])
    assert ask_when_due() == 1


def test_one_that_cannot_be_asked_about_keeps_none_of_the_others(
    fixed_clock: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    UserFactory(groups=["Officers"])
    faulty, other = undecided(), undecided(starts_at=START + timedelta(hours=3))

    def numbers(session: Session, _affected: object) -> str:
        if session == faulty:
            raise RuntimeError("its numbers cannot be read")
        return "8 people are booked."

    monkeypatch.setattr(confirming, "numbers_words", numbers)
    fixed_clock.move_to(MORNING)
    assert ask_when_due() == 1
    assert f"session {faulty.pk}" in caplog.text
    asked = Session.objects.filter(decision_asked_at__isnull=False)
    assert [row.pk for row in asked] == [other.pk]


def change(session: Session, **changes: Any) -> None:
    """As the form does."""
    session = Session.objects.get(pk=session.pk)
    for name, value in changes.items():
        setattr(session, name, value)
    save_session(session=session, meetings=[MeetingTime(START, START + timedelta(hours=2))])
