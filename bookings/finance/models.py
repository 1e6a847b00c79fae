"""Everything that finance keeps. Each part has a module of its own."""

from __future__ import annotations

from bookings.finance.bank.models import BankFile, BankLine
from bookings.finance.cards.models import (
    AttemptPart,
    CardCursor,
    CardDispute,
    CardEvent,
    CardRefund,
    CardTask,
    PaymentAttempt,
    RefusedDeliveries,
)
from bookings.finance.documents.models import Claim, Document, DocumentFile, DocumentLine, Series
from bookings.finance.elsewhere.models import BilledElsewhere
from bookings.finance.issuers.models import Account, Issuer
from bookings.finance.journals.models import JournalBatch, JournalLine, JournalOutcome
from bookings.finance.ledger.models import Closing, Ledger, LedgerEntry
from bookings.finance.reminders.models import PaymentReminder, ReminderPause
from bookings.finance.vat.models import VatRule, VatTable

__all__ = [
    "Account",
    "AttemptPart",
    "BankFile",
    "BankLine",
    "BilledElsewhere",
    "CardCursor",
    "CardDispute",
    "CardEvent",
    "CardRefund",
    "CardTask",
    "Claim",
    "Closing",
    "Document",
    "DocumentFile",
    "DocumentLine",
    "Issuer",
    "JournalBatch",
    "JournalLine",
    "JournalOutcome",
    "Ledger",
    "LedgerEntry",
    "PaymentAttempt",
    "PaymentReminder",
    "RefusedDeliveries",
    "ReminderPause",
    "Series",
    "VatRule",
    "VatTable",
]
