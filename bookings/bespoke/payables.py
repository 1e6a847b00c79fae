"""What schools owe for bespoke training: the lines of the quote once it took place, or what cancelling costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.text import Truncator

from bookings.bespoke.choices import State
from bookings.bespoke.models import Cancellation, QuoteLine
from bookings.finance.choices import Service
from bookings.finance.payables import Payable, register_source, unbilled
from portal.base import clock

LONGEST = 300
"""Characters of a line on an invoice."""

TOOK_PLACE = (State.DELIVERED, State.CLOSED)


def register_all() -> None:
    """Called once, when the apps are ready."""
    register_source("quote", owed_lines)
    register_source("cancelled", owed_cancellations)


def owed_lines(school_id: int | None) -> Iterator[Payable]:
    """The lines of accepted quotes whose training has taken place: invoices follow the event."""
    rows: Any = QuoteLine.objects.filter(
        quote__acceptance__request__state__in=TOOK_PLACE, quote__request__session__isnull=False
    )
    if school_id is not None:
        rows = rows.filter(quote__request__school=school_id)
    found = unbilled(rows, "quote").select_related("quote__acceptance", "quote__request__session")
    for line in found.order_by("quote", "position"):
        request = line.quote.request
        yield Payable(
            key=f"quote:{line.pk}",
            text=_line(line.text, f", {clock.say_date(request.session.starts_at)}", request.reference),
            service=Service(line.service),
            quantity=line.quantity,
            unit_pence=line.unit_pence,
            since=clock.in_london(request.session.ends_at).date(),
            **_order(line.quote),
        )


def owed_cancellations(school_id: int | None) -> Iterator[Payable]:
    """What schools owe for training that they cancelled late."""
    rows: Any = Cancellation.objects.filter(net_pence__gt=0)
    if school_id is not None:
        rows = rows.filter(request__school=school_id)
    found = unbilled(rows, "cancelled").select_related("request__acceptance__quote")
    for one in found.order_by("pk"):
        yield Payable(
            key=f"cancelled:{one.pk}",
            text=_line(f"Cancelled late ({one.percent} %)", "", one.request.reference),
            service=Service.TRAINING,
            quantity=1,
            unit_pence=one.net_pence,
            since=clock.in_london(one.cancelled_at).date(),
            **_order(one.request.acceptance.quote),
        )


def _order(quote: Any) -> dict[str, Any]:
    return {
        "school_id": quote.request.school_id,
        "purchase_order": quote.acceptance.purchase_order,
        "cost_code": quote.acceptance.cost_code,
        "buyer": quote.buyer,
    }


def _line(text: str, when: str, reference: str) -> str:
    after = f"{when}, request {reference}"
    return f"{Truncator(text).chars(LONGEST - len(after))}{after}"
