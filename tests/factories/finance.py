"""Issuers with a signed-off VAT table, and documents as the service issues them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bookings.finance.choices import Buyer, Service, Treatment
from bookings.finance.documents.snapshots import Order
from bookings.finance.models import Account, Document, Issuer, LedgerEntry, VatTable
from bookings.finance.services.issuing import Charge, account_of, issue
from bookings.finance.vat.services import Cell, Verdict, save_table, sign_off
from portal.base import clock
from tests.factories.accounts import SchoolFactory, UserFactory

TWENTY = Verdict(Treatment.TAXED, Decimal(20))
EXEMPT = Verdict(Treatment.EXEMPT)
OUTSIDE = Verdict(Treatment.OUTSIDE)

RULES: dict[Cell, Verdict] = {
    (Buyer.DELEGATED, Service.TRAINING): OUTSIDE,
    (Buyer.PRIVATE_FUND, Service.TRAINING): EXEMPT,
    (Buyer.ACADEMY, Service.TRAINING): EXEMPT,
    (Buyer.ACADEMY, Service.CONSULTANCY): TWENTY,
    (Buyer.ACADEMY, Service.MATERIALS): TWENTY,
}

ACADEMY = Order(Buyer.ACADEMY, purchase_order="PO-77")
DELEGATED = Order(Buyer.DELEGATED, cost_code="E19-THA")


def make_issuer(**given: Any) -> Issuer:
    """The county's issuer, who charges VAT."""
    words = {
        "name": "Example County Council",
        "code": "KCC",
        "address": "County Hall\nMaidstone\nME14 1XQ",
        "vat_number": "GB 123 4567 89",
        "bank_name": "Example County Council",
        "sort_code": "12-34-56",
        "account_number": "12345678",
        "email": "finance@county.example",
        "phone": "01622 000000",
        **given,
    }
    issuer: Issuer = Issuer.objects.create(**words)
    return issuer


def make_table(
    issuer: Issuer,
    *,
    from_day: date | None = None,
    rules: Mapping[Cell, Verdict] = RULES,
    signed: bool = True,
) -> VatTable:
    """A VAT table in force for a year already, entered by one person and signed off by another."""
    day = from_day or clock.today() - timedelta(days=365)
    table = VatTable(issuer=issuer, from_day=day, advice="VAT team, 3 March")
    save_table(table=table, rules=rules, by=UserFactory())
    return sign_off(table_id=table.pk, by=UserFactory()) if signed else table


def make_account(issuer: Issuer | None = None, **school: Any) -> Account:
    """A school's account with an issuer whose VAT is decided."""
    if issuer is None:
        issuer = make_issuer()
        make_table(issuer)
    return account_of(issuer=issuer, school=SchoolFactory(**school))


def balance(account: Account) -> int:
    """What the ledger says that the account owes, tests apart."""
    entries = LedgerEntry.objects.filter(account=account, ledger__test=False)
    return sum(entries.values_list("pence", flat=True))


def training(pence: int = 45_000, *, quantity: int = 1, payable: str = "") -> Charge:
    """A line for training."""
    return Charge("Calm starts, 26 January 2027", Service.TRAINING, quantity, pence, payable)


def make_document(
    account: Account | None = None, *charges: Charge, order: Order = ACADEMY, test: bool = False
) -> Document:
    """An invoice of £450 for training, unless told."""
    return issue(
        account=account or make_account(),
        charges=charges or [training()],
        order=order,
        tax_date=clock.today(),
        actor_id=None,
        test=test,
    )
