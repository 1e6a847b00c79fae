"""What schools owe for bookings, told to finance: charges that an officer confirmed, and dates that cost something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.utils.text import Truncator

from bookings.finance.choices import Service
from bookings.finance.payables import (
    Payable,
    billed,
    register_gone,
    register_source,
    unbilled,
)
from bookings.places.models import Booking, Place, ProposedCharge
from portal.base import clock
from training.choices import PriceUnit, SessionState

LONGEST = 300
"""Characters of a line on an invoice."""


def register_all() -> None:
    """Called once, when the apps are ready."""
    register_source("charge", owed_charges)
    register_source("booking", owed_bookings)
    register_gone("charge", waived_charges)


def owed_charges(school_id: int | None) -> Iterator[Payable]:
    """Late cancellations and no-shows that an officer confirmed. Parents are never charged."""
    confirmed = ProposedCharge.objects.filter(
        state=ProposedCharge.State.CONFIRMED, place__booking__school__isnull=False
    )
    rows = unbilled(confirmed, "charge")
    if school_id is not None:
        rows = rows.filter(place__booking__school=school_id)
    for charge in rows.select_related("place__booking", "place__session__course"):
        booking: Any = charge.place.booking
        yield Payable(
            key=f"charge:{charge.pk}",
            school_id=booking.school_id,
            text=_line(f"{charge.get_kind_display()}: ", charge.place.session, booking),
            service=Service.TRAINING,
            quantity=1,
            unit_pence=charge.pence,
            since=clock.in_london(charge.decided_at or charge.proposed_at).date(),
            purchase_order=booking.purchase_order,
        )


def waived_charges() -> Iterator[str]:
    """Charges that were invoiced when an officer waived them, as the register had been corrected."""
    waived = ProposedCharge.objects.filter(state=ProposedCharge.State.WAIVED)
    for pk in billed(waived, "charge").values_list("pk", flat=True):
        yield f"charge:{pk}"


def owed_bookings(school_id: int | None) -> Iterator[Payable]:
    """Places on dates that have taken place and cost something: invoices follow the event."""
    over = Booking.objects.filter(
        state=Booking.State.CONFIRMED,
        price_pence__gt=0,
        school__isnull=False,
        session__ends_at__lte=clock.now(),
    ).exclude(session__state=SessionState.CANCELLED)
    rows = unbilled(over, "booking")
    if school_id is not None:
        rows = rows.filter(school=school_id)
    going = Count("places", filter=Q(places__state__in=Place.LIVE))
    found: Any = rows.select_related("session__course").annotate(going=going)
    for booking in found:
        by_place = booking.session.course.price_unit == PriceUnit.DELEGATE
        # A price that was put together at two prices is no multiple of its places: then it is one line.
        number = booking.going if by_place and booking.going else 1
        number = number if booking.price_pence % number == 0 else 1
        yield Payable(
            key=f"booking:{booking.pk}",
            school_id=booking.school_id,
            text=_line("", booking.session, booking),
            service=Service.TRAINING,
            quantity=number,
            unit_pence=booking.price_pence // number,
            since=clock.in_london(booking.session.ends_at).date(),
            purchase_order=booking.purchase_order,
        )


def _line(before: str, session: Any, booking: Booking) -> str:
    """“Did not come: Visual support, Tuesday 9 March 2027, booking KT-7F3K-9QXM”. It names nobody."""
    after = f", {clock.say_date(session.starts_at)}, booking {booking.reference}"
    room = LONGEST - len(before) - len(after)
    return f"{before}{Truncator(session.title).chars(room)}{after}"
