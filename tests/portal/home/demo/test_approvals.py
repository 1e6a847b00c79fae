"""The demonstration has a booking that awaits its head's approval."""

from __future__ import annotations

import pytest

from bookings.places.models import Approval


@pytest.mark.usefixtures("demonstration")
def test_the_demonstration_has_a_booking_that_waits_for_the_head_of_its_first_school() -> None:
    approval = Approval.objects.select_related("booking__booker__user", "booking__session").get()
    assert approval.booking.booker.user is not None
    assert approval.booking.booker.user.email == "senco@demo.example"
    assert approval.booking.session.demonstration
    assert approval.booking.session.course.needs_approval
    assert approval.booking.held_places
