"""Many who issue at one moment, some of whom fail: numbers without a gap, a chain that holds, nothing billed twice."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from bookings.finance.errors import NotIssued
from bookings.finance.ledger.services import verify
from bookings.finance.models import Account, Document, DocumentFile, Ledger, LedgerEntry, Series
from bookings.finance.services.issuing import credit, left_to_credit
from tests.factories.finance import make_account, make_document, training

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

THREADS = 50
EACH = 2


def together(works: list[Callable[[], None]]) -> list[BaseException]:
    """Runs all at one moment; what they raised, in no order."""
    barrier, raised = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], None]) -> None:
        try:
            barrier.wait(60)
            work()
        except Exception as error:  # noqa: BLE001 - the test looks at what it was
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    assert not any(thread.is_alive() for thread in threads)
    return raised


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
