"""Statements are loaded once; certain payments settle invoices, the others wait for a person."""

from __future__ import annotations

from io import BytesIO

import pytest

from bookings.finance.bank.models import BankFile, BankLine
from bookings.finance.bank.services import allocate, leave_aside, load_statement
from bookings.finance.errors import NotAllocated
from bookings.finance.models import Account, Document, LedgerEntry
from bookings.finance.services.issuing import account_of, issue
from portal.accounts.register.reading import UnreadableFile
from portal.base import clock
from tests.factories.accounts import SchoolFactory
from tests.factories.finance import (
    ACADEMY,
    balance,
    make_account,
    make_document,
    make_issuer,
    make_table,
    training,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def load(account: Account, *lines: str) -> BankFile:
    text = "Date,Amount,Reference,Payer\n" + "".join(f"{line}\n" for line in lines)
    return load_statement(
        issuer=account.issuer, file=BytesIO(text.encode()), name="C:\\bank\\march.csv", by_id=7
    )


def left(document: Document) -> int:
    return int(Document.objects.with_outstanding().get(pk=document.pk).outstanding_pence)


def payment(account: Account, pounds: str = "450.00", reference: str = "rent") -> BankLine:
    load(account, f"09/03/2026,{pounds},{reference},OAKFIELD")
    return BankLine.objects.latest("pk")


def test_a_payment_that_names_its_invoice_settles_it() -> None:
    document = make_document()
    loaded = load(document.account, f"09/03/2026,450.00,{document.number},OAKFIELD")
    assert (loaded.name, loaded.new, loaded.matched, loaded.known) == ("march.csv", 1, 1, 0)
    line = BankLine.objects.get()
    assert (line.state, line.decided_by_id) == (BankLine.State.ALLOCATED, None)
    assert left(document) == 0
    entry = LedgerEntry.objects.get(kind="bacs")
    assert (entry.pence, entry.occurred_on, entry.document) == (-45_000, line.day, document)


def test_a_statement_loaded_twice_changes_nothing_and_two_equal_payments_both_count() -> None:
    account = make_account()
    lines = ["09/03/2026,30.00,lunch,OAKFIELD"] * 2
    assert load(account, *lines).new == 2
    again = load(account, *lines)
    assert (again.new, again.known) == (0, 2)
    assert BankLine.objects.count() == 2


def test_a_payment_that_is_not_certain_waits_and_says_why() -> None:
    document = make_document()
    line = payment(document.account, "449.99", document.number)
    assert line.state == BankLine.State.OPEN
    assert "less than what is owed" in line.why_open
    assert left(document) == 45_000


def test_invoices_of_another_issuer_and_tests_are_not_matched() -> None:
    document = make_document()
    other = make_issuer(code="THA", active=False)
    make_table(other)
    there = account_of(issuer=other, school=SchoolFactory())
    assert "There is no invoice" in payment(there, "450.00", document.number).why_open
    tried = issue(
        account=document.account,
        charges=[training()],
        order=ACADEMY,
        tax_date=clock.today(),
        actor_id=None,
        test=True,
    )
    assert payment(document.account, "450.00", tried.number).state == BankLine.State.OPEN


def test_a_remittance_is_given_to_several_invoices() -> None:
    account = make_account()
    first, second = make_document(account), make_document(account, training(3_000))
    line = payment(account, "480.00")
    allocate(line_id=line.pk, parts={first.pk: 45_000, second.pk: 3_000}, by_id=7)
    assert (left(first), left(second)) == (0, 0)
    line.refresh_from_db()
    assert (line.state, line.decided_by_id) == (BankLine.State.ALLOCATED, 7)


def test_what_was_paid_too_much_is_kept_as_a_credit_of_the_school() -> None:
    document = make_document()
    line = payment(document.account, "500.00")
    allocate(line_id=line.pk, parts={document.pk: 45_000}, by_id=7, rest_to=document.account)
    assert left(document) == 0
    assert balance(document.account) == -5_000


@pytest.mark.parametrize(
    ("parts", "keep", "said"),
    [
        ([45_001], False, "left to pay"),
        ([-1], True, "not one of"),
        ([44_000], False, "£10 of the payment is left"),
        ([], False, "£450 of the payment is left"),
    ],
)
def test_what_does_not_add_up_is_refused_and_nothing_is_booked(
    parts: list[int], keep: bool, said: str
) -> None:
    document = make_document()
    line = payment(document.account)
    given = dict.fromkeys([document.pk][: len(parts)], sum(parts))
    with pytest.raises(NotAllocated, match=said):
        allocate(line_id=line.pk, parts=given, by_id=7, rest_to=document.account if keep else None)
    assert not LedgerEntry.objects.filter(kind="bacs").exists()
    line.refresh_from_db()
    assert line.state == BankLine.State.OPEN


def test_more_than_was_paid_cannot_be_allocated_nor_an_invoice_of_another_issuer() -> None:
    document = make_document()
    line = payment(document.account, "100.00")
    with pytest.raises(NotAllocated, match="£350 more than was paid"):
        allocate(line_id=line.pk, parts={document.pk: 45_000}, by_id=7)
    other = make_issuer(code="THA", active=False)
    make_table(other)
    there = account_of(issuer=other, school=document.account.school)
    foreign = make_document(there)
    with pytest.raises(NotAllocated, match="not one of"):
        allocate(line_id=line.pk, parts={foreign.pk: 10_000}, by_id=7)
    with pytest.raises(NotAllocated, match="no account"):
        allocate(line_id=line.pk, parts={}, by_id=7, rest_to=there)


def test_a_payment_is_decided_about_once() -> None:
    document = make_document()
    line = payment(document.account)
    allocate(line_id=line.pk, parts={document.pk: 45_000}, by_id=7)
    with pytest.raises(NotAllocated, match="already"):
        allocate(line_id=line.pk, parts={document.pk: 45_000}, by_id=7)
    assert not leave_aside(line_id=line.pk, reason="Rent", by_id=7)
    assert LedgerEntry.objects.filter(kind="bacs").count() == 1


def test_a_payment_that_is_not_ours_is_set_aside_with_the_reason() -> None:
    line = payment(make_account())
    assert leave_aside(line_id=line.pk, reason="Rent of the hall", by_id=7)
    line.refresh_from_db()
    assert (line.state, line.reason) == (BankLine.State.LEFT, "Rent of the hall")
    assert not LedgerEntry.objects.exists()


def test_what_is_no_statement_leaves_nothing_behind() -> None:
    account = make_account()
    with pytest.raises(UnreadableFile):
        load_statement(issuer=account.issuer, file=BytesIO(b"What,Ever\n1,2\n"), name="x.csv", by_id=7)
    assert not BankFile.objects.exists()
