"""Schools are reminded of what is overdue: each time once, until it is paid, and not while finance pauses it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from bookings.finance.bank.models import BankLine
from bookings.finance.bank.services import leave_aside, load_statement
from bookings.finance.errors import FinanceError
from bookings.finance.models import (
    AttemptPart,
    Document,
    Issuer,
    PaymentAttempt,
    PaymentReminder,
    ReminderPause,
)
from bookings.finance.reminders.services import pause, pause_of, remind_of_debts, resume
from bookings.finance.services.issuing import credit, issue
from portal.accounts.choices import SchoolRole
from portal.base import clock
from portal.notify.models import Message
from tests.factories.accounts import MembershipFactory, PersonFactory
from tests.factories.finance import ACADEMY, DELEGATED, make_document, training

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

REMINDED = "invoice-reminder"


def days_after_due(document: Document, days: int, *, hour: int = 12) -> datetime:
    """Noon in Greenwich, so many days after it was to be paid."""
    assert document.due_on is not None
    day = document.due_on + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def document() -> Document:
    """An invoice of a school with a business manager."""
    made = make_document()
    manager = PersonFactory(name="Asha Example", email="asha@school.example")
    MembershipFactory(person=manager, school=made.account.school, role=SchoolRole.BUSINESS)
    return made


def mails() -> list[Message]:
    return list(Message.objects.filter(template_key=REMINDED).order_by("pk"))


def paid(document: Document, pounds: str) -> None:
    rows = f"Date,Amount,Reference,Payer\n09/03/2026,{pounds},{document.number},OAKFIELD\n"
    load_statement(issuer=document.account.issuer, file=BytesIO(rows.encode()), name="a.csv", by_id=None)


def test_the_day_after_it_was_due_the_business_manager_is_written_to_once(document: Document) -> None:
    assert remind_of_debts(days_after_due(document, 0)) == 0
    assert remind_of_debts(days_after_due(document, 1)) == 1
    assert remind_of_debts(days_after_due(document, 1)) == 0
    [mail] = mails()
    assert mail.to == "asha@school.example"
    assert "£450 is still to pay" in mail.body
    assert document.number in mail.subject


def test_it_is_reminded_of_again_after_14_and_28_days_and_no_more(document: Document) -> None:
    for day in range(1, 100):
        remind_of_debts(days_after_due(document, day))
    sent = PaymentReminder.objects.values_list("after_days", flat=True)
    assert list(sent) == [1, 14, 28]
    assert len(mails()) == 3


def test_after_a_worker_was_away_only_the_latest_is_sent(document: Document) -> None:
    assert remind_of_debts(days_after_due(document, 30)) == 1
    assert [one.after_days for one in PaymentReminder.objects.all()] == [28]


def test_nobody_is_written_to_at_night(document: Document) -> None:
    assert remind_of_debts(days_after_due(document, 1, hour=5)) == 0


def test_what_is_paid_or_credited_is_not_reminded_of(document: Document) -> None:
    credited = issue(
        account=document.account, charges=[training(100)], order=ACADEMY, tax_date=clock.today(),
        actor_id=None,
    )  # fmt: skip
    credit(document=credited, net_pence={credited.lines.get().pk: 100}, reason="Not held", actor_id=None)
    paid(document, "450.00")
    assert remind_of_debts(days_after_due(document, 1)) == 0


def test_recharges_and_tests_are_not_reminded_of(document: Document) -> None:
    paid(document, "450.00")
    make_document(document.account, order=DELEGATED)
    issue(
        account=document.account, charges=[training()], order=ACADEMY, tax_date=clock.today(),
        actor_id=None, test=True,
    )  # fmt: skip
    assert remind_of_debts(days_after_due(document, 1)) == 0


def test_while_a_payment_that_names_it_waits_nobody_is_reminded(document: Document) -> None:
    paid(document, "449.00")
    assert remind_of_debts(days_after_due(document, 1)) == 0
    leave_aside(line_id=BankLine.objects.get().pk, reason="Rent", by_id=1)
    assert remind_of_debts(days_after_due(document, 1)) == 1


@pytest.mark.parametrize(("state", "reminded"), [("processing", 0), ("held", 0), ("expired", 1)])
def test_while_a_payment_by_card_is_on_its_way_nobody_is_reminded(
    document: Document, state: str, reminded: int
) -> None:
    attempt = PaymentAttempt.objects.create(
        account=document.account,
        pence=45_000,
        state=state,
        started_at=clock.now(),
        expires_at=clock.now(),
    )
    AttemptPart.objects.create(
        attempt=attempt, document=document, pence=45_000, open=state == "processing"
    )
    assert remind_of_debts(days_after_due(document, 1)) == reminded


def test_a_payment_that_names_another_invoice_holds_nothing_up(document: Document) -> None:
    paid(make_document(document.account, training(100)), "3.00")
    assert BankLine.objects.get().waits
    assert remind_of_debts(days_after_due(document, 1)) == 1


def test_paused_for_a_reason_it_is_not_reminded_of_until_it_goes_on(document: Document) -> None:
    pause(document=document, reason=" Disputed ", by_id=7)
    assert remind_of_debts(days_after_due(document, 15)) == 0
    assert resume(document=document, by_id=8)
    assert not resume(document=document, by_id=8)
    assert remind_of_debts(days_after_due(document, 15)) == 1
    kept = ReminderPause.objects.get()
    assert (kept.reason, kept.paused_by_id, kept.resumed_by_id) == ("Disputed", 7, 8)
    assert not kept.lasts


def test_a_pause_needs_a_reason_and_is_made_once(document: Document) -> None:
    with pytest.raises(FinanceError, match="Say why"):
        pause(document=document, reason="  ", by_id=7)
    made = pause(document=document, reason="Disputed", by_id=7)
    with pytest.raises(FinanceError, match="already"):
        pause(document=document, reason="Again", by_id=9)
    assert pause_of(document) == made


def test_the_database_keeps_each_reminder_once(document: Document) -> None:
    remind_of_debts(days_after_due(document, 1))
    same = PaymentReminder.objects.get()
    same.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        same.save(force_insert=True)


def test_a_school_with_nobody_here_is_noted_and_not_tried_again() -> None:
    document = make_document()
    assert remind_of_debts(days_after_due(document, 1)) == 1
    assert PaymentReminder.objects.get().letters == 0
    assert mails() == []
    assert remind_of_debts(days_after_due(document, 1)) == 0


def test_an_issuer_decides_the_days_or_that_nobody_is_reminded(document: Document) -> None:
    Issuer.objects.update(remind_after="")
    assert remind_of_debts(days_after_due(document, 30)) == 0
    Issuer.objects.update(remind_after="3, 10")
    assert remind_of_debts(days_after_due(document, 2)) == 0
    assert remind_of_debts(days_after_due(document, 3)) == 1


def test_one_that_cannot_be_written_keeps_no_other_from_it(
    document: Document, caplog: pytest.LogCaptureFixture
) -> None:
    other = make_document(document.account, training(100))
    person = document.account.school.memberships.get().person
    type(person).objects.filter(pk=person.pk).update(email="no address")
    assert remind_of_debts(days_after_due(document, 1)) == 0
    assert f"invoice {document.pk} cannot" in caplog.text
    assert f"invoice {other.pk} cannot" in caplog.text
    assert not PaymentReminder.objects.exists()
