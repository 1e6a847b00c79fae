"""An approval whose time is over at the moment at which somebody answers or gives back: one of them wins."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail

from bookings.places.approvals.services import approve, refuse, sweep_approvals
from bookings.places.errors import ApprovalOver, NotBookable
from bookings.places.models import Approval, Booking, Place, PlaceEvent
from bookings.places.services.calling_off import call_off_session
from bookings.places.services.cancellations import cancel_places
from portal.base import clock
from portal.notify.models import Message
from portal.outbox.due import run_due
from portal.outbox.models import OutboxRow
from tests.bookings.places.approvals.steps import held_booking, session_to_approve
from tests.bookings.places.waiting_steps import states, wait_for
from tests.factories.training import in_a_week
from tests.races.threads import call_together
from training.models import Session, SessionSeats

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

ROUNDS = 4
ENDS = {
    "approved": "confirmed",
    "refused": "refused",
    "lapsed": "unapproved",
    "withdrawn": "cancelled",
}
"""What an answer makes of the place."""


def _overdue() -> tuple[Approval, Booking]:
    """A held place whose time ended a second ago, and somebody who waits for it."""
    session = session_to_approve(starts_at=in_a_week() + timedelta(days=7))
    _booking, approval, _head = held_booking(session)
    waiting = wait_for(session)
    approval.expires_at = clock.now() - timedelta(seconds=1)
    approval.save()
    return approval, waiting


def _in_time(approval: Approval) -> dict[str, Any]:
    """An answer that was given in time and reaches the database only now."""
    return {"approval": approval, "actor": None, "now": approval.expires_at - timedelta(seconds=1)}


def _agree(approval: Approval, waiting: Booking) -> str:
    """The answer, once place, counter, waiting list, history and mails are seen to say the same."""
    approval.refresh_from_db()
    place = approval.places.get()
    seats = SessionSeats.objects.get(pk=place.session_id)
    session_places = Place.objects.filter(session=place.session_id)
    assert seats.taken == session_places.holding().count() == 1
    assert seats.waiting == session_places.filter(state=Place.State.WAITING).count()
    assert states(waiting) == ["waiting" if place.state == "confirmed" else "offered"]
    kinds = Counter(PlaceEvent.objects.filter(place=place).values_list("kind", flat=True))
    assert set(kinds.values()) == {1}, kinds
    told = Message.objects.filter(about=place.booking.reference)
    ended = told.filter(template_key__in=["approval-refused", "approval-lapsed", "approval-left"])
    assert ended.count() == (place.state != "confirmed")
    return approval.answer


def test_of_approving_and_lapsing_at_once_one_counts() -> None:
    for _round in range(ROUNDS):
        approval, waiting = _overdue()
        done, swept = call_together(partial(approve, **_in_time(approval)), sweep_approvals)
        answer = _agree(approval, waiting)
        assert approval.places.get().state == ENDS[answer]
        assert (len(done), swept) == (1, 0) if answer == "approved" else isinstance(done, ApprovalOver)
        assert answer == "approved" or swept == 1


def test_of_giving_back_and_lapsing_at_once_one_counts() -> None:
    for _round in range(ROUNDS):
        approval, waiting = _overdue()
        booking = approval.booking
        given, swept = call_together(
            partial(cancel_places, booking=booking, actor=None), sweep_approvals
        )
        answer = _agree(approval, waiting)
        assert approval.places.get().state == ENDS[answer]
        assert (len(given), swept) == ((1, 0) if answer == "withdrawn" else (0, 1))


def test_of_approving_and_refusing_and_lapsing_twice_at_once_one_counts() -> None:
    for _round in range(ROUNDS):
        approval, waiting = _overdue()
        answers = call_together(
            partial(approve, **_in_time(approval)),
            sweep_approvals,
            partial(refuse, **_in_time(Approval.objects.get(pk=approval.pk))),
            sweep_approvals,
        )
        answer = _agree(approval, waiting)
        assert approval.places.get().state == ENDS[answer]
        assert not [
            one for one in answers if isinstance(one, Exception) and type(one) is not ApprovalOver
        ]


def test_of_approving_and_our_cancelling_the_session_at_once_nobody_is_left_with_a_place() -> None:
    for _round in range(ROUNDS):
        approval, waiting = _overdue()
        session = approval.booking.session_id
        done, ended, _swept = call_together(
            partial(approve, **_in_time(approval)),
            partial(call_off_session, session_id=session, reason="Snow", actor=None),
            sweep_approvals,
        )
        assert isinstance(done, list | ApprovalOver | NotBookable), done
        assert isinstance(ended, list), ended
        assert SessionSeats.objects.get(pk=session).taken == 0
        assert not Place.objects.active().filter(session=session).exists()
        approval.refresh_from_db()
        assert approval.answer
        assert set(states(waiting)) == {"session_cancelled"}


def _much_that_is_due(number: int) -> list[Session]:
    """Sessions of which each has an approval that ended, one to be reminded of, and somebody who waits."""
    sessions = []
    for _session in range(number):
        session = session_to_approve(capacity=2, starts_at=in_a_week() + timedelta(days=7))
        _first, ended, _head = held_booking(session)
        _second, soon, _other = held_booking(session)
        wait_for(session)
        now = clock.now()
        Approval.objects.filter(pk=ended.pk).update(expires_at=now - timedelta(seconds=1))
        Approval.objects.filter(pk=soon.pk).update(expires_at=now + timedelta(hours=23))
        sessions.append(session)
    return sessions


def test_two_workers_at_once_end_and_remind_and_offer_and_send_once() -> None:
    sessions = _much_that_is_due(3)
    mail.outbox.clear()
    assert call_together(run_due, run_due, run_due) == [[], [], []]
    for session in sessions:
        found = Counter(session.places.values_list("state", flat=True))
        assert found == {"unapproved": 1, "held": 1, "offered": 1}
        assert SessionSeats.objects.get(pk=session.pk).taken == 2
    kinds = Counter(Message.objects.values_list("template_key", flat=True))
    assert [kinds[key] for key in ("approval-lapsed", "approval-reminder", "waiting-offer")] == [3, 3, 3]
    assert call_together(run_due, run_due) == [[], []]
    assert not OutboxRow.objects.filter(kind="mail").exists()
    sent = Counter(one.extra_headers["Message-ID"] for one in mail.outbox)
    assert set(sent.values()) == {1}
    assert len(sent) == Message.objects.count()
