"""A certificate as PDF/UA."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from bookings.places.certificates.contents import Contents
from portal.base.paper import typeset

SOURCE = Path(__file__).parent / "certificate.typ"


def pdf_of(contents: Contents) -> bytes:
    """The document. A letter that no font here has is shown as �; the page shows it as browsers do."""
    return typeset.pdf_of(SOURCE, asdict(contents))
