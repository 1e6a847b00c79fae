"""Somebody is given what they issued and signed off; the rows name them by number alone."""

from __future__ import annotations

import pytest

from bookings.finance.models import CardRefund, Document
from bookings.finance.personal_data import give_issued
from bookings.finance.services.issuing import issue
from portal.accounts.models import User
from portal.accounts.personal_data.registry import Subject
from portal.base import clock
from tests.factories.accounts import UserFactory
from tests.factories.cards import CardDesk
from tests.factories.finance import ACADEMY, make_account, training

pytestmark = pytest.mark.django_db


def test_they_are_given_what_they_issued_and_signed_off() -> None:
    account = make_account()
    table = account.issuer.vat_tables.get()
    by = UserFactory()
    document = issue(
        account=account, charges=[training()], order=ACADEMY, tax_date=clock.today(), actor_id=by.pk
    )
    assert give_issued(Subject(by, None)) == [
        {"You issued": document.number, "When": document.issued_at}
    ]
    signer = User.objects.get(pk=table.signed_off_by_id)
    [record] = give_issued(Subject(signer, None))
    assert record["When"] == table.signed_off_at
    assert give_issued(Subject(UserFactory(), None)) == give_issued(Subject(None, None)) == []


def test_they_are_given_what_they_paid_by_card_and_paid_back(desk: CardDesk) -> None:
    attempt = desk.begin(desk.invoice())
    assert give_issued(Subject(desk.user, None)) == [
        {"You began a card payment of": "£450", "When": attempt.started_at}
    ]
    asker, decider = UserFactory(), UserFactory()
    refund = CardRefund.objects.create(
        attempt=attempt,
        document=attempt.parts.get().document,
        pence=2_000,
        requested_at=clock.now(),
        requested_by_id=asker.pk,
        decided_at=clock.now(),
        decided_by_id=decider.pk,
    )
    assert give_issued(Subject(asker, None)) == [
        {"You asked to pay back": "£20", "When": refund.requested_at}
    ]
    assert give_issued(Subject(decider, None)) == [
        {"You decided to pay back": "£20", "When": refund.decided_at}
    ]


def test_no_word_of_a_document_names_who_issued_it() -> None:
    by = UserFactory(name="Fiona Finance")
    issue(
        account=make_account(),
        charges=[training()],
        order=ACADEMY,
        tax_date=clock.today(),
        actor_id=by.pk,
    )
    assert "Fiona" not in str(Document.objects.get().snapshot)
