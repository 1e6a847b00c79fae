"""The mails of finance: their placeholders, and the words they start from (``templates/emails``)."""

from __future__ import annotations

from portal.notify.kinds import MessageKind, first_words, register_kind

ISSUED = "invoice-issued"

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
