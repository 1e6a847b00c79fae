"""A charge that is waived after it was billed is told to finance, and stands on their list until it is credited."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from bookings.finance.elsewhere.models import BilledElsewhere
from bookings.finance.elsewhere.services import record_elsewhere, take_back
from bookings.finance.models import Document
from bookings.finance.payables import to_bill, to_give_back
from bookings.finance.services.issuing import credit
from bookings.places.models import ProposedCharge
from bookings.places.services.charges import decide_charge
from portal.notify.models import Message
from tests.bookings.finance.staff.test_issue_views import finance, owing, school_of, text_of
from tests.factories.accounts import UserFactory
from tests.factories.finance import make_account, make_document, training

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("clear_cache"),
]


@pytest.fixture
def charge() -> ProposedCharge:
    """£30 that an officer confirmed."""
    return owing()


def invoice(charge: ProposedCharge) -> Document:
    account = make_account()
    line = training(3_000, payable=f"charge:{charge.pk}")
    return make_document(account, line)


def waive(charge: ProposedCharge) -> None:
    """The register was corrected, and an officer waives it."""
    ProposedCharge.objects.filter(pk=charge.pk).update(state=ProposedCharge.State.AGAIN)
    charge.refresh_from_db()
    assert decide_charge(charge=charge, waive=True, reason="They came", by=UserFactory())


def told() -> list[Message]:
    return list(Message.objects.filter(template_key="billed-and-owed-no-longer"))


def test_finance_is_told_once_with_the_invoice_and_without_a_name(charge: ProposedCharge) -> None:
    fay = UserFactory(groups=["Finance"])
    document = invoice(charge)
    waive(charge)
    (mail,) = told()
    assert mail.to == fay.email and document.number in mail.subject
    assert "Calm starts" in mail.body and "£30" in mail.body and "/admin/to-invoice/" in mail.body
    assert charge.place.person.name not in mail.body and "They came" not in mail.body


def test_nobody_is_told_of_a_charge_that_was_never_billed(charge: ProposedCharge) -> None:
    UserFactory(groups=["Finance"])
    waive(charge)
    assert told() == [] and to_give_back() == [] and to_bill() == []


def test_it_stands_on_the_list_and_the_first_screen_until_it_is_credited(
    client: Client, charge: ProposedCharge
) -> None:
    document = invoice(charge)
    finance(client)
    first = "1 charge to credit: waived after it was billed"
    assert first not in text_of(client.get(reverse("wagtailadmin_home")))
    waive(charge)
    assert first in text_of(client.get(reverse("wagtailadmin_home")))
    page = client.get(reverse("to_invoice:index"))
    assert document.number in text_of(page) and str(document.account.school) in text_of(page)
    assert reverse("invoices:inspect", args=[document.pk]) in page.content.decode()
    line = document.lines.get()
    credit(document=document, net_pence={line.pk: 3_000}, reason="It is waived", actor_id=None)
    assert to_give_back() == []
    assert first not in text_of(client.get(reverse("wagtailadmin_home")))


def test_what_was_billed_elsewhere_is_told_too_and_goes_once_it_is_taken_back(
    client: Client, charge: ProposedCharge
) -> None:
    finance(client)
    payables = to_bill()
    record_elsewhere(
        school=school_of(charge), payables=payables, reference="7004711", reason="Before", by_id=None
    )
    waive(charge)
    assert "7004711" in told()[0].subject
    row = BilledElsewhere.objects.get()
    page = client.get(reverse("to_invoice:index"))
    assert "7004711 (elsewhere)" in text_of(page)
    take_back(record_id=row.pk, reason="Credited there", by_id=None)
    assert to_give_back() == [] and to_bill() == []


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    charge: ProposedCharge, django_assert_num_queries: Callable[[int], object]
) -> None:
    invoice(charge)
    waive(charge)
    with django_assert_num_queries(2):
        rows = to_give_back()
        assert all(row.number and row.school_name and row.text for row in rows)
