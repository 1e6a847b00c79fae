"""Documents on paper: PDF/UA, with what VAT law and a school's office ask for, and names that are only words."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from bookings.finance.choices import Buyer, Service
from bookings.finance.documents.snapshots import Order
from bookings.finance.models import Document
from bookings.finance.services.issuing import Charge
from tests.factories.finance import make_account, make_document, make_issuer, make_table, training

pytestmark = pytest.mark.django_db


def reader_of(document: Document) -> PdfReader:
    return PdfReader(BytesIO(bytes(document.file.content)))


def words_of(document: Document) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader_of(document).pages).split())


def test_it_is_tagged_titled_and_says_its_language() -> None:
    document = make_document()
    reader = reader_of(document)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == f"Invoice – VAT exempt {document.number}"


def test_a_vat_invoice_says_all_that_the_law_and_the_office_ask_for() -> None:
    account = make_account(name="Margate Example Academy", address="1 High Street", postcode="CT9 1AA")
    charge = Charge("Advice about sensory needs", Service.CONSULTANCY, 2, 12_550)
    words = words_of(
        make_document(account, charge, order=Order(Buyer.ACADEMY, purchase_order="PO-4711"))
    )
    for said in (
        "VAT invoice", "KCC-INV-000001", "Example County Council", "VAT number GB 123 4567 89",
        "Margate Example Academy", "1 High Street", "CT9 1AA", "PO-4711", "Advice about sensory needs",
        "£125.50", "20%", "£251", "VAT at 20%", "£50.20", "To pay", "£301.20", "Sort code: 12-34-56",
        "Account number: 12345678", "Reference: KCC-INV-000001", "finance@county.example", "Page 1 of 1",
    ):  # fmt: skip
        assert said in words


def test_a_demonstration_says_that_it_is_one() -> None:
    issuer = make_issuer(demonstration=True)
    make_table(issuer)
    assert "Demonstration: an example, not a real claim for money." in words_of(
        make_document(make_account(issuer))
    )


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("http://evil.example")',
        '#read("/etc/passwd")',
        "file:///etc/passwd",
        "St Mary’s & St John’s <b>School</b>",
        "Ysgol y Bont Faen 🎉",
        "*bold* _under_ $x$ @ref",
        "a\x00b\u202ec",
    ],
)
def test_a_name_is_never_more_than_words(name: str) -> None:
    document = make_document(make_account(name=name))
    reader = reader_of(document)
    assert not any("/Annots" in page for page in reader.pages)
    assert "root:" not in words_of(document)


def test_many_lines_go_over_pages_with_their_headings() -> None:
    document = make_document(make_account(), *[training() for _line in range(60)])
    reader = reader_of(document)
    assert len(reader.pages) > 1
    assert all("Without VAT" in page.extract_text() for page in reader.pages[:-1])
    assert f"Page 2 of {len(reader.pages)}" in words_of(document)
