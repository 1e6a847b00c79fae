"""Everything that finance keeps. Each part has a module of its own."""

from __future__ import annotations

from bookings.finance.bank.models import BankFile, BankLine
from bookings.finance.documents.models import Claim, Document, DocumentFile, DocumentLine, Series
from bookings.finance.issuers.models import Account, Issuer
from bookings.finance.ledger.models import Ledger, LedgerEntry
from bookings.finance.vat.models import VatRule, VatTable

__all__ = [
    "Account",
    "BankFile",
    "BankLine",
    "Claim",
    "Document",
    "DocumentFile",
    "DocumentLine",
    "Issuer",
    "Ledger",
    "LedgerEntry",
    "Series",
    "VatRule",
    "VatTable",
]
