"""Sources say what is owed; what stands on a document is left out, and schools are listed by their oldest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from bookings.finance import payables
from bookings.finance.choices import Service
from bookings.finance.payables import Payable, register_source, schools_to_bill, to_bill, unbilled
from portal.accounts.models import School
from portal.base import clock
from tests.factories.accounts import SchoolFactory
from tests.factories.finance import make_account, make_document, training

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def every_school_owes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that asks ten pounds of each school, of the newest for the longest time."""
    monkeypatch.setattr(payables, "_sources", {})

    def find(school_id: int | None) -> Iterable[Payable]:
        rows = School.objects.all() if school_id is None else School.objects.filter(pk=school_id)
        for school in unbilled(rows, "school"):
            since = clock.today() - timedelta(days=school.pk)
            yield Payable(f"school:{school.pk}", school.pk, "Ten", Service.TRAINING, 2, 500, since)

    register_source("school", find)


@pytest.mark.usefixtures("every_school_owes")
def test_schools_are_listed_by_their_oldest_debt_with_the_sum() -> None:
    first, second = SchoolFactory(), SchoolFactory()
    assert [(row.school, row.net_pence) for row in schools_to_bill()] == [
        (second, 1_000),
        (first, 1_000),
    ]
    assert [one.school_id for one in to_bill(school_id=first.pk)] == [first.pk]


@pytest.mark.usefixtures("every_school_owes")
def test_what_stands_on_a_document_is_left_out_and_a_key_that_begins_alike_is_not() -> None:
    account = make_account()
    SchoolFactory(pk=account.school_id * 10)
    make_document(account, training(payable=f"school:{account.school_id}"))
    assert [one.school_id for one in to_bill()] == [account.school_id * 10]
