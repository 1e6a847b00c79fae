"""Issuing takes number, lines, paper and ledger together, or nothing at all."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from bookings.finance.choices import Buyer, DocumentKind, EntryKind, Service
from bookings.finance.documents.paper import is_untouched, pdf_of
from bookings.finance.documents.snapshots import Order
from bookings.finance.errors import NotIssued, PeriodClosed, VatUndecided
from bookings.finance.ledger.services import close_through, verify
from bookings.finance.models import (
    Claim,
    Document,
    DocumentFile,
    DocumentLine,
    Ledger,
    LedgerEntry,
    Series,
)
from bookings.finance.services import issuing
from bookings.finance.services.issuing import Charge, account_of, credit, issue, left_to_credit
from portal.base import clock
from tests.factories.finance import (
    ACADEMY,
    DELEGATED,
    TWENTY,
    balance,
    make_account,
    make_document,
    make_issuer,
    make_table,
    training,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def give_back(document: Document, *pence: int, reason: str = "Booked twice") -> Document:
    lines = document.lines.values_list("pk", flat=True)
    return credit(
        document=document, net_pence=dict(zip(lines, pence, strict=False)), reason=reason, actor_id=7
    )


def test_an_invoice_has_the_next_number_its_lines_its_paper_and_its_entry() -> None:
    account = make_account()
    charges = [training(45_000), Charge("Advice", Service.CONSULTANCY, 2, 5_000)]
    document = make_document(account, *charges)
    assert (document.number, document.title) == ("KCC-INV-000001", "VAT invoice")
    assert (document.net_pence, document.vat_pence, document.gross_pence) == (55_000, 2_000, 57_000)
    assert document.due_on == clock.today() + timedelta(days=30)
    rows = document.lines.values_list("position", "net_pence", "vat_pence", "treatment", "rate")
    assert list(rows) == [(1, 45_000, 0, "exempt", 0), (2, 10_000, 2_000, "taxed", Decimal(20))]
    assert is_untouched(document.file)
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.pence, entry.document) == (EntryKind.INVOICE, 57_000, document)
    assert balance(account) == 57_000
    assert make_document(account).number == "KCC-INV-000002"


def test_a_delegated_budget_gets_an_internal_recharge_without_vat() -> None:
    document = make_document(None, training(), order=DELEGATED)
    assert (document.kind, document.number, document.title) == (
        DocumentKind.RECHARGE,
        "KCC-REC-000001",
        "Internal recharge",
    )
    assert (document.vat_pence, document.cost_code) == (0, "E19-THA")
    assert "journal" in str(document.snapshot["notes"])
    assert "Sort code" not in str(document.snapshot["notes"])


def test_the_same_school_is_an_outside_buyer_when_its_private_fund_pays() -> None:
    document = make_document(None, training(), order=Order(Buyer.PRIVATE_FUND))
    assert (document.kind, document.title) == (DocumentKind.INVOICE, "Invoice – VAT exempt")


@pytest.mark.parametrize(
    ("charges", "order", "said"),
    [
        ([], ACADEMY, "nothing to charge"),
        ([training()], Order(Buyer.DELEGATED), "cost code"),
        ([training(0)], ACADEMY, "charges nothing"),
        ([training(quantity=0)], ACADEMY, "charges nothing"),
        ([training(-100)], ACADEMY, "charges nothing"),
        ([training(10**20)], ACADEMY, "more than one document"),
        ([training(payable="charge:1"), training(payable="charge:1")], ACADEMY, "on an invoice already"),
    ],
)
def test_what_cannot_be_issued_takes_no_number(charges: list[Charge], order: Order, said: str) -> None:
    account = make_account()
    with pytest.raises(NotIssued, match=said):
        issue(account=account, charges=charges, order=order, tax_date=clock.today(), actor_id=None)
    assert not Document.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert not Series.objects.filter(last__gt=0).exists()
    assert make_document(account).position == 1


def test_nothing_is_issued_before_the_vat_table_is_signed_off() -> None:
    issuer = make_issuer()
    make_table(issuer, signed=False)
    with pytest.raises(VatUndecided):
        make_document(make_account(issuer))
    assert not Document.objects.exists()


def test_a_recharge_on_which_the_table_charges_vat_is_not_issued() -> None:
    issuer = make_issuer()
    make_table(issuer, rules={(Buyer.DELEGATED, Service.TRAINING): TWENTY})
    with pytest.raises(NotIssued, match="mend the table"):
        make_document(make_account(issuer), training(), order=DELEGATED)


def test_a_tax_date_in_a_closed_year_is_refused() -> None:
    account = make_account()
    last = clock.today() - timedelta(days=5)
    close_through(issuer_id=account.issuer_id, day=last, by_id=None)
    with pytest.raises(PeriodClosed):
        issue(account=account, charges=[training()], order=ACADEMY, tax_date=last, actor_id=None)
    assert not Document.objects.exists()


def test_what_stands_on_an_invoice_is_not_billed_again_until_it_is_credited_in_full() -> None:
    account = make_account()
    document = make_document(account, training(payable="charge:1"))
    with pytest.raises(NotIssued, match="already"):
        make_document(account, training(payable="charge:1"))
    give_back(document, 20_000)
    assert Claim.objects.filter(payable="charge:1").exists()
    give_back(document, 25_000)
    assert not Claim.objects.exists()
    assert make_document(account, training(payable="charge:1")).number == "KCC-INV-000002"


def test_a_credit_note_gives_back_net_and_vat_and_names_the_invoice() -> None:
    account = make_account()
    document = make_document(account, Charge("Advice", Service.CONSULTANCY, 1, 333))
    note = give_back(document, 100)
    assert (note.number, note.corrects, note.gross_pence) == ("KCC-CRN-000001", document, 120)
    assert document.number in str(note.snapshot["facts"])
    assert "Booked twice" in str(note.snapshot["facts"])
    rest = give_back(document, 233)
    assert note.vat_pence + rest.vat_pence == document.vat_pence
    assert balance(account) == 0
    assert {entry.document_id for entry in LedgerEntry.objects.all()} == {document.pk}


@pytest.mark.parametrize("pence", [45_001, 10**15, -1])
def test_no_more_than_a_line_has_left_is_credited(pence: int) -> None:
    document = make_document()
    with pytest.raises(NotIssued, match="less left"):
        give_back(document, pence)
    assert set(left_to_credit(document).values()) == {45_000}


def test_a_credit_note_needs_a_reason_a_line_and_an_invoice() -> None:
    document = make_document()
    with pytest.raises(NotIssued, match="why"):
        give_back(document, 100, reason="  ")
    with pytest.raises(NotIssued, match="at least one line"):
        give_back(document, 0)
    note = give_back(document, 100)
    with pytest.raises(NotIssued, match="not credited"):
        give_back(note, 100)
    other = make_document(document.account)
    line = other.lines.get()
    with pytest.raises(NotIssued, match="not on the invoice"):
        credit(document=document, net_pence={line.pk: 100}, reason="Mistake", actor_id=None)


def test_the_paper_stays_the_same_to_the_byte_whatever_changes_afterwards() -> None:
    document = make_document()
    before = bytes(document.file.content)
    school, issuer = document.account.school, document.account.issuer
    school.name, issuer.name = "Another name", "Another Council"
    school.save()
    issuer.save()
    kept = DocumentFile.objects.get(pk=document.pk)
    assert bytes(kept.content) == before
    assert is_untouched(kept)
    assert before.startswith(b"%PDF")
    assert pdf_of(Document.objects.get(pk=document.pk).snapshot) == before


def test_what_fails_late_leaves_no_number_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_account()

    def fail(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError("paper jam")

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "file_document", fail)
        with pytest.raises(RuntimeError), transaction.atomic():
            make_document(account)
    assert not DocumentLine.objects.exists()
    assert make_document(account).number == "KCC-INV-000001"


def test_tests_have_numbers_and_a_ledger_of_their_own() -> None:
    account = make_account()
    document = issue(
        account=account,
        charges=[training()],
        order=ACADEMY,
        tax_date=clock.today(),
        actor_id=None,
        test=True,
    )
    assert document.number == "TEST-KCC-INV-000001"
    assert "no money moves" in document.snapshot["banner"]
    assert make_document(account).number == "KCC-INV-000001"
    assert balance(account) == 45_000
    assert all(verify(ledger).holds for ledger in Ledger.objects.all())


def test_each_issuer_counts_for_itself() -> None:
    first, second = make_account(), make_issuer(code="THA", district=None, active=False)
    make_table(second)
    make_document(first)
    there = account_of(issuer=second, school=first.school)
    assert make_document(there).number == "THA-INV-000001"
