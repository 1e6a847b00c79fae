"""Nothing says what VAT is but a table that a second person has signed off, from its day on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from bookings.finance.choices import Buyer, Service, Treatment
from bookings.finance.errors import FinanceError, VatUndecided
from bookings.finance.models import VatRule, VatTable
from bookings.finance.vat.services import (
    Verdict,
    save_table,
    sign_off,
    table_in_force,
    verdict,
    verdicts,
)
from portal.base import clock
from tests.factories.accounts import UserFactory
from tests.factories.finance import EXEMPT, RULES, TWENTY, make_issuer, make_table

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_table_that_is_not_signed_off_decides_nothing() -> None:
    issuer = make_issuer()
    make_table(issuer, signed=False)
    with pytest.raises(VatUndecided, match="No VAT table is signed off"):
        verdicts(issuer_id=issuer.pk, buyer=Buyer.ACADEMY, on=clock.today())


def test_each_tax_date_has_the_table_of_its_day() -> None:
    issuer, today = make_issuer(), clock.today()
    make_table(issuer, from_day=today - timedelta(days=100))
    cell = (Buyer.ACADEMY, Service.TRAINING)
    make_table(issuer, from_day=today, rules={cell: TWENTY})

    def says(days: int) -> Verdict:
        on = today + timedelta(days=days)
        found = verdicts(issuer_id=issuer.pk, buyer=Buyer.ACADEMY, on=on)
        return verdict(found, buyer=Buyer.ACADEMY, service=Service.TRAINING)

    assert (says(-1), says(0), says(1)) == (EXEMPT, TWENTY, TWENTY)
    assert table_in_force(issuer.pk, today - timedelta(days=101)) is None


def test_a_cell_that_nobody_decided_about_is_named() -> None:
    issuer = make_issuer()
    make_table(issuer)
    found = verdicts(issuer_id=issuer.pk, buyer=Buyer.INDEPENDENT, on=clock.today())
    with pytest.raises(VatUndecided, match="“Travel” for “Independent school or setting”"):
        verdict(found, buyer=Buyer.INDEPENDENT, service=Service.TRAVEL)


def test_whoever_entered_a_table_cannot_sign_it_off() -> None:
    somebody = UserFactory()
    table = save_table(
        table=VatTable(issuer=make_issuer(), from_day=clock.today()), rules=RULES, by=somebody
    )
    with pytest.raises(FinanceError, match="Somebody else"):
        sign_off(table_id=table.pk, by=somebody)
    with pytest.raises(IntegrityError), transaction.atomic():
        VatTable.objects.update(signed_off_at=clock.now(), signed_off_by_id=somebody.pk)


def test_who_changed_a_table_last_counts_as_having_entered_it() -> None:
    table = make_table(make_issuer(), signed=False)
    second = UserFactory()
    save_table(table=table, rules=RULES, by=second)
    with pytest.raises(FinanceError, match="Somebody else"):
        sign_off(table_id=table.pk, by=second)


def test_an_empty_table_and_one_that_taxes_without_a_vat_number_are_not_signed_off() -> None:
    issuer = make_issuer(vat_number="")
    empty = make_table(issuer, rules={}, signed=False)
    with pytest.raises(FinanceError, match="empty"):
        sign_off(table_id=empty.pk, by=UserFactory())
    taxed = make_table(issuer, signed=False)
    with pytest.raises(FinanceError, match="no VAT number"):
        sign_off(table_id=taxed.pk, by=UserFactory())


def test_a_second_table_from_the_same_day_is_not_signed_off() -> None:
    issuer = make_issuer()
    make_table(issuer, from_day=clock.today())
    with pytest.raises(FinanceError, match="in force from that day"):
        make_table(issuer, from_day=clock.today())
    assert VatTable.objects.filter(signed_off_at=None).count() == 1


def test_a_table_is_signed_off_once() -> None:
    table = make_table(make_issuer())
    with pytest.raises(FinanceError, match="already"):
        sign_off(table_id=table.pk, by=UserFactory())


def test_a_signed_off_table_is_changed_by_nobody() -> None:
    table = make_table(make_issuer())
    with pytest.raises(FinanceError, match="Enter a new one"):
        save_table(table=table, rules={}, by=UserFactory())
    for change in (
        lambda: VatTable.objects.update(advice="mine"),
        lambda: VatTable.objects.all()._raw_delete("default"),  # type: ignore[attr-defined]
        lambda: VatRule.objects.update(rate=Decimal(5), treatment=Treatment.TAXED),
        lambda: VatRule.objects.all()._raw_delete("default"),  # type: ignore[attr-defined]
        lambda: VatRule.objects.create(
            table=table, buyer=Buyer.ACADEMY, service=Service.TRAVEL, treatment=Treatment.EXEMPT
        ),
    ):
        with pytest.raises(IntegrityError, match="is kept as it is"), transaction.atomic():
            change()
    assert table.rules.count() == len(RULES)
