"""Aged debt adds up the ledger: by days overdue, with credit and recharges apart, whatever is asked for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from bookings.finance.choices import EntryKind
from bookings.finance.ledger.cuts import cut, sum_of
from bookings.finance.ledger.services import post
from bookings.finance.models import Account, Document
from bookings.finance.reports import aged_debt as report
from bookings.finance.reports.aged_debt import Asked, aged_debt
from bookings.finance.services.issuing import account_of, credit
from portal.base import clock
from tests.factories.accounts import SchoolFactory
from tests.factories.finance import (
    DELEGATED,
    make_account,
    make_document,
    make_issuer,
    make_table,
    training,
)
from tests.factories.vocabulary import DistrictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def late(days: int) -> Asked:
    """On the day on which what is issued today is so many days overdue."""
    return Asked(clock.today() + timedelta(days=30 + days))


def pay(
    account: Account, pence: int, document: Document | None = None, *, on: date | None = None
) -> None:
    with transaction.atomic():
        post(
            account=account,
            kind=EntryKind.BACS,
            pence=-pence,
            occurred_on=on or clock.today(),
            source="bank",
            external_id=f"{account.pk}:{document}:{pence}",
            document=document,
        )


def parts(asked: Asked) -> dict[str, int]:
    """What is owed by all, without empty columns."""
    found = aged_debt(asked)
    assert found.agrees
    assert found.total.pence == sum(row.debt.pence for row in found.rows)
    return {column: pence for column, pence in found.total.parts.items() if pence}


@pytest.mark.parametrize(
    ("days", "column"),
    [
        (-30, report.NOT_DUE),
        (0, report.NOT_DUE),
        (1, report.UP_TO_30),
        (30, report.UP_TO_30),
        (31, report.UP_TO_60),
        (60, report.UP_TO_60),
        (61, report.UP_TO_90),
        (90, report.UP_TO_90),
        (91, report.OVER_90),
    ],
)
def test_an_invoice_moves_on_by_the_days_it_is_overdue(days: int, column: str) -> None:
    make_document()
    assert parts(late(days)) == {column: 45_000}


def test_what_is_paid_in_part_stands_with_what_is_left() -> None:
    document = make_document()
    pay(document.account, 40_000, document)
    assert parts(late(1)) == {report.UP_TO_30: 5_000}


def test_what_is_settled_is_not_listed() -> None:
    document = make_document()
    pay(document.account, 45_000, document)
    assert aged_debt(late(1)).rows == []


def test_a_payment_for_no_invoice_is_credit() -> None:
    document = make_document()
    pay(document.account, 1_000)
    assert parts(late(1)) == {report.UP_TO_30: 45_000, report.CREDIT: -1_000}


def test_what_is_credited_after_it_was_paid_is_credit() -> None:
    document = make_document()
    pay(document.account, 45_000, document)
    line = document.lines.get()
    credit(document=document, net_pence={line.pk: 5_000}, reason="Too many", actor_id=None)
    assert parts(late(1)) == {report.CREDIT: -5_000}


def test_a_recharge_is_never_overdue() -> None:
    make_document(order=DELEGATED)
    assert parts(late(200)) == {report.RECHARGES: 45_000}


def test_tests_are_in_no_figure() -> None:
    account = make_account()
    with transaction.atomic():
        post(
            account=account, kind=EntryKind.BACS, pence=-5, occurred_on=clock.today(), source="bank",
            external_id="t", test=True,
        )  # fmt: skip
    assert aged_debt(late(1)).rows == []


def test_a_day_that_is_over_shows_what_was_booked_by_then() -> None:
    document = make_document()
    pay(document.account, 700, on=clock.today() - timedelta(days=3))
    yesterday = Asked(clock.today() - timedelta(days=1))
    assert parts(yesterday) == {report.CREDIT: -700}


def test_issuer_and_district_narrow_it() -> None:
    county, thanet = make_issuer(), DistrictFactory(name="Thanet")
    other = make_issuer(code="THA", name="Laleham Gap School", district=thanet)
    for issuer in (county, other):
        make_table(issuer)
    in_thanet = account_of(issuer=other, school=SchoolFactory(district=thanet))
    make_document(in_thanet, training(100))
    make_document(account_of(issuer=county, school=SchoolFactory(district=thanet)), training(20))
    make_document(account_of(issuer=county, school=SchoolFactory(district=None)), training(3))
    on = clock.today()
    assert aged_debt(Asked(on)).total.pence == 123
    assert aged_debt(Asked(on, issuer_id=county.pk)).total.pence == 23
    assert aged_debt(Asked(on, district_id=thanet.pk)).total.pence == 120
    assert [row.account for row in aged_debt(Asked(on, other.pk, thanet.pk)).rows] == [in_thanet]


def test_what_is_booked_after_the_cut_is_in_no_figure() -> None:
    document = make_document()
    before = cut()
    pay(document.account, 100, document)
    assert sum_of(before.entries()) == 45_000
    assert sum_of(cut().entries()) == 44_900
    assert (before.ends[0].position, cut().ends[0].position) == (1, 2)


def test_without_a_ledger_nothing_is_owed() -> None:
    assert sum_of(cut().entries()) == 0
    assert aged_debt(late(1)).agrees


def test_the_number_of_statements_does_not_grow(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    document = make_document()
    for number in range(4):
        other = account_of(issuer=document.account.issuer, school=SchoolFactory())
        make_document(other, training(100 + number))
    with django_assert_num_queries(4):
        found = aged_debt(late(1))
        assert [str(row.account) for row in found.rows]
