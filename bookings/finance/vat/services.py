"""VAT tables: entering, signing off, and what they say of a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from bookings.finance.choices import Buyer, Service, Treatment
from bookings.finance.errors import FinanceError, VatUndecided
from bookings.finance.vat.models import VatRule, VatTable
from portal.accounts.models import User
from portal.base import clock

Cell = tuple[str, str]
"""A buyer and a service."""


@dataclass(frozen=True)
class Verdict:
    """What a cell says."""

    treatment: Treatment
    rate: Decimal = Decimal(0)


@transaction.atomic
def save_table(*, table: VatTable, rules: Mapping[Cell, Verdict], by: User) -> VatTable:
    """Writes a table that is not signed off yet with exactly these cells; ``by`` is then who entered it.

    Raises ``FinanceError`` for one that is signed off: it takes a new table from another day on.
    """
    if table.pk:
        kept = VatTable.objects.select_for_update().get(pk=table.pk)
        if kept.is_signed_off:
            raise FinanceError("This table is signed off. Enter a new one from another day on.")
    table.entered_by_id = by.pk
    table.save()
    table.rules.all().delete()
    VatRule.objects.bulk_create(
        VatRule(table=table, buyer=buyer, service=service, treatment=said.treatment, rate=said.rate)
        for (buyer, service), said in rules.items()
    )
    return table


@transaction.atomic
def sign_off(*, table_id: int, by: User) -> VatTable:
    """Puts a table in force. Raises ``FinanceError`` if it is in force, says nothing, was entered by the same person,
    or another one is in force from that day."""
    table = VatTable.objects.select_for_update().select_related("issuer").get(pk=table_id)
    if table.is_signed_off:
        raise FinanceError("A colleague has signed this table off already.")
    if table.entered_by_id == by.pk:
        raise FinanceError("Somebody else has to sign off what you entered.")
    if not table.rules.exists():
        raise FinanceError(
            "The table is empty: say at least for one buyer and service what VAT is charged."
        )
    if not table.issuer.vat_number and table.rules.filter(treatment=Treatment.TAXED).exists():
        raise FinanceError("This issuer has no VAT number, so it cannot charge VAT.")
    table.signed_off_at, table.signed_off_by_id = clock.now(), by.pk
    try:
        with transaction.atomic():
            table.save(update_fields=["signed_off_at", "signed_off_by_id"])
    except IntegrityError:
        raise FinanceError("Another table is in force from that day. Choose a later day.") from None
    return table


def table_in_force(issuer_id: int, on: date) -> VatTable | None:
    """The signed-off table of an issuer for a tax date."""
    rows = VatTable.objects.filter(issuer=issuer_id, from_day__lte=on, signed_off_at__isnull=False)
    return rows.order_by("-from_day").first()


def verdicts(*, issuer_id: int, buyer: Buyer, on: date) -> dict[str, Verdict]:
    """What each service bears for this buyer on a tax date; services that nobody decided about are missing.

    Raises ``VatUndecided`` where no table is in force.
    """
    table = table_in_force(issuer_id, on)
    if table is None:
        raise VatUndecided(
            f"No VAT table is signed off for {clock.say_date(on)}. Finance has to enter one and have it signed off."
        )
    rows = table.rules.filter(buyer=buyer)
    return {row.service: Verdict(Treatment(row.treatment), row.rate) for row in rows}


def verdict(found: Mapping[str, Verdict], *, buyer: Buyer, service: Service) -> Verdict:
    """One of ``verdicts``. Raises ``VatUndecided`` where nobody decided about it."""
    if service not in found:
        raise VatUndecided(
            f"The VAT table says nothing of “{Service(service).label}” for “{Buyer(buyer).label}”. "
            "Finance has to enter a table that does."
        )
    return found[service]
