"""The database itself refuses to change, delete or empty what was issued and booked."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from bookings.finance.cards.learning import look_again
from bookings.finance.ledger.services import close_through
from bookings.finance.models import (
    Account,
    Document,
    DocumentFile,
    DocumentLine,
    Issuer,
    Ledger,
    LedgerEntry,
    PaymentAttempt,
    Series,
)
from bookings.finance.triggers import GUARDS
from portal.base.frozen import install, missing
from tests.factories.cards import CardDesk
from tests.factories.finance import make_document

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_migrated_database_has_every_trigger_and_making_them_again_is_harmless() -> None:
    assert missing(connection, GUARDS) == []
    install(connection, GUARDS)
    assert missing(connection, GUARDS) == []


def test_a_trigger_that_is_gone_is_named() -> None:
    where = " ON finance_document" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER finance_document_no_update{where}")
    assert missing(connection, GUARDS) == ["finance_document_no_update"]


@pytest.mark.parametrize("model", [Document, DocumentLine, DocumentFile, LedgerEntry])
def test_what_was_issued_is_never_changed(model: type[Model]) -> None:
    make_document()
    key = model._meta.pk
    assert key is not None
    with pytest.raises(IntegrityError, match="is kept as it is"):
        run(f"UPDATE {model._meta.db_table} SET {key.column} = {key.column}")


@pytest.mark.parametrize(
    "model", [Document, DocumentLine, DocumentFile, LedgerEntry, Ledger, Series, Account, Issuer]
)
def test_nothing_that_money_hangs_on_is_ever_deleted(model: type[Model]) -> None:
    make_document()
    with pytest.raises(IntegrityError, match="is kept as it is"):
        run(f"DELETE FROM {model._meta.db_table}")
    assert model._default_manager.exists()


def test_emptying_a_table_is_refused() -> None:
    make_document()
    postgresql = connection.vendor == "postgresql"
    if postgresql:
        run(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # what the test wrote is checked before a table can be emptied
    statement = (
        "TRUNCATE finance_ledgerentry CASCADE" if postgresql else "DELETE FROM finance_ledgerentry"
    )
    with pytest.raises(IntegrityError, match="is kept as it is"):
        run(statement)


def test_books_that_are_closed_stay_closed() -> None:
    account = make_document().account
    close_through(issuer_id=account.issuer_id, day=date(2025, 3, 31), by_id=None)
    for wanted in ("NULL", "'2025-03-30'"):
        with pytest.raises(IntegrityError, match="is kept as it is"):
            run(f"UPDATE finance_ledger SET closed_through = {wanted}")
    for statement in (
        "UPDATE finance_closing SET through = '2020-01-01'",
        "DELETE FROM finance_closing",
    ):
        with pytest.raises(IntegrityError, match="is kept as it is"):
            run(statement)


@pytest.mark.parametrize("step", [-1, 2])
def test_numbers_are_neither_taken_back_nor_left_out(step: int) -> None:
    make_document()
    with pytest.raises(IntegrityError, match="is kept as it is"):
        run(f"UPDATE finance_series SET last = last + {step}")
    with pytest.raises(IntegrityError, match="is kept as it is"):
        run(f"UPDATE finance_ledger SET length = length + {step}")


def test_what_a_card_payment_is_about_is_never_changed_nor_forgotten(desk: CardDesk) -> None:
    attempt = desk.begin(desk.invoice())
    part = attempt.parts.get()
    for statement in (
        "UPDATE finance_paymentattempt SET pence = 1",
        "UPDATE finance_attemptpart SET pence = 1",
        "DELETE FROM finance_attemptpart",
        "DELETE FROM finance_paymentattempt",
    ):
        with pytest.raises(IntegrityError, match="is kept as it is"):
            run(statement)
    assert (attempt.state, part.open) == ("open", True)


def test_a_payment_that_was_made_stays_made(desk: CardDesk) -> None:
    look_again(desk.paid(desk.invoice()), how=PaymentAttempt.How.POLL)
    for change in ("state = 'open'", "payment_id = 'pi_other'"):
        with pytest.raises(IntegrityError, match="is kept as it is"):
            run(f"UPDATE finance_paymentattempt SET {change}")
    run("UPDATE finance_paymentattempt SET trouble = 'Looked at'")
