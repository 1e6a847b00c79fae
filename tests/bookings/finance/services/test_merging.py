"""When schools are merged, what was issued stays as it is and what comes goes to the school that stays."""

from __future__ import annotations

import pytest

from bookings.finance.models import Account, Document
from bookings.finance.services.issuing import account_of
from portal.accounts.merging.plans import plan
from portal.accounts.merging.services import merge
from portal.accounts.models import School
from tests.factories.accounts import SchoolFactory, UserFactory
from tests.factories.finance import balance, make_account, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def merged(kept: School, gone: School) -> None:
    shown = plan(kind="school", kept=kept, gone=gone)
    choices = {field.name: field.choice or "kept" for field in shown.open_fields}
    officer = UserFactory(groups=["Officers"])
    merge(
        kind="school",
        kept_id=kept.pk,
        gone_id=gone.pk,
        choices=choices,
        stamp=shown.stamp,
        actor=officer,
    )


def test_an_account_goes_along_with_its_documents() -> None:
    document, kept = make_document(make_account(urn=None)), SchoolFactory()
    paper = bytes(document.file.content)
    merged(kept, document.account.school)
    found = Document.objects.get()
    assert found.account.school == kept
    assert not found.account.merged
    assert bytes(found.file.content) == paper
    assert found.snapshot == document.snapshot


def test_of_two_accounts_with_one_issuer_both_stay_and_new_documents_go_to_one() -> None:
    first = make_document()
    second = make_document(make_account(first.account.issuer, urn=None))
    merged(first.account.school, second.account.school)
    accounts = Account.objects.filter(school=first.account.school)
    assert {account.pk: account.merged for account in accounts} == {
        first.account_id: False,
        second.account_id: True,
    }
    assert account_of(issuer=first.account.issuer, school=first.account.school) == first.account
    assert sum(map(balance, accounts)) == first.gross_pence + second.gross_pence
