"""What happens to slots and actions when two people, or two schools, become one: they follow."""

from __future__ import annotations

from portal.accounts.merging.registry import register


def register_movers() -> None:
    """Called once, when the apps are ready."""
    register("slots.SlotBooking.school", "slots in clinics and LIFT meetings")
    register("slots.SlotBooking.booker", "slots they booked")
    register("slots.LiftAction.owner", "LIFT actions")
