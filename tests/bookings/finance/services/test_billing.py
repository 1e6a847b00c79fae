"""What is billed is billed once, and those who pay for the school are told."""

from __future__ import annotations

import pytest
from django.test import override_settings

from bookings.finance.choices import Service
from bookings.finance.errors import NotIssued
from bookings.finance.models import Account
from bookings.finance.payables import Payable, to_bill
from bookings.finance.services.billing import bill, give_back, who_pays
from portal.accounts.choices import SchoolRole
from portal.base import clock
from portal.notify.models import Message
from tests.factories.accounts import MembershipFactory, PersonFactory, UserFactory
from tests.factories.finance import ACADEMY, make_account, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def payable(account: Account, key: str = "charge:1") -> Payable:
    return Payable(key, account.school_id, "Did not come", Service.TRAINING, 1, 3_000, clock.today())


def person(account: Account, role: SchoolRole) -> str:
    member = MembershipFactory(
        person=PersonFactory(user=UserFactory()), school=account.school, role=role
    )
    return str(member.person.email)


@override_settings(PUBLIC_URL="https://portal.example")
def test_a_school_is_billed_once_and_its_business_manager_is_told() -> None:
    account = make_account()
    manager = person(account, SchoolRole.BUSINESS)
    person(account, SchoolRole.SENCO)
    given = {
        "school": account.school, "issuer": account.issuer, "payables": [payable(account)],
        "order": ACADEMY, "tax_date": clock.today(), "by": UserFactory(),
    }  # fmt: skip
    document = bill(**given)
    message = Message.objects.get()
    assert message.to == manager
    for part in (
        document.number,
        "£30",
        account.school.name,
        "https://portal.example/bookings/invoices/",
    ):
        assert part in message.body
    assert clock.say_date(document.due_on) in message.body
    with pytest.raises(NotIssued):
        bill(**given)
    assert Message.objects.count() == 1


def test_a_credit_note_is_told_as_well() -> None:
    document = make_document()
    person(document.account, SchoolRole.BUSINESS)
    note = give_back(
        document=document, net_pence={document.lines.get().pk: 100}, reason="Mistake", actor_id=None
    )
    assert f"It credits {document.number}" in Message.objects.get(subject__contains=note.number).body


def test_without_a_business_manager_the_head_is_told_and_without_one_the_senco() -> None:
    account = make_account()
    assert who_pays(account.school) == []
    senco = person(account, SchoolRole.SENCO)
    assert [one.email for one in who_pays(account.school)] == [senco]
    head = person(account, SchoolRole.APPROVER)
    assert [one.email for one in who_pays(account.school)] == [head]


def test_nothing_is_to_bill_where_nothing_is_owed() -> None:
    assert to_bill() == []
