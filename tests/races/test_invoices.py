"""Many who issue at one moment, some of whom fail: numbers without a gap, a chain that holds, nothing billed twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from bookings.finance.errors import NotIssued
from bookings.finance.ledger.services import verify
from bookings.finance.models import Account, Document, DocumentFile, Ledger, LedgerEntry, Series
from bookings.finance.services.issuing import credit, left_to_credit
from tests.factories.finance import make_account, make_document, training
from tests.races.threads import call_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

THREADS = 50
EACH = 2


def together(works: list[Callable[[], None]]) -> list[Exception]:
    """Runs all at one moment; what they raised."""
    return [answer for answer in call_together(*works) if isinstance(answer, Exception)]


class PaperJam(Exception):
    """A failure after everything is written."""


def test_fifty_who_issue_while_every_third_fails_leave_numbers_without_a_gap() -> None:
    account = make_account()

    @transaction.atomic
    def issue_and_fail() -> None:
        make_document(Account.objects.get(pk=account.pk))
        raise PaperJam

    def issue_some(at: int) -> None:
        for turn in range(EACH):
            if (at + turn) % 3:
                make_document(Account.objects.get(pk=account.pk))
                continue
            with pytest.raises(PaperJam):
                issue_and_fail()

    raised = together([lambda at=at: issue_some(at) for at in range(THREADS)])  # type: ignore[misc]
    assert raised == []
    failed = sum((at + turn) % 3 == 0 for at in range(THREADS) for turn in range(EACH))
    issued = THREADS * EACH - failed
    positions = list(Document.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, issued + 1))
    assert Series.objects.get().last == issued == DocumentFile.objects.count()
    found = verify(Ledger.objects.get())
    assert (found.holds, found.number) == (True, issued)


def test_one_charge_that_many_bill_at_one_moment_stands_on_one_invoice() -> None:
    account = make_account()

    def bill() -> None:
        make_document(Account.objects.get(pk=account.pk), training(payable="charge:1"))

    raised = together([bill] * 8)
    assert [type(error) for error in raised] == [NotIssued] * 7
    assert Document.objects.get().position == LedgerEntry.objects.get().position == 1


def test_credit_notes_that_meet_give_back_no_more_than_was_charged() -> None:
    document = make_document(make_account(), training(1_000))
    line = document.lines.get()

    def give_back() -> None:
        credit(document=document, net_pence={line.pk: 400}, reason="Mistake", actor_id=None)

    raised = together([give_back] * 8)
    assert [type(error) for error in raised] == [NotIssued] * 6
    assert left_to_credit(document) == {line.pk: 200}
