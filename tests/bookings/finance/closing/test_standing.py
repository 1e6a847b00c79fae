"""What stands open before the books are closed: owed, paid and not allocated, on no invoice."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest

from bookings.finance import payables
from bookings.finance.bank.services import load_statement
from bookings.finance.choices import Service
from bookings.finance.closing.standing import standing
from bookings.finance.payables import Payable, register_source
from portal.accounts.models import School
from portal.base import clock
from tests.factories.accounts import SchoolFactory
from tests.factories.finance import make_document, make_issuer
from tests.factories.vocabulary import DistrictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(monkeypatch: pytest.MonkeyPatch) -> list[Payable]:
    """What is owed and not billed, in place of all that is registered."""
    rows: list[Payable] = []
    monkeypatch.setattr(payables, "_sources", {})
    register_source("test", lambda school_id: rows)
    return rows


def payable(school: School, pence: int, *, days_ago: int) -> Payable:
    since = clock.today() - timedelta(days=days_ago)
    return Payable(f"test:{pence}", school.pk, "Training", Service.TRAINING, 1, pence, since)


def test_owed_and_waiting_payments_are_counted_up_to_the_day() -> None:
    document = make_document()
    issuer, today = document.account.issuer, clock.today()
    rows = f"Date,Amount,Reference,Payer\n{today:%d/%m/%Y},5.00,lunch,X\n09/03/2020,7.00,tea,X\n"
    load_statement(issuer=issuer, file=BytesIO(rows.encode()), name="a.csv", by_id=None)
    now, then = standing(issuer, today), standing(issuer, today - timedelta(days=1))
    assert (now.debt.total.pence, now.payments, now.payments_pence) == (45_000, 2, 1_200)
    assert (then.debt.total.pence, then.payments, then.payments_pence) == (0, 1, 700)


def test_what_is_on_no_invoice_is_counted_for_who_would_bill_it(owed: list[Payable]) -> None:
    thanet = DistrictFactory(name="Thanet")
    county, district = make_issuer(), make_issuer(code="THA", district=thanet)
    mine, other = SchoolFactory(district=thanet), SchoolFactory(district=None)
    owed.extend(
        [payable(mine, 100, days_ago=5), payable(mine, 9, days_ago=0), payable(other, 20, days_ago=5)]
    )
    yesterday = clock.today() - timedelta(days=1)
    found = [standing(issuer, yesterday) for issuer in (county, district)]
    assert [(one.to_bill, one.to_bill_pence) for one in found] == [(1, 20), (1, 100)]
