"""The clock of the tests of waiting lists: five weeks before the session."""

from __future__ import annotations

from tests.bookings.places.services.conftest import clock_of_the_test

__all__ = ["clock_of_the_test"]
