"""Others tell finance what a school will be billed for; what it has to answer stands first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

import pytest

from bookings.finance import coming, payables
from bookings.finance.choices import Service
from bookings.finance.coming import Coming, coming_for, register_coming
from bookings.finance.payables import Payable, register_source
from portal.base import clock
from tests.factories.accounts import SchoolFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def no_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coming, "_sources", {})
    monkeypatch.setattr(payables, "_sources", {})


def test_what_asks_for_an_answer_comes_first_and_then_the_soonest_each_for_its_school() -> None:
    one, other = SchoolFactory(), SchoolFactory()
    today = clock.today()

    def find(ids: Collection[int]) -> Iterable[Coming]:
        for pk in ids:
            yield Coming(pk, f"Later {pk}", "Booked", 9_500, today + timedelta(days=9))
            yield Coming(pk, f"Sooner {pk}", "Booked", 9_500, today + timedelta(days=2))
            yield Coming(
                pk, f"Quote {pk}", "Quote", 45_000, today + timedelta(days=30), "/q/", asks=True
            )

    register_coming("example", find)
    found = coming_for([one, other])
    assert [row.text for row in found[one.pk]] == [
        f"{name} {one.pk}" for name in ("Quote", "Sooner", "Later")
    ]
    assert {row.school_id for row in found[other.pk]} == {other.pk}


def test_what_is_over_and_stands_on_no_invoice_is_said_to_be_invoiced() -> None:
    school = SchoolFactory()

    def owed(school_id: int | None) -> Iterable[Payable]:
        yield Payable("example:1", school.pk, "Calm starts", Service.TRAINING, 2, 9_500, clock.today())

    register_source("example", owed)
    (row,) = coming_for([school])[school.pk]
    assert (row.text, row.state, row.net_pence, row.href) == (
        "Calm starts",
        "To be invoiced",
        19_000,
        "",
    )


def test_without_schools_nobody_is_asked() -> None:
    def never(_ids: Collection[int]) -> Iterable[Coming]:
        raise AssertionError

    register_coming("example", never)
    assert coming_for([]) == {}
