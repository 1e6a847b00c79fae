"""Which work of bookings is late: for the admin's page of background work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from bookings.places.approvals.models import Approval, is_overdue
from bookings.places.models import Place, SeatCheck
from bookings.places.reminders.services import late_reminders
from bookings.places.services.confirming import asked_from
from bookings.places.services.reconciliation import check_due_at
from portal.outbox.late import Late, late_rows
from training.models import Session


def late_work(before: datetime) -> Iterator[Late]:
    """Offers, approvals, questions, reminders and the nightly check that were due before this moment."""
    offered = Place.objects.filter(state=Place.State.OFFERED, offer_expires_at__lt=before)
    yield from late_rows(
        offered, due="offer_expires_at", what="Offers of places whose time is over, to hand on"
    )
    yield from late_rows(
        Approval.objects.filter(is_overdue(before)),
        due="expires_at",
        what="Approvals that nobody gave, to hand on",
    )
    yield from _unasked(before)
    yield from late_reminders(before)
    due = check_due_at(before)
    if due < before and not SeatCheck.objects.filter(checked_at__gte=due).exists():
        yield Late("The nightly check that seats equal places", 1, due, reverse("seat_checks:index"))


def _unasked(before: datetime) -> Iterator[Late]:
    rows = Session.objects.to_decide(before).filter(decision_asked_at__isnull=True)
    days = rows.order_by("decide_by").values_list("decide_by", flat=True)
    due = [moment for day in days if day and (moment := asked_from(day)) < before]
    if due:
        what = "Sessions to decide about, of which no officer has been told"
        yield Late(what, len(due), due[0], reverse("sessions:index") + "?to_decide=true")
