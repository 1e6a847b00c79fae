"""One place at its secret address: seen, put into a calendar and given back without signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.services.cancellations import cancel_places
from portal.accounts.models import Person, School, User
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.places.steps import words
from tests.calendar_readers import read_by_both
from tests.factories.accounts import sign_in
from tests.factories.places import make_booker, make_booking, make_colleague, place_of
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]
LINK = "https://meet.example/secret"


def two_booked(**session: Any) -> tuple[Booking, Person, Place]:
    """A SENCO's booking for herself and a colleague, and the colleague's place."""
    _user, senco, school = make_booker(name="Asha Senco")
    bola = make_colleague(school, name="Siân O'Brien-Nguyễn 🎉", email="bola@x.example")
    booking = make_booking(SessionFactory(**session), senco, school, [senco, bola])
    return booking, senco, place_of(booking, bola)


def address(place: Place, name: str = "place") -> str:
    return reverse(f"bookings:{name}", args=[place.key])


def page(place: Place) -> str:
    response = Client().get(address(place))
    assert response.status_code == 200
    return words(response)


def press_cancel(place: Place, client: Client | None = None) -> Any:
    return (client or Client()).post(address(place), {"do": "cancel"}, follow=True)


def test_the_mail_to_a_delegate_has_the_address_of_their_own_place() -> None:
    booking, senco, place = two_booked()
    to_bola = Message.objects.get(to="bola@x.example").body
    assert address(place) in to_bola
    assert place_of(booking, senco).key not in to_bola
    assert place.key not in Message.objects.get(to=senco.email).body


def test_it_says_what_when_where_and_for_whom_and_names_nobody_else_who_goes() -> None:
    venue = VenueFactory(access_notes="Ring at the blue gate.")
    course = CoursePageFactory(title="Talk first")
    booking, _senco, place = two_booked(format="in-person", venue=venue, course=course)
    cara = make_colleague(booking.school, name="Cara Example", email="cara@x.example")
    make_booking(booking.session, booking.booker, booking.school, [cara])
    shown = page(place)
    for said in (
        "Talk first",
        "Monday 30 November 2026, 9:30am to 11:30am",
        "Laleham Gap School",
        "Ring at the blue gate.",
        "Siân O&#x27;Brien-Nguyễn 🎉",
        "Asha Senco",
        booking.reference,
        "Cancel my place",
    ):
        assert said in shown
    assert "Cara" not in shown


def test_looking_changes_nothing_and_one_press_gives_the_place_back() -> None:
    booking, senco, place = two_booked()
    for _look in range(3):
        Client().get(address(place))
        Client().head(address(place))
        Client().get(address(place), {"do": "cancel"})
        Client().post(address(place), {"do": "something"})
    assert place_of(booking, place.person).state == Place.State.CONFIRMED
    done = press_cancel(place)
    assert "This place is cancelled" in words(done)
    place.refresh_from_db()
    assert place.state == Place.State.CANCELLED
    assert place_of(booking, senco).state == Place.State.CONFIRMED
    booking.session.seats.refresh_from_db()
    assert booking.session.seats.taken == 1
    event = place.events.get(kind=PlaceEvent.Kind.CANCELLED)
    assert (event.by_link, event.actor) == (True, None)


def test_booker_and_delegate_are_told_once_though_it_is_pressed_twice() -> None:
    _booking, senco, place = two_booked()
    before = Message.objects.count()
    press_cancel(place)
    assert press_cancel(place).status_code == 200
    assert sorted(Message.objects.order_by("-pk").values_list("to", flat=True)[:2]) == sorted(
        [senco.email, "bola@x.example"]
    )
    assert Message.objects.count() == before + 2


def test_who_is_signed_in_is_written_down_beside_the_link(client: Client) -> None:
    booking, _senco, place = two_booked()
    sign_in(client, booking.booker.user, mfa=False)
    press_cancel(place, client)
    event = place.events.get(kind=PlaceEvent.Kind.CANCELLED)
    assert (event.by_link, event.actor) == (True, booking.booker.user)


def test_a_form_without_its_token_changes_nothing() -> None:
    _booking, _senco, place = two_booked()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(place), {"do": "cancel"}).status_code == 403
    token = strict.get(address(place)).context["csrf_token"]
    strict.post(address(place), {"do": "cancel", "csrfmiddlewaretoken": str(token)})
    place.refresh_from_db()
    assert place.state == Place.State.CANCELLED


def test_a_key_that_is_none_is_not_found() -> None:
    _booking, _senco, place = two_booked()
    for key in ("x", place.key[:-1], place.key.swapcase(), "🎉", "y" * 500, "..", str(place.pk)):
        for name in ("place", "place_calendar"):
            assert Client().get(reverse(f"bookings:{name}", args=[key])).status_code == 404
        assert Client().post(reverse("bookings:place", args=[key]), {"do": "cancel"}).status_code == 404


def test_it_is_kept_nowhere_and_found_by_nobody() -> None:
    _booking, _senco, place = two_booked()
    for name in ("place", "place_calendar"):
        response = Client().get(address(place, name))
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"
    missing = Client().get("/bookings/place/none/")
    assert (missing.status_code, place.key in missing.content.decode()) == (404, False)


def test_the_link_to_join_is_on_it_from_a_day_before_until_the_end() -> None:
    booking, _senco, place = two_booked(joining_link=LINK)
    start, end = booking.session.starts_at, booking.session.ends_at
    seen = []
    for moment in (start - timedelta(days=2), start - timedelta(hours=23), end - timedelta(minutes=1)):
        with time_machine.travel(moment, tick=False):
            seen.append(LINK in page(place))
    assert seen == [False, True, True]


def test_once_the_session_has_begun_it_says_why_the_place_cannot_be_given_back() -> None:
    booking, _senco, place = two_booked()
    with time_machine.travel(booking.session.starts_at + timedelta(minutes=1), tick=False):
        shown = page(place)
        refused = press_cancel(place)
    assert "has begun" in shown
    assert "Cancel my place" not in shown
    assert refused.status_code == 409
    assert "has begun" in words(refused)
    with time_machine.travel(booking.session.ends_at, tick=False):
        assert "This date is over" in page(place)


STATES = [
    (Place.State.CANCELLED, "This place is cancelled"),
    (Place.State.DECLINED, "You declined this place"),
    (Place.State.LAPSED, "This offer has ended"),
    (Place.State.SUBSTITUTED, "This place went to a colleague"),
    (Place.State.TRANSFERRED, "This place was moved to another date"),
    (Place.State.SESSION_CANCELLED, "This date is cancelled"),
]


@pytest.mark.parametrize(("state", "said"), STATES)
def test_a_place_that_has_ended_says_how_and_gives_nothing_else_away(state: str, said: str) -> None:
    venue = VenueFactory(name="Laleham Gap School")
    booking, _senco, place = two_booked(format="blended", venue=venue, joining_link=LINK)
    Place.objects.filter(pk=place.pk).update(state=state)
    with time_machine.travel(booking.session.starts_at - timedelta(hours=1), tick=False):
        shown = page(place)
    assert said in shown
    for secret in (LINK, "Laleham", "Siân", "Asha", booking.reference, "Cancel my place"):
        assert secret not in shown
    (entry,) = read_by_both(Client().get(address(place, "place_calendar")).content.decode()).entries
    assert entry.status == "CANCELLED"


def test_a_date_that_the_provider_cancelled_says_so() -> None:
    booking, _senco, place = two_booked()
    Session.objects.filter(pk=booking.session_id).update(state="cancelled")
    assert "This date is cancelled" in page(place)
    calendar = Client().get(address(place, "place_calendar")).content.decode()
    assert read_by_both(calendar).entries[0].status == "CANCELLED"


def test_who_waits_reads_so_and_can_leave_the_list() -> None:
    _booking, _senco, place = two_booked()
    Place.objects.filter(pk=place.pk).update(state=Place.State.WAITING)
    shown = page(place)
    assert "on the waiting list" in shown
    assert "Leave the waiting list" in shown
    assert "We write to Asha Senco when a place comes free." in shown
    assert "Add to your calendar" not in shown


def test_somebody_who_was_forgotten_has_no_page() -> None:
    _booking, _senco, place = two_booked()
    Person.objects.filter(pk=place.person_id).update(
        deleted_at=clock.now(), email="", user=None, role=None, name="Deleted person"
    )
    assert Client().get(address(place)).status_code == 404


def test_its_calendar_file_is_that_of_the_mail() -> None:
    _booking, _senco, place = two_booked()
    response = Client().get(address(place, "place_calendar"))
    mailed = Message.objects.get(to="bola@x.example").attachment
    assert read_by_both(response.content.decode()) == read_by_both(mailed)
    assert "attachment" in response["Content-Disposition"]


def test_a_colleague_whom_somebody_booked_cancels_from_my_bookings(client: Client) -> None:
    _user, senco, school = make_booker()
    teacher: User
    teacher, person, _school = make_booker(school, role="staff")
    booking = make_booking(SessionFactory(), senco, school, [person])
    place = place_of(booking, person)
    sign_in(client, teacher, mfa=False)
    assert f'href="{address(place)}"' in client.get("/bookings/").content.decode()
    press_cancel(place, client)
    assert address(place) not in client.get("/bookings/").content.decode()


def test_cancelling_elsewhere_shows_at_the_address(senco: tuple[User, Person, School]) -> None:
    _user, person, school = senco
    booking = make_booking(SessionFactory(), person, school, [person])
    place = place_of(booking, person)
    cancel_places(booking=booking, actor=None)
    assert "This place is cancelled" in page(place)
