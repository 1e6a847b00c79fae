"""What the page of one place says before it is given up, and of a colleague who could go instead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from bookings.places.attendance.models import Presence
from bookings.places.attendance.services import mark
from bookings.places.models import Place
from bookings.places.terms.models import Offering
from tests.bookings.places.steps import words
from tests.bookings.places.waiting_steps import MORNING, START, wait_for
from tests.factories.places import make_booker, make_booking, make_colleague, place_of
from tests.factories.terms import make_terms
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def traveller() -> Any:
    with travel(MORNING, tick=False) as traveller:
        yield traveller


def two(**course: Any) -> tuple[Place, Place]:
    """The places of a SENCO, who booked, and of a colleague."""
    _user, senco, school = make_booker(name="Asha Senco")
    ann = make_colleague(school, name="Ann Example", email="ann@oakfield.example")
    session = SessionFactory(course=CoursePageFactory(**course), starts_at=START)
    booking = make_booking(session, senco, school, [senco, ann])
    return place_of(booking, senco), place_of(booking, ann)


def page(place: Place) -> str:
    return words(Client().get(reverse("bookings:place", args=[place.key])))


def test_giving_a_place_back_late_says_first_what_it_may_cost(traveller: Any) -> None:
    make_terms()
    own, anns = two()
    assert "may be charged" not in page(anns)
    traveller.move_to(START - timedelta(days=5))
    said = page(anns)
    assert "Cancelling now is late: £30 may be charged." in said
    assert f"Asha Senco agreed to these terms when booking, for {own.booking.school.name}." in said  # type: ignore[union-attr]
    assert "charge nothing for: An Ofsted visit; Illness" in said
    assert said.index("may be charged") < said.index("Cancel my place")
    assert "You agreed to these terms when booking" in page(own)


def test_it_says_the_share_of_the_price_agreed(traveller: Any) -> None:
    make_terms(Offering.ONLINE, late_percent=100, late_pence=0)
    _own, anns = two(funding="chargeable", price_pence=9500)
    traveller.move_to(START - timedelta(days=5))
    assert "£95 may be charged" in page(anns)


def test_nothing_is_said_of_a_charge_where_none_is_asked_for(traveller: Any) -> None:
    own, anns = two()
    traveller.move_to(START - timedelta(days=5))
    assert "charged" not in page(anns).replace("nothing is charged", "")
    make_terms()
    Session.objects.filter(pk=own.session_id).update(moved_at=START - timedelta(days=6))
    assert "may be charged" not in page(anns)


def test_who_waits_reads_of_no_charge(traveller: Any) -> None:
    make_terms()
    session = SessionFactory(starts_at=START, capacity=1)
    make_booking(session)
    waits = make_booking(session, *make_booker()[1:], or_wait=True).places.get()
    traveller.move_to(START - timedelta(days=5))
    assert "may be charged" not in page(waits)


def test_after_the_deadline_no_colleague_is_offered_to_go_instead(traveller: Any) -> None:
    make_terms()
    _own, anns = two()
    assert "A colleague goes instead of you" in page(anns)
    traveller.move_to(START - timedelta(hours=47))
    assert "A colleague goes instead of you" not in page(anns)


def test_once_it_is_over_nobody_is_thanked_who_was_not_there(traveller: Any) -> None:
    session = SessionFactory(starts_at=START, capacity=2)
    came, away = (make_booking(session).places.get() for _place in range(2))
    waits = wait_for(session).places.get()
    traveller.move_to(session.ends_at + timedelta(hours=1))
    for place, state in ((came, Presence.ATTENDED), (away, Presence.ABSENT)):
        mark(place=place, meeting=session.meetings.get(), state=state, actor=None)
    assert "Thank you for coming." in page(came)
    assert "The register says that you were not there." in page(away)
    assert "no place came free in time" in page(waits)
