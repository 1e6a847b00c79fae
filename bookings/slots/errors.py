"""Why a slot could not be booked, changed or given back. Each says so in words for the person who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookings.places.errors import BookingRefused

if TYPE_CHECKING:
    from bookings.slots.services.plans import Plan


class SlotTaken(BookingRefused):
    """Somebody else was first."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody booked this slot a moment ago. Nothing has been booked: choose another. "
            "What you wrote is still here."
        )


class SlotClosed(BookingRefused):
    """Nobody can book in this meeting, or change what they booked, now."""


class SlotNotForThem(BookingRefused):
    """No page offers this to the person who asked for it."""


class EnoughSlots(BookingRefused):
    """The school has as many slots in this meeting as one may have."""


class NotInLift(BookingRefused):
    """This area of need never goes through LIFT."""


class CannotChangeMeeting(BookingRefused):
    """The meeting cannot be changed so, as schools have booked."""


class NotConfirmed(Exception):
    """Schools would be told of a change that nobody was shown before; ``plan`` is what to show."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
