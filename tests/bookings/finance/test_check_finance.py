"""The command says that everything holds, and fails by name on what does not."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories.finance import make_document

pytestmark = pytest.mark.django_db


def test_untouched_books_pass_and_say_the_end_of_the_chain() -> None:
    document = make_document()
    said = StringIO()
    call_command("check_finance", stdout=said)
    assert "1 entries hold together" in said.getvalue()
    assert document.entries.get().hash in said.getvalue()
    assert "1 documents looked at" in said.getvalue()


def test_a_changed_entry_a_changed_paper_and_a_missing_guard_are_named() -> None:
    make_document()
    with connection.cursor() as cursor:
        for table in ("finance_ledgerentry", "finance_documentfile"):
            cursor.execute(f"DROP TRIGGER {table}_no_update")
        cursor.execute("UPDATE finance_ledgerentry SET pence = 1")
        cursor.execute("UPDATE finance_documentfile SET content = x'00'")
    with pytest.raises(CommandError) as refused:
        call_command("check_finance", stdout=StringIO())
    said = str(refused.value)
    assert "changed at entry 1" in said
    assert "KCC-INV-000001.pdf: the paper is not the one that was issued" in said
    assert "lacks its guard finance_ledgerentry_no_update" in said
