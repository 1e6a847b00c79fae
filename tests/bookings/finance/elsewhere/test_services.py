"""What was billed elsewhere leaves the list for a reason, by a record that only another record takes back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from bookings.finance.choices import Service
from bookings.finance.elsewhere.models import BilledElsewhere
from bookings.finance.elsewhere.services import record_elsewhere, take_back
from bookings.finance.errors import NotIssued
from bookings.finance.models import Claim, Document
from bookings.finance.payables import Payable
from portal.accounts.models import School
from portal.base import clock
from tests.factories.accounts import SchoolFactory, UserFactory
from tests.factories.finance import make_account, make_document, training

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def owed(school: School, number: int = 1) -> Payable:
    key = f"booking:{school.pk}0{number}"
    return Payable(key, school.pk, "Calm starts, 26 January", Service.TRAINING, 2, 500, clock.today())


def written(school: School, *payables: Payable) -> list[BilledElsewhere]:
    return record_elsewhere(
        school=school,
        payables=payables or [owed(school)],
        reference="7004711",
        reason="Billed in summer",
        by_id=UserFactory().pk,
    )


def test_a_record_says_what_whose_how_much_why_and_who() -> None:
    school = SchoolFactory(name="Beach School")
    [row] = written(school)
    assert (row.school, row.text, row.net_pence) == ("Beach School", "Calm starts, 26 January", 1_000)
    assert (row.reference, row.reason, row.state_words) == (
        "7004711",
        "Billed in summer",
        "Billed elsewhere",
    )
    assert row.by_id and row.is_standing and Claim.objects.get().elsewhere == row


@pytest.mark.parametrize("given", [{"reference": " "}, {"reason": " "}, {"payables": []}])
def test_it_takes_a_reference_a_reason_and_something_that_is_owed(given: dict[str, object]) -> None:
    school = SchoolFactory()
    whole = {"payables": [owed(school)], "reference": "1", "reason": "Before", "by_id": None}
    with pytest.raises(NotIssued):
        record_elsewhere(school=school, **{**whole, **given})  # type: ignore[arg-type]
    assert not BilledElsewhere.objects.exists()


def test_what_stands_on_an_invoice_was_not_billed_elsewhere_and_nothing_of_the_rest_is_written() -> None:
    account = make_account()
    first, second = owed(account.school), owed(account.school, 2)
    make_document(account, training(payable=first.key))
    with pytest.raises(NotIssued, match="meanwhile"):
        written(account.school, second, first)
    assert not BilledElsewhere.objects.exists() and Claim.objects.count() == 1


def test_what_was_billed_elsewhere_is_not_invoiced() -> None:
    account = make_account()
    one = owed(account.school)
    written(account.school, one)
    with pytest.raises(NotIssued):
        make_document(account, training(payable=one.key))
    assert not Document.objects.exists()


def test_it_is_taken_back_once_by_a_record_of_its_own_and_can_be_invoiced_then() -> None:
    account = make_account()
    one = owed(account.school)
    [row] = written(account.school, one)
    back = take_back(record_id=row.pk, reason="The other number was another booking’s", by_id=None)
    row = BilledElsewhere.objects.get(pk=row.pk)
    assert (row.state_words, back.state_words) == ("Taken back", "Takes an earlier record back")
    assert not row.is_standing and not back.is_standing and not Claim.objects.exists()
    for record in (row, back):
        with pytest.raises(NotIssued, match="already"):
            take_back(record_id=record.pk, reason="Again", by_id=None)
    make_document(account, training(payable=one.key))


def test_what_was_taken_back_can_be_written_down_again() -> None:
    school = SchoolFactory()
    [row] = written(school)
    take_back(record_id=row.pk, reason="Wrong school", by_id=None)
    written(school)
    assert BilledElsewhere.objects.count() == 3


def test_taking_back_takes_a_reason() -> None:
    [row] = written(SchoolFactory())
    with pytest.raises(NotIssued):
        take_back(record_id=row.pk, reason=" ", by_id=None)
    assert Claim.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE finance_billedelsewhere SET reason = 'Another'",
        "DELETE FROM finance_billedelsewhere",
    ],
)
def test_the_database_itself_refuses_to_change_a_record(statement: str) -> None:
    written(SchoolFactory())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert BilledElsewhere.objects.get().reason == "Billed in summer"
