"""A document as a download."""

from __future__ import annotations

from django.http import HttpResponse

from bookings.finance.models import Document


def pdf_answer(document: Document) -> HttpResponse:
    """The bytes that were kept at issue; no shared cache keeps them."""
    return HttpResponse(
        bytes(document.file.content),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{document.number}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )
