"""Finance finds what is owed once the training took place or was cancelled late, with how the school pays."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from bookings.bespoke.models import Request
from bookings.bespoke.services.delivery import cancel_by_staff, follow_sessions
from bookings.finance.choices import Buyer, DocumentKind
from bookings.finance.documents.snapshots import Order
from bookings.finance.payables import Payable, to_bill
from bookings.finance.services.billing import bill
from portal.base import clock
from tests.factories.accounts import UserFactory
from tests.factories.bespoke import in_days, make_accepted, make_scheduled
from tests.factories.finance import training

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def owed(request: Request) -> list[Payable]:
    return to_bill(school_id=request.school_id)


def test_nothing_is_owed_before_it_took_place() -> None:
    request = make_scheduled()
    assert owed(request) == []


def test_each_line_of_the_quote_is_owed_once_it_took_place_and_billed_once() -> None:
    accepted = make_accepted(charges=[training(45_000), training(1_000)])
    request = make_scheduled(accepted, day=in_days(1))
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        follow_sessions()
        found = owed(request)
        assert [one.net_pence for one in found] == [45_000, 1_000]
        assert {(one.buyer, one.purchase_order) for one in found} == {(Buyer.ACADEMY, "PO-4711")}
        assert request.reference in found[0].text
        document = bill(
            school=request.school,
            issuer=request.acceptance.quote.issuer,
            payables=found,
            order=Order(Buyer.ACADEMY, "PO-4711", ""),
            tax_date=clock.today(),
            by=UserFactory(),
        )
        assert document.kind == DocumentKind.INVOICE
        assert document.gross_pence == request.acceptance.quote.gross_pence
        assert owed(request) == []


def test_what_cancelling_late_costs_is_owed_and_what_costs_nothing_is_not() -> None:
    late, early = make_scheduled(day=in_days(8)), make_scheduled(day=in_days(20))
    for request in (late, early):
        cancel_by_staff(request_id=request.pk, by_us=False, reason="They rang", actor=UserFactory())
    (fee,) = owed(late)
    assert (fee.net_pence, fee.purchase_order) == (22_500, "PO-4711")
    assert fee.text == f"Cancelled late (50 %), request {late.reference}"
    assert owed(early) == []
