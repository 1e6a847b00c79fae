"""Places moved criss-cross between dates at one moment: nobody waits for each other, no seat is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from bookings.places.models import Booking, Place
from tests.factories.places import make_booking
from tests.factories.training import SessionFactory, in_a_week
from tests.races.clients import Press, press_together
from tests.races.crowd import cookie_of
from training.models import SessionSeats

pytestmark = pytest.mark.both_databases

EACH_WAY = 20


def test_forty_moves_criss_cross_leave_both_dates_as_full_as_their_places(live_portal: str) -> None:
    one = SessionFactory(capacity=2 * EACH_WAY)
    two = SessionFactory(
        course=one.course, capacity=2 * EACH_WAY, starts_at=in_a_week() + timedelta(days=7)
    )
    presses = []
    for here, there in [(one, two), (two, one)] * EACH_WAY:
        booking = make_booking(here)
        address = reverse("bookings:move", args=[booking.reference])
        sent = {"places": str(booking.places.get().pk), "to": str(there.pk)}
        presses.append(Press(address, sent, cookie_of(booking.booker.user)))
    answers = press_together(live_portal, presses)
    assert [answer.status for answer in answers] == [302] * len(presses)
    for session in (one, two):
        live = Place.objects.live().filter(session=session).count()
        assert live == SessionSeats.objects.get(pk=session.pk).taken == EACH_WAY
    assert Booking.objects.filter(moved_from__isnull=False).count() == 2 * EACH_WAY


def test_when_more_move_than_there_is_room_for_the_others_keep_what_they_have(live_portal: str) -> None:
    wide = SessionFactory(capacity=EACH_WAY)
    small = SessionFactory(course=wide.course, capacity=5, starts_at=in_a_week() + timedelta(days=7))
    presses = []
    for _each in range(EACH_WAY):
        booking = make_booking(wide)
        address = reverse("bookings:move", args=[booking.reference])
        sent = {"places": str(booking.places.get().pk), "to": str(small.pk)}
        presses.append(Press(address, sent, cookie_of(booking.booker.user)))
    answers = press_together(live_portal, presses)
    assert all(answer.status in (200, 302, 409) for answer in answers), answers
    assert sum(answer.status == 302 for answer in answers) == 5
    assert Place.objects.live().count() == EACH_WAY
    taken = {row.pk: row.taken for row in SessionSeats.objects.all()}
    assert taken == {wide.pk: EACH_WAY - 5, small.pk: 5}
