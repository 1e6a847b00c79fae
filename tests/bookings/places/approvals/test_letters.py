"""Booking that comes to close earlier shortens the time to approve, and those concerned are told at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from time_machine import Traveller

from bookings.places.approvals.models import Approval
from bookings.places.approvals.services import approve, sweep_approvals
from bookings.places.models import Booking
from bookings.places.services.moves import Told, change_session, opened_mark
from portal.accounts.models import Membership, User
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.places.approvals.steps import held_booking
from tests.factories.accounts import UserFactory
from training.models import Session
from training.services import MeetingTime

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("clock_of_the_test"),
]

Held = tuple[Booking, Approval, User]


@pytest.fixture
def held() -> Held:
    """Places held for 72 hours, with the mails about them read."""
    found = held_booking()
    Message.objects.all().delete()
    return found


def closes(booking: Booking, at: datetime, *, later: timedelta = timedelta()) -> Told:
    """An officer has booking close at this moment; with ``later``, the session is moved as well."""
    session = Session.objects.get(pk=booking.session_id)
    opened = opened_mark(session)
    session.booking_closes_at = at
    return change_session(
        session=session,
        meetings=[
            MeetingTime(row.starts_at + later, row.ends_at + later) for row in session.meetings.all()
        ],
        capacity=1,
        actor=UserFactory(),
        opened=opened,
    )


def keys() -> list[str]:
    return sorted(Message.objects.values_list("template_key", flat=True))


def mail(key: str) -> Message:
    return Message.objects.get(template_key=key)


def test_the_head_and_who_booked_are_told_at_once_of_before_and_now(held: Held) -> None:
    booking, approval, head = held
    until = clock.now() + timedelta(hours=40)
    assert closes(booking, until) == Told(approvals=1)
    asked, waits = mail("approval-shorter"), mail("approval-held-shorter")
    assert (asked.to, waits.to) == (head.email, booking.booker.email)
    for letter in (asked, waits):
        assert clock.say_moment(approval.expires_at) in letter.body
        assert clock.say_moment(until) in letter.body and clock.say_moment(until) in letter.subject
    assert "/bookings/approval/" in asked.body and "/bookings/approval/" not in waits.body
    approval.refresh_from_db()
    assert approval.expires_at == until


def test_saving_the_same_again_or_a_later_end_tells_nobody_more(held: Held) -> None:
    booking, _approval, _head = held
    until = clock.now() + timedelta(hours=40)
    closes(booking, until)
    assert closes(booking, until) == closes(booking, until + timedelta(hours=9)) == Told()
    assert keys() == ["approval-held-shorter", "approval-shorter"]


def test_it_is_the_reminder_as_well_where_no_more_than_a_day_is_left(
    held: Held, clock_of_the_test: Traveller
) -> None:
    booking, _approval, _head = held
    closes(booking, clock.now() + timedelta(hours=20))
    sweep_approvals()
    clock_of_the_test.shift(timedelta(hours=19))
    sweep_approvals()
    assert keys() == ["approval-held-shorter", "approval-shorter"]


def test_a_day_before_the_shorter_end_the_head_is_reminded(
    held: Held, clock_of_the_test: Traveller
) -> None:
    booking, _approval, _head = held
    closes(booking, clock.now() + timedelta(hours=40))
    sweep_approvals()
    assert "approval-reminder" not in keys()
    clock_of_the_test.shift(timedelta(hours=17))
    sweep_approvals()
    assert "approval-reminder" in keys()


def test_where_the_date_moves_too_who_booked_reads_it_in_that_mail_alone(held: Held) -> None:
    booking, _approval, _head = held
    told = closes(booking, clock.now() + timedelta(hours=40), later=timedelta(days=1))
    assert (told.people, told.approvals) == (1, 1)
    assert "approval-held-shorter" not in keys() and "approval-shorter" in keys()


def test_officers_are_told_where_the_school_has_no_approver_any_more(held: Held) -> None:
    booking, _approval, head = held
    officer = UserFactory(groups=["Officers"])
    Membership.objects.filter(person__user=head).update(ended_on=clock.today() - timedelta(days=1))
    until = clock.now() + timedelta(hours=40)
    closes(booking, until)
    letter = mail("approval-for-officers")
    assert letter.to == officer.email and clock.say_moment(until) in letter.subject
    assert "has no head or approver" in mail("approval-held-shorter").body


def test_of_what_is_answered_nobody_is_told(held: Held) -> None:
    booking, approval, head = held
    approve(approval=approval, actor=head)
    Message.objects.all().delete()
    assert closes(booking, clock.now() + timedelta(hours=40)) == Told()
    assert keys() == []
