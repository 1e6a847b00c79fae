"""Whoever books for a school reads what it was billed; others are not told that it exists."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.finance.choices import EntryKind
from bookings.finance.ledger.services import post
from bookings.finance.models import Account, Document
from bookings.finance.services.issuing import account_of, credit
from portal.accounts.choices import SchoolRole
from portal.accounts.models import User
from portal.base import clock
from tests.factories.accounts import (
    MembershipFactory,
    PersonFactory,
    SchoolFactory,
    UserFactory,
    sign_in,
)
from tests.factories.finance import DELEGATED, make_account, make_document, training
from tests.factories.places import make_booking
from tests.factories.training import CoursePageFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

INVOICES = "finance:invoices"


def member(account: Account, role: SchoolRole = SchoolRole.BUSINESS) -> User:
    user: User = UserFactory()
    MembershipFactory(person=PersonFactory(user=user), school=account.school, role=role)
    return user


def words(client: Client) -> str:
    response = client.get(reverse(INVOICES))
    assert response.status_code == 200
    main = BeautifulSoup(response.content, "html.parser").find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


@pytest.mark.parametrize("role", [SchoolRole.BUSINESS, SchoolRole.APPROVER, SchoolRole.SENCO])
def test_who_books_for_the_school_reads_what_it_owes(client: Client, role: SchoolRole) -> None:
    document = make_document()
    sign_in(client, member(document.account, role), mfa=False)
    said = words(client)
    for part in (
        "£450 to pay",
        "Invoice – VAT exempt, £450",
        document.number,
        "PO-77",
        "Calm starts",
        "To pay",
    ):
        assert part in said
    assert f"Pay by {clock.say_date(document.due_on)}" in said
    paper = client.get(reverse("finance:pdf", args=[document.uid]))
    assert paper.content == bytes(document.file.content)
    assert paper.headers["Cache-Control"] == "private, no-store"


def test_members_of_staff_and_people_of_other_schools_read_nothing_of_it(client: Client) -> None:
    document = make_document()
    other = make_account(document.account.issuer)
    for somebody in (member(document.account, SchoolRole.STAFF), member(other), UserFactory()):
        sign_in(client, somebody, mfa=False)
        assert document.number not in words(client)
        assert client.get(reverse("finance:pdf", args=[document.uid])).status_code == 404


def test_who_left_the_school_reads_it_no_more(client: Client) -> None:
    document = make_document()
    user = member(document.account)
    user.person.memberships.update(ended_on=clock.today() - timedelta(days=1))
    sign_in(client, user, mfa=False)
    assert document.number not in words(client)
    assert client.get(reverse("finance:pdf", args=[document.uid])).status_code == 404


def test_a_document_says_how_it_stands(client: Client) -> None:
    account = make_account()
    partly, wholly = make_document(account), make_document(account)
    make_document(account, training(3_000), order=DELEGATED)
    for document, pence in ((partly, 5_000), (wholly, 45_000)):
        line = document.lines.get()
        credit(document=document, net_pence={line.pk: pence}, reason="Mistake", actor_id=None)
    sign_in(client, member(account), mfa=False)
    said = words(client)
    for part in (
        "£400 to pay", "£400 to pay", "Settled", "Charged to your cost code", f"Credits {partly.number}", "−£50",
    ):  # fmt: skip
        assert part in said
    with time_machine.travel(clock.now() + timedelta(days=31)):
        sign_in(client, member(account), mfa=False)
        assert "some of it overdue" in words(client)


def test_a_school_that_was_never_billed_and_somebody_without_a_school_are_told_so(
    client: Client,
) -> None:
    sign_in(client, member(make_account()), mfa=False)
    assert "Nothing has been invoiced" in words(client)
    sign_in(client, UserFactory(), mfa=False)
    assert "No invoices to show" in words(client)


def test_my_bookings_lead_to_the_invoices_and_say_how_many_are_to_be_paid(client: Client) -> None:
    account = make_account()
    make_document(account)
    make_document(account, training(3_000), order=DELEGATED)
    sign_in(client, member(account), mfa=False)
    page = BeautifulSoup(client.get(reverse("bookings:list")).content, "html.parser")
    link = page.find("a", href=reverse(INVOICES))
    assert link is not None
    assert link.parent is not None
    assert "1 is to be paid" in link.parent.get_text()
    sign_in(client, UserFactory(), mfa=False)
    page = BeautifulSoup(client.get(reverse("bookings:list")).content, "html.parser")
    assert page.find("a", href=reverse(INVOICES)) is None


def test_the_list_takes_as_many_statements_for_many_documents(client: Client) -> None:
    account = make_account()
    sign_in(client, member(account), mfa=False)

    def statements() -> int:
        words(client)
        with CaptureQueriesContext(connection) as found:
            words(client)
        return len(found)

    make_document(account)
    few = statements()
    for _document in range(4):
        make_document(account)
    assert statements() == few


def test_quoted_and_booked_stand_beside_what_is_due_with_whom_to_ask(client: Client) -> None:
    document = make_document()
    school, user = document.account.school, member(document.account)
    course = CoursePageFactory(title="Calm starts", funding="chargeable", price_pence=9_500)
    booking = make_booking(SessionFactory(course=course), user.person, school)
    sign_in(client, user, mfa=False)
    said = words(client)
    assert "Quoted, booked and not invoiced yet" in said
    assert "£95 plus any VAT" in said
    assert document.account.issuer.email in said
    assert (
        reverse("bookings:detail", args=[booking.reference])
        in client.get(reverse(INVOICES)).content.decode()
    )


def paid_by_bank(document: Document, pence: int) -> None:
    with transaction.atomic():
        post(
            account=document.account, kind=EntryKind.BACS, pence=-pence, occurred_on=date(2027, 3, 9),
            source="bank", external_id=f"1:{pence}", document=document,
        )  # fmt: skip


def test_what_is_paid_says_when_and_how(client: Client) -> None:
    document = make_document()
    sign_in(client, member(document.account), mfa=False)
    paid_by_bank(document, 100)
    assert "Partly paid by bank transfer on Tuesday 9 March 2027" in words(client)
    paid_by_bank(document, 44_900)
    said = words(client)
    assert "Paid by bank transfer on Tuesday 9 March 2027" in said
    assert "Partly" not in said


def test_a_school_reads_and_downloads_its_statement_and_nobody_elses(client: Client) -> None:
    document = make_document()
    others = account_of(issuer=document.account.issuer, school=SchoolFactory())
    sign_in(client, member(document.account), mfa=False)
    address = reverse("finance:statement", args=[document.account_id])
    assert address in client.get(reverse(INVOICES)).content.decode()
    page = client.get(address)
    assert document.number in page.content.decode()
    assert "£450 owed at its end" in " ".join(
        BeautifulSoup(page.content, "html.parser").get_text(" ").split()
    )
    download = client.get(f"{address}?export=csv")
    assert "no-store" in download.headers["Cache-Control"]
    assert document.number in download.content.decode()
    for export in ("", "?export=csv"):
        foreign = reverse("finance:statement", args=[others.pk])
        assert client.get(f"{foreign}{export}").status_code == 404
