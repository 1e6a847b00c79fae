"""The mails of finance: their placeholders, and the words they start from (``templates/emails``)."""

from __future__ import annotations

from portal.notify.kinds import MessageKind, first_words, register_kind

ISSUED = "invoice-issued"
CARD_PAID = "card-paid"
REMINDER = "invoice-reminder"

GONE = "billed-and-owed-no-longer"

EXAMPLE = {
    "name": "Asha Example",
    "school": "Oakfield Primary School",
    "title": "Invoice – VAT exempt",
    "number": "KCC-INV-000017",
    "sum": "£450",
    "due": "Please pay by Thursday 8 April 2027. How to pay stands on it.",
    "link": "https://portal.example/bookings/invoices/",
    "ask": "Questions? Write to finance@county.example or telephone 01622 000000.",
}

PAID_EXAMPLE = {
    "name": "Asha Example",
    "school": "Oakfield Primary School",
    "numbers": "KCC-INV-000017, KCC-INV-000018",
    "sum": "£735",
    "day": "Thursday 8 April 2027",
    "test": "",
    "link": "https://portal.example/bookings/invoices/",
}


def register_kinds() -> None:
    """Makes the mails known to ``portal.notify``."""
    register_kind(
        MessageKind(
            key=ISSUED,
            name="Invoice, internal recharge or credit note issued, to who pays for the school",
            subject="{{ title }} {{ number }}: {{ school }}",
            body=first_words("invoice_issued"),
            placeholders=EXAMPLE,
        )
    )
    register_kind(
        MessageKind(
            key=CARD_PAID,
            name="Receipt for a payment by card, to who pays for the school",
            subject="Receipt: {{ sum }} paid by card for {{ school }}",
            body=first_words("card_paid"),
            placeholders=PAID_EXAMPLE,
        )
    )
    register_kind(
        MessageKind(
            key=REMINDER,
            name="Reminder of an unpaid invoice, to who pays for the school",
            subject="Overdue: {{ number }}, {{ school }}",
            body=first_words("invoice_reminder"),
            placeholders={**EXAMPLE, "due": "Thursday 8 April 2027"},
        )
    )
    _register_gone()


def _register_gone() -> None:
    register_kind(
        MessageKind(
            key=GONE,
            name="Waived after it was invoiced, to finance",
            subject="To credit: {{ number }}, {{ school }}",
            body=first_words("billed_and_gone"),
            placeholders={
                "name": "Fay Finance",
                "school": EXAMPLE["school"],
                "number": EXAMPLE["number"],
                "text": "Did not come: Visual support, Tuesday 9 March 2027, booking KT-7F3K-9QXM",
                "sum": "£30",
                "link": "https://portal.example/admin/to-invoice/",
            },
        )
    )
