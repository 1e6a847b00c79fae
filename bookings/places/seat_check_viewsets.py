"""Admin of the nightly seat checks: read only."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from wagtail.admin.ui.tables import Column

from bookings.places.models import SeatCheck
from portal.base import clock
from portal.base.admin_views import ReadOnlyViewSet


def _outcome(check: SeatCheck) -> str:
    """In words that lead to the sessions whose counter disagrees with their places."""
    if not check.differences:
        return "All counters agree with the places"
    rows = (
        (
            reverse("sessions:inspect", args=[row["session_id"]]),
            row["session_id"],
            f": {row['taken']} taken, {row['live']} places"
            + (
                f"; {row['waiting']} counted as waiting, {row['in_line']} wait"
                if "in_line" in row
                else ""
            ),
        )
        for row in check.differences
    )
    return format_html("Look at {}", format_html_join("; ", '<a href="{}">session {}</a>{}', rows))


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
