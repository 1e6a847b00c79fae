"""Admin of the nightly seat checks: read only."""

from __future__ import annotations

from wagtail.admin.ui.tables import Column

from bookings.places.models import SeatCheck
from portal.base import clock
from portal.base.admin_views import ReadOnlyViewSet


def _outcome(check: SeatCheck) -> str:
    """In words, naming the sessions whose counter disagrees with their places."""
    if not check.differences:
        return "All counters agree with the places"
    rows = (
        f"session {row['session_id']}: {row['taken']} taken, {row['live']} places"
        + (f"; {row['waiting']} counted as waiting, {row['in_line']} wait" if "in_line" in row else "")
        for row in check.differences
    )
    return "Look at " + "; ".join(rows)


class SeatCheckViewSet(ReadOnlyViewSet):
    """Whether each night's count of places agreed with the seats taken."""

    model = SeatCheck
    name = "seat_checks"
    icon = "check"
    menu_label = "Seat checks"
    menu_order = 20
    ordering = "-day"
    list_display = [
        Column("day", label="Day", accessor=lambda check: clock.say_date(check.day), sort_key="day"),
        Column("outcome", label="Outcome", accessor=_outcome),
    ]
