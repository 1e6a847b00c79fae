"""A year by district adds up the ledger, by service and by account, and leaves out other years and tests."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import transaction

from bookings.finance.choices import EntryKind, Service
from bookings.finance.ledger.services import post
from bookings.finance.models import Account, Document
from bookings.finance.reports.districts import Year, district_report, year_of, years
from bookings.finance.services.issuing import Charge, account_of, credit, issue
from portal.base import clock
from tests.factories.accounts import SchoolFactory
from tests.factories.finance import ACADEMY, make_account, training
from tests.factories.vocabulary import DistrictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

THIS = date(2027, 3, 9)
YEAR = Year(2026)


@pytest.fixture(autouse=True)
def march() -> object:
    with time_machine.travel("2027-03-09 12:00:00", tick=False) as moment:
        yield moment


def issued(account: Account, *charges: Charge, on: date = THIS, test: bool = False) -> Document:
    return issue(account=account, charges=charges, order=ACADEMY, tax_date=on, actor_id=None, test=test)


def move(account: Account, kind: EntryKind, pence: int, *, on: date = THIS) -> None:
    with transaction.atomic():
        post(
            account=account, kind=kind, pence=pence, occurred_on=on, source="bank",
            external_id=f"{kind}:{pence}:{on}",
        )  # fmt: skip


def advice(pence: int) -> Charge:
    return Charge("Advice", Service.CONSULTANCY, 1, pence)


def test_services_and_accounts_of_each_district_add_up() -> None:
    first = make_account(district=DistrictFactory(name="Ashford"))
    second = account_of(
        issuer=first.issuer, school=SchoolFactory(district=DistrictFactory(name="Thanet"))
    )
    mixed = issued(first, training(10_000), advice(5_000))
    issued(second, training(700))
    issued(second, training(1), test=True)
    line = mixed.lines.get(service=Service.CONSULTANCY)
    credit(document=mixed, net_pence={line.pk: 1_000}, reason="Short", actor_id=None)
    move(first, EntryKind.BACS, -3_000)
    move(first, EntryKind.REFUND, 50)
    move(second, EntryKind.WRITE_OFF, -7)
    found = district_report(YEAR)
    assert [(row.district, row.service, row.cells) for row in found.services] == [
        ("Ashford", "Consultancy", [5_000, 1_000, 6_000, -1_200, 4_800]),
        ("Ashford", "Training", [10_000, 0, 10_000, 0, 10_000]),
        ("Thanet", "Training", [700, 0, 700, 0, 700]),
    ]
    assert [(row.district, row.cells) for row in found.districts] == [
        ("Ashford", [0, 16_000, -1_200, -2_950, 0, 11_850]),
        ("Thanet", [0, 700, 0, 0, -7, 693]),
    ]
    assert found.ledger_pence == found.district_totals[-1] == 12_543
    assert found.agrees


def test_what_was_before_is_owed_before_and_what_comes_after_is_left_out() -> None:
    account = make_account(district=None)
    move(account, EntryKind.CORRECTION, 5, on=date(2026, 3, 31))
    move(account, EntryKind.CORRECTION, 30, on=date(2026, 4, 1))
    now, then = district_report(YEAR), district_report(Year(2025))
    assert [(row.district, row.cells) for row in now.districts] == [
        ("Outside Kent", [5, 0, 0, 0, 30, 35])
    ]
    assert then.district_totals == [0, 0, 0, 0, 5, 5]
    assert now.agrees
    assert then.agrees


def test_a_year_without_entries_is_empty_and_agrees() -> None:
    found = district_report(Year(2020))
    assert (found.services, found.districts, found.agrees) == ([], [], True)


def test_the_number_of_statements_does_not_grow(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    account = make_account()
    for pence in range(1, 4):
        issued(account, training(pence), advice(pence))
    with django_assert_num_queries(6):
        district_report(YEAR)


@pytest.mark.parametrize(
    ("asked", "begins"), [(None, 2026), ("", 2026), ("2020", 2020), ("1900", 2026), ("x", 2026)]
)
def test_the_year_asked_for_is_one_of_the_last_ten(asked: str | None, begins: int) -> None:
    year = year_of(asked)
    assert year.begins == begins
    assert year.last == date(begins + 1, 3, 31)
    assert len(years()) == 10
    assert clock.today() == THIS
