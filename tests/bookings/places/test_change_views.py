"""The pages on which a colleague goes instead, or places move to another date."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from bookings.places.models import Booking, Place
from bookings.places.services.cancellations import cancel_places
from portal.accounts.models import Membership, Person
from portal.notify.models import Message
from tests.bookings.places.steps import words
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import make_booker, make_booking, make_colleague, place_of
from tests.factories.terms import make_terms
from tests.factories.training import SessionFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory
from training.models import SessionSeats

pytestmark = pytest.mark.django_db

CEM = {
    "new-name": "Siân O'Brien-Nguyễn 🎉",
    "new-email": "cem@oakfield.example",
    "new-role": "ta",
}


@pytest.fixture
def booked(senco: Any) -> tuple[Booking, Person, Person]:
    """The signed-in SENCO has booked Ann; Bob is a colleague without a place."""
    _user, person, school = senco
    AudienceFactory(slug="ta", name="Teaching assistant")
    ann = make_colleague(school, name="Ann Example", email="ann@oakfield.example")
    bob = make_colleague(school, name="Bob Example", email="bob@oakfield.example")
    return make_booking(SessionFactory(), person, school, [ann]), ann, bob


def instead(booking: Booking) -> str:
    return reverse("bookings:instead", args=[booking.reference, booking.places.earliest("pk").pk])


def by_link(booking: Booking) -> str:
    return reverse("bookings:place_instead", args=[booking.places.earliest("pk").key])


def going(booking: Booking) -> list[str]:
    return [place.person.name for place in booking.places.live()]


def test_who_booked_chooses_a_colleague_without_a_place(client: Client, booked: Any) -> None:
    booking, _ann, bob = booked
    page = words(client.get(instead(booking)))
    assert "Who goes instead of Ann Example?" in page
    answer = client.post(instead(booking), {"who": str(bob.pk)}, follow=True)
    assert going(booking) == ["Bob Example"]
    assert "Bob Example goes instead of Ann Example. We have written to both." in words(answer)
    assert "Ann Example: given to a colleague" in words(answer)


def test_a_colleague_who_is_not_listed_is_typed(client: Client, booked: Any) -> None:
    booking, _ann, _bob = booked
    client.post(instead(booking), {"who": "new", **CEM})
    assert going(booking) == [CEM["new-name"]]
    assert Message.objects.filter(to=CEM["new-email"], body__contains="O'Brien").exists()


def test_what_is_missing_is_asked_for(client: Client, booked: Any) -> None:
    booking, ann, _bob = booked
    assert "Choose who goes instead" in words(client.post(instead(booking), {}))
    page = words(client.post(instead(booking), {"who": "new", "new-name": "Cem"}))
    assert "e-mail" in page
    assert "Choose from this list" in words(client.post(instead(booking), {"who": str(ann.pk)}))
    assert going(booking) == ["Ann Example"]


def test_the_holder_names_a_colleague_at_the_places_own_address(booked: Any) -> None:
    booking, _ann, bob = booked
    holder = Client()
    page = holder.get(by_link(booking))
    assert bob.name not in words(page)
    assert page["X-Robots-Tag"] == "noindex"
    answer = holder.post(by_link(booking), CEM, follow=True)
    assert going(booking) == [CEM["new-name"]]
    old = booking.places.earliest("pk")
    assert answer.redirect_chain == [(reverse("bookings:place", args=[old.key]), 302)]
    assert answer.status_code == 200
    said = words(answer)
    assert "goes instead of Ann Example. We have written to both." in said
    assert "This place went to a colleague" in said
    new = booking.places.live().get()
    assert new.events.get().by_link


def test_by_link_a_colleague_is_named_as_typed_and_nothing_we_know_of_them_is_shown(
    booked: Any,
) -> None:
    booking, _ann, bob = booked
    make_booking(SessionFactory(), booking.booker, booking.school, [bob])
    answer = Client().post(
        by_link(booking), {**CEM, "new-name": "Whoever", "new-email": bob.email}, follow=True
    )
    assert going(booking) == [bob.name]
    assert "Whoever goes instead of Ann Example." in words(answer)
    assert bob.name not in words(answer)


def test_looking_at_the_places_address_changes_nothing(booked: Any) -> None:
    booking, _ann, _bob = booked
    Client().get(by_link(booking), CEM)
    assert going(booking) == ["Ann Example"]


def test_the_old_address_dies_with_the_place_and_says_so(booked: Any) -> None:
    booking, _ann, _bob = booked
    old = by_link(booking)
    Client().post(old, CEM)
    for answer in (Client().get(old), Client().post(old, {**CEM, "new-email": "x@y.example"})):
        assert answer.status_code == 410
        assert "A colleague goes instead" in words(answer)
        assert CEM["new-name"] not in words(answer)
    assert going(booking) == [CEM["new-name"]]


def test_an_address_that_was_tampered_with_is_nobodys(booked: Any) -> None:
    booking, _ann, _bob = booked
    key = booking.places.get().key
    for wrong in (key[:-1], key[::-1], "x"):
        assert Client().get(reverse("bookings:place_instead", args=[wrong])).status_code == 404


def test_a_place_of_another_booking_is_not_found_below_ones_own(client: Client, booked: Any) -> None:
    booking, _ann, bob = booked
    other = make_booking()
    address = reverse("bookings:instead", args=[booking.reference, other.places.get().pk])
    assert client.post(address, {"who": str(bob.pk)}).status_code == 404
    assert other.places.live().count() == 1


def test_after_the_deadline_the_page_says_so_and_the_post_changes_nothing(
    client: Client, senco: Any
) -> None:
    make_terms(substitution_hours=24 * 8)
    booking = make_booking(SessionFactory(), senco[1], senco[2])
    assert "A colleague could go instead until" in words(client.get(instead(booking)))
    assert client.post(instead(booking), CEM).status_code == 409
    assert going(booking) == [senco[1].name]


def test_a_member_of_staff_passes_on_their_own_place_but_sees_no_list_of_colleagues(
    client: Client,
) -> None:
    AudienceFactory(slug="ta", name="Teaching assistant")
    user, person, school = make_booker(role=Membership.Role.STAFF)
    colleague = make_colleague(school, name="Dora Example")
    sign_in(client, user, mfa=False)
    booking = make_booking(SessionFactory(), person, school)
    assert colleague.name not in words(client.get(instead(booking)))
    client.post(instead(booking), CEM)
    assert going(booking) == [CEM["new-name"]]


def move(booking: Booking) -> str:
    return reverse("bookings:move", args=[booking.reference])


def later(booking: Booking, **given: Any) -> Any:
    return SessionFactory(
        course=booking.session.course, starts_at=in_a_week() + timedelta(days=30), **given
    )


def test_places_move_to_a_later_date(client: Client, booked: Any) -> None:
    booking, _ann, _bob = booked
    to = later(booking)
    assert "Move to another date" in words(client.get(move(booking)))
    sent = {"places": [booking.places.get().pk], "to": to.pk}
    answer = client.post(move(booking), sent, follow=True)
    new = Booking.objects.get(session=to)
    assert answer.redirect_chain[-1][0].endswith(f"{new.reference}/")
    assert f"Moved from booking {booking.reference}" in words(answer)
    old = words(client.get(reverse("bookings:detail", args=[booking.reference])))
    assert "These places were moved to another date." in old
    assert new.reference in old


def test_dates_without_room_are_not_offered_and_those_crafted_are_refused(
    client: Client, booked: Any
) -> None:
    booking, _ann, _bob = booked
    full = later(booking, capacity=1)
    SessionSeats.objects.filter(pk=full.pk).update(taken=1)
    assert "No other date of this course" in words(client.get(move(booking)))
    sent = {"places": [booking.places.get().pk], "to": full.pk}
    assert "Choose from these dates" in words(client.post(move(booking), sent))
    assert Booking.objects.count() == 1


def test_what_was_chosen_is_kept_when_the_date_has_too_little_room(client: Client, senco: Any) -> None:
    _user, person, school = senco
    booking = make_booking(
        SessionFactory(), person, school, [person, make_colleague(school, name="Ann Example")]
    )
    to = later(booking, capacity=1)
    places = [str(place.pk) for place in booking.places.all()]
    answer = client.post(move(booking), {"places": places, "to": to.pk})
    assert answer.status_code == 409
    assert "Only 1 place is left on that date, and you asked to move 2" in words(answer)
    ticked = BeautifulSoup(answer.content, "html.parser").select("input[checked]")
    assert {box["value"] for box in ticked} == {*places, str(to.pk)}


def test_places_of_another_booking_do_not_move(client: Client, booked: Any) -> None:
    booking, _ann, _bob = booked
    other = make_booking(booking.session)
    sent = {"places": [other.places.get().pk], "to": later(booking).pk}
    assert client.post(move(booking), sent).status_code == 200
    assert other.places.live().count() == booking.places.live().count() == 1


def test_moving_late_says_what_it_may_cost(client: Client, senco: Any) -> None:
    make_terms()
    booking = make_booking(SessionFactory(), senco[1], senco[2])
    later(booking)
    page = words(client.get(move(booking)))
    assert "Leaving this date now is late: £30 may be charged" in page
    assert "Free to cancel until the end of" in page


def test_the_booking_tells_what_happened_by_whom_without_the_reasons(
    client: Client, booked: Any
) -> None:
    booking, ann, bob = booked
    client.post(instead(booking), {"who": str(bob.pk)})
    cancel_places(
        booking=booking, places=[place_of(booking, bob)], actor=UserFactory(), reason="Rude on the phone"
    )
    page = words(client.get(reverse("bookings:detail", args=[booking.reference])))
    assert "Ann Example: given to a colleague" in page
    assert "by you" in page
    assert "Bob Example: place cancelled" in page
    assert "by us" in page
    assert "Rude" not in page
    assert Place.objects.filter(booking=booking, person=ann).get().state == "substituted"
