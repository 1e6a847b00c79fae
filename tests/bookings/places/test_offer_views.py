"""Joining a waiting list from the course, and answering its offers by the link in the mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from time_machine import travel

from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.services.cancellations import cancel_places
from portal.base.clock import LONDON
from tests.bookings.places.steps import key_in, press_book, step, words
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import SessionFactory
from training.models import SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = datetime(2027, 2, 1, 10, tzinfo=LONDON)
START = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)


@pytest.fixture
def full() -> Any:
    """A session with one place that somebody has, and who."""
    cache.clear()
    with travel(NOW, tick=False) as clock:
        session = SessionFactory(capacity=1, starts_at=START)
        yield session, make_booking(session), clock


def join(client: Client, session: Any, people: list[Any], **sent: str) -> Any:
    client.post(step(session), {"people": people})
    return press_book(client, session, {"or_wait": "on", **sent}, follow=True)


def offer_page(booking: Booking) -> str:
    return reverse("bookings:offer", args=[booking.waiting_group.key])


def test_a_full_date_offers_its_waiting_list_and_says_what_that_means(
    client: Client, full: Any, senco: Any
) -> None:
    session, _holder, _clock = full
    course = client.get(session.course.url).content.decode()
    assert "Join the waiting list" in course
    assert step(session) in course
    page = words(client.get(step(session)))
    assert "This date is full. You can join its waiting list" in page
    assert "Who wants to go?" in page


def test_who_joins_reads_which_they_are_in_the_line(client: Client, full: Any, senco: Any) -> None:
    session, _holder, _clock = full
    make_booking(session, *make_booker()[1:], or_wait=True)
    page = words(join(client, session, ["me"]))
    assert "You are on the waiting list" in page
    assert "Number 2 in the line" in page
    booking = Booking.objects.get(booker=senco[1])
    assert booking.state == Booking.State.WAITING
    listed = words(client.get(reverse("bookings:list")))
    assert "Waiting lists" in listed
    assert booking.reference in listed
    detail = words(client.get(reverse("bookings:detail", args=[booking.reference])))
    assert "Number 2 in the line" in detail
    assert "Leave the waiting list" in detail


def test_a_group_chooses_to_come_all_together_or_one_by_one(
    client: Client, full: Any, senco: Any
) -> None:
    session, _holder, _clock = full
    colleague = make_colleague(senco[2])
    client.post(step(session), {"people": ["me", colleague.pk]})
    assert "Only for all of us together" in words(client.get(step(session, "check")))
    press_book(client, session, {"or_wait": "on", "together": "together"})
    assert Booking.objects.get(booker=senco[1]).waiting_group.together


def test_a_press_that_comes_too_late_puts_those_on_the_list_who_asked_for_it(
    client: Client, senco: Any
) -> None:
    session = SessionFactory(capacity=1)
    client.post(step(session), {"people": ["me"]})
    check = client.get(step(session, "check")).content.decode()
    assert "put us on the waiting list instead" in check
    make_booking(session)
    page = words(press_book(client, session, {"or_wait": "on"}, follow=True))
    assert "You are on the waiting list" in page


def test_a_press_that_comes_too_late_without_asking_books_nothing_and_offers_the_list(
    client: Client, senco: Any
) -> None:
    session = SessionFactory(capacity=1)
    client.post(step(session), {"people": ["me"]})
    make_booking(session)
    page = press_book(client, session)
    assert page.status_code == 409
    assert "Nothing has been booked" in words(page)
    assert "Join the waiting list" in words(page)
    assert not Booking.objects.filter(booker=senco[1]).exists()
    again = client.post(step(session), {"action": "wait"}, follow=True)
    assert "Check, then join the waiting list" in words(again)


@pytest.mark.usefixtures("full")
def test_more_people_than_places_may_wait_for_all(client: Client, senco: Any) -> None:
    session = SessionFactory(capacity=1, starts_at=START)
    colleague = make_colleague(senco[2])
    refused = client.post(step(session), {"people": ["me", colleague.pk]})
    assert "Join the waiting list for all" in words(refused)
    client.post(step(session), {"people": ["me", colleague.pk], "wait": "on"})
    page = words(press_book(client, session, {"or_wait": "on"}, follow=True))
    assert "A place is free for you now" in page
    states = Place.objects.filter(booking__booker=senco[1]).values_list("state", flat=True)
    assert sorted(states) == ["offered", "waiting"]


def test_pressing_join_twice_joins_once(client: Client, full: Any, senco: Any) -> None:
    session, _holder, _clock = full
    client.post(step(session), {"people": ["me"]})
    key = key_in(client, session)
    for _press in range(2):
        client.post(step(session, "check"), {"key": key, "or_wait": "on"})
    assert Booking.objects.filter(booker=senco[1]).count() == 1
    assert SessionSeats.objects.get(pk=session.pk).waiting == 1


def test_leaving_the_list_is_asked_first(client: Client, full: Any, senco: Any) -> None:
    session, _holder, _clock = full
    join(client, session, ["me"])
    booking = Booking.objects.get(booker=senco[1])
    address = reverse("bookings:cancel", args=[booking.reference])
    assert "Leave the waiting list?" in words(client.get(address))
    done = words(client.post(address, follow=True))
    assert f"Left the waiting list: {senco[1].name}." in done
    assert "Cancelled:" not in done
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED


def test_giving_up_an_offer_is_asked_as_leaving_the_list(client: Client, full: Any, senco: Any) -> None:
    session, holder, _clock = full
    join(client, session, ["me"])
    cancel_places(booking=holder, actor=None)
    booking = Booking.objects.get(booker=senco[1])
    asked = words(client.get(reverse("bookings:cancel", args=[booking.reference])))
    assert "Leave the waiting list?" in asked
    assert "loses the place that is offered" in asked


@pytest.fixture
def offered(full: Any) -> Booking:
    """Somebody to whom the one place has been offered."""
    session, holder, _clock = full
    booking = make_booking(session, *make_booker()[1:], or_wait=True)
    cancel_places(booking=holder, actor=None)
    return booking


def test_a_scanner_that_follows_the_link_changes_nothing(offered: Booking) -> None:
    page = Client().get(offer_page(offered))
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]
    assert "Answer by Tuesday 2 February 2027, 10:00am" in words(page)
    assert offered.places.get().state == "offered"


def test_the_link_accepts_without_signing_in(offered: Booking) -> None:
    place = offered.places.get()
    page = Client().post(offer_page(offered), {"action": "accept", "place": place.pk}, follow=True)
    assert f"Booked: {place.person.name}." in words(page)
    place.refresh_from_db()
    assert place.state == "confirmed"
    assert PlaceEvent.objects.get(place=place, kind="confirmed").by_link


def test_the_link_declines_without_signing_in(offered: Booking) -> None:
    place = offered.places.get()
    page = Client().post(offer_page(offered), {"action": "decline", "place": place.pk}, follow=True)
    assert f"Declined: {place.person.name}." in words(page)
    assert "declined" in words(page)
    assert SessionSeats.objects.get(pk=offered.session_id).taken == 0


def test_an_offer_that_is_over_says_so_and_books_nothing(offered: Booking, full: Any) -> None:
    full[2].move_to(NOW + timedelta(days=2))
    assert "This offer has ended" in words(Client().get(offer_page(offered)))
    place = offered.places.get()
    page = Client().post(offer_page(offered), {"action": "accept", "place": place.pk})
    assert page.status_code == 409
    assert "Nothing has been booked" in words(page)


@pytest.mark.parametrize("key", ["x", "A" * 22, "ä", "a" * 4000])
def test_a_key_that_is_nobodys_is_not_found(offered: Booking, key: str) -> None:
    assert Client().get(reverse("bookings:offer", args=[key])).status_code == 404


def test_the_place_of_another_booking_cannot_be_answered_with_this_key(offered: Booking) -> None:
    other = make_booking(offered.session, *make_booker()[1:], or_wait=True).places.get()
    for sent in ({"action": "accept", "place": other.pk}, {"action": "accept", "place": "x" * 400}):
        page = Client().post(offer_page(offered), sent)
        assert page.status_code == 400
        assert "Choose people from this list only" in words(page)
    other.refresh_from_db()
    assert other.state == "waiting"


def test_an_answer_without_a_person_or_with_a_strange_action_asks_again(offered: Booking) -> None:
    for sent in ({"action": "accept"}, {"action": "explode", "place": offered.places.get().pk}, {}):
        assert Client().post(offer_page(offered), sent).status_code == 400
    assert offered.places.get().state == "offered"


def test_in_the_last_two_days_the_link_takes_the_place_or_says_that_it_is_gone(full: Any) -> None:
    session, holder, clock = full
    first = make_booking(session, *make_booker()[1:], or_wait=True)
    second = make_booking(session, *make_booker()[1:], or_wait=True)
    clock.move_to(START - timedelta(hours=40))
    cancel_places(booking=holder, actor=None)
    assert "whoever is first has it" in words(Client().get(offer_page(first)))
    for booking, status in ((second, 302), (first, 409)):
        place = booking.places.get()
        sent = {"action": "take", "place": place.pk}
        assert Client().post(offer_page(booking), sent).status_code == status
    assert "the one we wrote about has been taken" in words(Client().get(offer_page(first)))
