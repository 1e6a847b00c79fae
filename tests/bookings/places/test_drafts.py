"""Answers are kept from step to step, and stand for one booking each."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bookings.places.models import Booking, Place
from portal.notify.models import Message
from tests.bookings.places.steps import key_in, press_book, step, words
from tests.factories.places import make_colleague
from tests.factories.training import SessionFactory
from training.models import SessionSeats

pytestmark = pytest.mark.django_db


def test_pressing_twice_books_once_and_leads_to_the_same_page(client: Client, senco: Any) -> None:
    session = SessionFactory()
    client.post(step(session), {"people": ["me"]})
    key = key_in(client, session)
    first = client.post(step(session, "check"), {"key": key})
    second = client.post(step(session, "check"), {"key": key})
    assert first.headers["Location"] == second.headers["Location"]
    assert Booking.objects.count() == 1
    assert Message.objects.count() == 1


def test_answers_that_come_back_after_a_lost_write_are_booked_as_a_booking_of_their_own(
    client: Client, senco: Any
) -> None:
    """Two tabs of one browser: the second stores what it loaded before the first had booked."""
    colleague = make_colleague(senco[2], name="Bola Example")
    session = SessionFactory(capacity=5)
    client.post(step(session), {"people": ["me"]})
    loaded_before = dict(client.session.items())
    first = press_book(client, session)
    store = client.session
    store.update(loaded_before)
    store.save()
    client.post(step(session), {"people": [colleague.pk]})
    second = press_book(client, session)
    assert second.headers["Location"] != first.headers["Location"]
    assert {place.person.name for place in Place.objects.all()} == {senco[1].name, "Bola Example"}
    assert SessionSeats.objects.get(pk=session.pk).taken == 2


@pytest.mark.parametrize("key", ["", "not a key", "00000000-0000-4000-8000-000000000000"])
def test_a_check_page_whose_answers_changed_in_another_window_books_nothing(
    client: Client, senco: Any, key: str
) -> None:
    colleague = make_colleague(senco[2], name="Bola Example")
    session = SessionFactory(capacity=5)
    client.post(step(session), {"people": ["me"]})
    client.post(step(session), {"people": [colleague.pk]})
    page = client.post(step(session, "check"), {"key": key})
    assert page.status_code == 409
    assert "Your answers changed in another window: check them again" in words(page)
    assert "Bola Example" in words(page)
    assert not Booking.objects.exists()
    press_book(client, session)
    assert Place.objects.get().person == colleague


def test_an_older_window_of_a_booking_that_was_made_leads_to_it_while_another_is_begun(
    client: Client, senco: Any
) -> None:
    colleague = make_colleague(senco[2])
    session = SessionFactory(capacity=5)
    client.post(step(session), {"people": ["me"]})
    key = key_in(client, session)
    first = press_book(client, session)
    client.post(step(session), {"people": [colleague.pk]})
    again = client.post(step(session, "check"), {"key": key})
    assert again.headers["Location"] == first.headers["Location"]
    assert Booking.objects.count() == 1


def test_looking_changes_nothing(client: Client, senco: Any) -> None:
    session = SessionFactory()
    client.post(step(session), {"people": ["me"]})
    client.get(step(session))
    client.get(step(session, "check"))
    assert not Booking.objects.exists()
    assert SessionSeats.objects.get(pk=session.pk).taken == 0


def test_colleagues_are_added_and_removed_without_scripts_and_nothing_typed_is_lost(
    client: Client, senco: Any
) -> None:
    session = SessionFactory()
    client.post(step(session), {"action": "add", "people": ["me"]})
    typed = {"new-0-name": "Cara", "new-0-email": "not yet an e-mail"}
    client.post(step(session), {"action": "add", "people": ["me"], **typed})
    page = client.get(step(session)).content.decode()
    assert 'value="not yet an e-mail"' in page
    assert "New colleague 2" in page
    client.post(step(session), {"action": "remove-0", "people": ["me"], **typed, "new-1-name": "Dev"})
    page = client.get(step(session)).content.decode()
    assert 'value="Dev"' in page
    assert "Cara" not in page
