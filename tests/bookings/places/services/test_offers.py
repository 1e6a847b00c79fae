"""The waiting list moves by itself: in the change that frees a seat, or when an offer's time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from bookings.places.errors import AlreadyBooked, NotBookable, OfferOver, SessionFull
from bookings.places.models import Booking, PlaceEvent
from bookings.places.services import offers
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.capacity import set_capacity
from bookings.places.services.offers import sweep_offers
from bookings.places.services.reconciliation import reconcile
from bookings.places.services.waiting import accept_offer, claim_places, decline_offer, pin_group
from portal.notify.models import Message
from tests.bookings.places.waiting_steps import MORNING, START, counter, mails, offered, states, wait_for
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booking
from tests.factories.training import SessionFactory
from training.choices import SessionState
from training.models import Session, SessionSeats

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("clock_of_the_test"),
]


def test_a_full_session_takes_people_on_its_waiting_list(full: tuple[Session, Booking]) -> None:
    session, _holder = full
    booking = wait_for(session, 2)
    assert booking.state == Booking.State.WAITING
    assert states(booking) == ["waiting", "waiting"]
    assert counter(session) == (1, 2)
    assert mails(booking) == ["waiting-joined"]
    assert "as number 1" in Message.objects.latest("pk").body


def test_who_is_on_the_list_cannot_join_it_again(full: tuple[Session, Booking]) -> None:
    session, _holder = full
    booking = wait_for(session)
    with pytest.raises(AlreadyBooked, match="waiting list of this date already"):
        make_booking(session, booking.booker, booking.school, or_wait=True)
    assert counter(session) == (1, 1)


def test_joining_a_session_with_room_books_at_once() -> None:
    session = SessionFactory(capacity=2, starts_at=START)
    assert wait_for(session, 2).state == Booking.State.CONFIRMED
    assert counter(session) == (2, 0)


def test_the_public_door_is_shut_while_anyone_waits(full: tuple[Session, Booking]) -> None:
    session, holder = full
    waiter = wait_for(session, 3, together=True)
    cancel_places(booking=holder, actor=None)
    assert states(waiter) == ["waiting"] * 3
    with pytest.raises(SessionFull):
        make_booking(session)


def test_a_place_given_back_is_offered_to_the_first_in_the_same_breath(
    full: tuple[Session, Booking],
) -> None:
    session, holder = full
    first, second = wait_for(session), wait_for(session)
    cancel_places(booking=holder, actor=None)
    assert (states(first), states(second)) == (["offered"], ["waiting"])
    assert counter(session) == (1, 1)
    place = first.places.get()
    assert place.offer_expires_at == MORNING + timedelta(days=1)
    letter = Message.objects.filter(to=first.booker.email).latest("pk")
    assert letter.template_key == "waiting-offer"
    assert first.waiting_group.key in letter.body
    assert "Tuesday 2 February 2027, 10:00am" in letter.body


def test_a_group_of_three_that_joins_is_offered_the_one_place_left_beside_a_passed_over_group() -> None:
    session = SessionFactory(capacity=2, starts_at=START)
    make_booking(session)
    passed_over = wait_for(session, 3, together=True)
    joined = wait_for(session, 3)
    assert states(passed_over) == ["waiting"] * 3
    assert states(joined) == ["offered", "waiting", "waiting"]
    assert counter(session) == (2, 5)


def test_of_three_together_none_is_offered_until_there_are_three(full: tuple[Session, Booking]) -> None:
    session, holder = full
    together, single = wait_for(session, 3, together=True), wait_for(session)
    cancel_places(booking=holder, actor=None)
    assert (states(together), states(single)) == (["waiting"] * 3, ["offered"])
    set_capacity(session=session, capacity=4)
    assert states(together) == ["offered"] * 3
    assert counter(session) == (4, 0)


def test_accepting_confirms_the_place_and_sends_the_confirmation(full: tuple[Session, Booking]) -> None:
    session, holder = full
    booking = wait_for(session)
    cancel_places(booking=holder, actor=None)
    done = accept_offer(group=booking.waiting_group, places=offered(booking), by_link=True)
    assert [place.person for place in done] == [booking.booker]
    booking.refresh_from_db()
    assert booking.state == Booking.State.CONFIRMED
    assert counter(session) == (1, 0)
    assert mails(booking)[-1] == "booking-confirmed-booker"
    assert PlaceEvent.objects.get(place=done[0], kind="confirmed").by_link


def test_accepting_twice_books_and_writes_once(full: tuple[Session, Booking]) -> None:
    session, holder = full
    booking = wait_for(session)
    cancel_places(booking=holder, actor=None)
    places = offered(booking)
    accept_offer(group=booking.waiting_group, places=places)
    before = Message.objects.count()
    assert accept_offer(group=booking.waiting_group, places=places) == []
    assert Message.objects.count() == before


def test_the_price_agreed_is_that_of_the_places_accepted() -> None:
    session = SessionFactory(
        capacity=1, starts_at=START, course__funding="chargeable", course__price_pence=9500
    )
    holder = make_booking(session)
    booking = wait_for(session, 2)
    assert booking.price_pence == 0
    cancel_places(booking=holder, actor=None)
    accept_offer(group=booking.waiting_group, places=offered(booking))
    booking.refresh_from_db()
    assert booking.price_pence == 9500


def test_an_offer_is_over_when_its_time_is_though_nobody_swept(
    full: tuple[Session, Booking], clock_of_the_test: Traveller
) -> None:
    session, holder = full
    booking = wait_for(session)
    cancel_places(booking=holder, actor=None)
    places = offered(booking)
    clock_of_the_test.move_to(MORNING + timedelta(days=1))
    with pytest.raises(OfferOver):
        accept_offer(group=booking.waiting_group, places=places)
    assert states(booking) == ["offered"]


def test_an_unanswered_offer_goes_on_to_the_next(
    full: tuple[Session, Booking], clock_of_the_test: Traveller
) -> None:
    session, holder = full
    first, second = wait_for(session), wait_for(session)
    cancel_places(booking=holder, actor=None)
    assert sweep_offers() == 0
    clock_of_the_test.move_to(MORNING + timedelta(days=1))
    assert sweep_offers() == 1
    assert (states(first), states(second)) == (["lapsed"], ["offered"])
    first.refresh_from_db()
    assert first.state == Booking.State.CANCELLED
    assert mails(first)[-1] == "waiting-offer-lapsed"
    assert counter(session) == (1, 0)
    assert sweep_offers() == 0


def test_a_declined_offer_goes_on_to_the_next_and_not_back(full: tuple[Session, Booking]) -> None:
    session, holder = full
    first, second = wait_for(session), wait_for(session)
    cancel_places(booking=holder, actor=None)
    decline_offer(group=first.waiting_group, places=offered(first))
    assert (states(first), states(second)) == (["declined"], ["offered"])


def test_who_accepted_and_cancels_is_not_offered_it_again(full: tuple[Session, Booking]) -> None:
    session, holder = full
    first, second = wait_for(session), wait_for(session)
    cancel_places(booking=holder, actor=None)
    accept_offer(group=first.waiting_group, places=offered(first))
    cancel_places(booking=first, actor=None)
    assert (states(first), states(second)) == (["cancelled"], ["offered"])


def test_who_leaves_the_line_makes_way_for_the_next(full: tuple[Session, Booking]) -> None:
    session, holder = full
    first, second = wait_for(session, 2), wait_for(session)
    assert cancel_places(booking=first, actor=None)
    assert mails(first)[-1] == "waiting-left"
    cancel_places(booking=holder, actor=None)
    assert states(second) == ["offered"]
    assert counter(session) == (1, 0)


def test_with_the_last_who_waits_the_door_opens_again() -> None:
    session = SessionFactory(capacity=2, starts_at=START)
    make_booking(session)
    together = wait_for(session, 3, together=True)
    cancel_places(booking=together, actor=None)
    assert SessionSeats.objects.get(pk=session.pk).left == 1
    make_booking(session)


def test_nothing_is_offered_on_a_cancelled_session_or_once_booking_has_closed(
    full: tuple[Session, Booking],
) -> None:
    session, holder = full
    booking = wait_for(session)
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    cancel_places(booking=holder, actor=None)
    assert states(booking) == ["waiting"]


def test_when_booking_closes_those_who_wait_are_told_that_no_place_came_free(
    full: tuple[Session, Booking], clock_of_the_test: Traveller
) -> None:
    session, _holder = full
    booking = wait_for(session)
    clock_of_the_test.move_to(START)
    assert sweep_offers() == 1
    assert mails(booking)[-1] == "waiting-ended"
    assert counter(session) == (1, 0)
    assert sweep_offers() == 0


def test_in_the_last_two_days_whoever_is_first_has_the_place(
    full: tuple[Session, Booking], clock_of_the_test: Traveller
) -> None:
    session, holder = full
    first, second = wait_for(session), wait_for(session)
    clock_of_the_test.move_to(START - timedelta(hours=47))
    cancel_places(booking=holder, actor=None)
    assert (states(first), states(second)) == (["waiting"], ["waiting"])
    assert mails(first)[-1] == mails(second)[-1] == "waiting-open-call"
    claim_places(group=second.waiting_group, places=list(second.places.all()), by_link=True)
    with pytest.raises(SessionFull):
        claim_places(group=first.waiting_group, places=list(first.places.all()))
    assert counter(session) == (1, 1)
    sweep_offers()
    assert mails(first).count("waiting-open-call") == 1


def test_nobody_takes_a_place_out_of_turn_before_the_last_two_days() -> None:
    session = SessionFactory(capacity=2, starts_at=START)
    make_booking(session)
    together = wait_for(session, 2, together=True)
    with pytest.raises(NotBookable, match="offered in turn"):
        claim_places(group=together.waiting_group, places=list(together.places.all())[:1])


def test_an_offer_that_lapses_in_the_last_two_days_is_called_open_to_all(
    full: tuple[Session, Booking], clock_of_the_test: Traveller
) -> None:
    session, holder = full
    first, second = wait_for(session), wait_for(session)
    clock_of_the_test.move_to(START - timedelta(hours=50))
    cancel_places(booking=holder, actor=None)
    clock_of_the_test.move_to(START - timedelta(hours=24))
    sweep_offers()
    assert (states(first), states(second)) == (["lapsed"], ["waiting"])
    assert mails(second)[-1] == "waiting-open-call"


def test_a_pinned_group_comes_first_and_seats_are_kept_for_it(full: tuple[Session, Booking]) -> None:
    session, holder = full
    single, together = wait_for(session), wait_for(session, 2, together=True)
    officer = UserFactory()
    pin_group(group=together.waiting_group, pinned=True, actor=officer, reason="New to the county")
    cancel_places(booking=holder, actor=None)
    assert (states(single), states(together)) == (["waiting"], ["waiting"] * 2)
    event = PlaceEvent.objects.filter(kind="pinned").first()
    assert event is not None and (event.actor, event.reason) == (officer, "New to the county")
    set_capacity(session=session, capacity=2)
    assert states(together) == ["offered"] * 2
    pin_group(group=together.waiting_group, pinned=False, actor=officer, reason="Done")


def test_taking_the_pin_out_hands_on_the_seats_that_were_kept(full: tuple[Session, Booking]) -> None:
    session, holder = full
    single, together = wait_for(session), wait_for(session, 2, together=True)
    pin_group(group=together.waiting_group, pinned=True, actor=UserFactory(), reason="First")
    cancel_places(booking=holder, actor=None)
    pin_group(group=together.waiting_group, pinned=False, actor=UserFactory(), reason="Second")
    assert states(single) == ["offered"]


def test_a_seat_that_nobody_who_waits_wants_is_only_looked_at_each_time() -> None:
    session = SessionFactory(capacity=2, starts_at=START)
    make_booking(session)
    wait_for(session, 2, together=True)
    with CaptureQueriesContext(connection) as asked:
        assert sweep_offers() == 0
    assert not [query for query in asked.captured_queries if query["sql"].startswith("UPDATE")]


def test_the_nightly_check_counts_offers_and_waits_too(full: tuple[Session, Booking]) -> None:
    session, holder = full
    wait_for(session, 3)
    cancel_places(booking=holder, actor=None)
    assert reconcile().differences == []
    SessionSeats.objects.filter(pk=session.pk).update(waiting=0)
    assert reconcile().differences == [
        {"session_id": session.pk, "taken": 1, "live": 1, "waiting": 0, "in_line": 2}
    ]


def test_an_offer_stands_until_its_time_though_booking_is_closed_meanwhile(
    full: tuple[Session, Booking],
) -> None:
    session, holder = full
    booking = wait_for(session)
    cancel_places(booking=holder, actor=None)
    Session.objects.filter(pk=session.pk).update(state=SessionState.CLOSED)
    assert accept_offer(group=booking.waiting_group, places=offered(booking))
    assert states(booking) == ["confirmed"]


@pytest.mark.parametrize("change", [{"state": SessionState.CANCELLED}, {"starts_at": MORNING}])
def test_no_offer_stands_once_the_session_is_cancelled_or_has_begun(
    full: tuple[Session, Booking], change: dict[str, object]
) -> None:
    session, holder = full
    booking = wait_for(session)
    cancel_places(booking=holder, actor=None)
    Session.objects.filter(pk=session.pk).update(**change)
    with pytest.raises(NotBookable):
        accept_offer(group=booking.waiting_group, places=offered(booking))


def test_in_the_last_two_days_saving_and_leaving_the_line_tell_nobody_again(
    full: tuple[Session, Booking], clock_of_the_test: Traveller
) -> None:
    session, holder = full
    first, second = wait_for(session), wait_for(session)
    clock_of_the_test.move_to(START - timedelta(hours=40))
    cancel_places(booking=holder, actor=None)
    set_capacity(session=session, capacity=1)
    cancel_places(booking=first, actor=None)
    assert mails(second).count("waiting-open-call") == 1
    set_capacity(session=session, capacity=2)
    assert mails(second).count("waiting-open-call") == 2


def test_one_session_that_fails_keeps_no_other_from_being_swept(
    clock_of_the_test: Traveller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lines = []
    for _session in range(2):
        session = SessionFactory(capacity=1, starts_at=START)
        holder, booking = make_booking(session), wait_for(session)
        cancel_places(booking=holder, actor=None)
        lines.append((session, booking))
    (broken, _first), (_session, second) = lines
    clock_of_the_test.move_to(MORNING + timedelta(days=2))
    sweep = offers._sweep

    def fails_once(session_id: int, now: datetime) -> bool:
        if session_id == broken.pk:
            raise RuntimeError
        return sweep(session_id, now)

    monkeypatch.setattr(offers, "_sweep", fails_once)
    assert sweep_offers() == 1
    assert states(second) == ["lapsed"]
    assert f"session {broken.pk}" in caplog.text
