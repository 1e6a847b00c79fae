"""Billing what a school owes, and telling those who pay for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from bookings.finance.choices import DocumentKind
from bookings.finance.documents.snapshots import Order
from bookings.finance.issuers.models import Issuer
from bookings.finance.message_kinds import ISSUED
from bookings.finance.models import Document
from bookings.finance.payables import Payable
from bookings.finance.services.issuing import Charge, account_of, credit, issue
from portal.accounts.choices import SchoolRole
from portal.accounts.models import Membership, Person, School, User
from portal.base import clock
from portal.base.money import say_pounds
from portal.notify.services import Letter, queue_messages


@transaction.atomic
def bill(
    *,
    school: School,
    issuer: Issuer,
    payables: Sequence[Payable],
    order: Order,
    tax_date: date,
    by: User,
) -> Document:
    """Issues a document for ``payables`` and writes to who pays. Raises as ``issuing.issue`` does."""
    account = account_of(issuer=issuer, school=school)
    charges = [Charge(one.text, one.service, one.quantity, one.unit_pence, one.key) for one in payables]
    document = issue(
        account=account,
        charges=charges,
        order=order,
        tax_date=tax_date,
        actor_id=by.pk,
        test=settings.CARD_TEST,
    )
    tell(document)
    return document


@transaction.atomic
def give_back(
    *, document: Document, net_pence: Mapping[int, int], reason: str, actor_id: int | None
) -> Document:
    """Issues a credit note and writes to who pays. Raises as ``issuing.credit`` does."""
    note = credit(document=document, net_pence=net_pence, reason=reason, actor_id=actor_id)
    tell(note)
    return note


def tell(document: Document) -> None:
    """Writes to those who pay for the school. Call in the transaction that issues."""
    issuer, school = document.account.issuer, document.account.school
    context = {
        "school": school.name,
        "title": document.title,
        "number": document.number,
        "sum": say_pounds(document.gross_pence),
        "due": due_words(document),
        "link": f"{settings.PUBLIC_URL}{reverse('finance:invoices')}",
        "ask": ask_words(issuer),
    }
    queue_messages(
        letters=[
            Letter(ISSUED, to.email, {**context, "name": to.name}, document.number)
            for to in who_pays(school)
        ]
    )


def ask_words(issuer: Issuer) -> str:
    """Where questions go."""
    ring = f" or telephone {issuer.phone}" if issuer.phone else ""
    return f"Questions? Write to {issuer.email}{ring}."


def who_pays(school: School) -> list[Person]:
    """The school's business managers; where it has none here, its heads and approvers, or else its SENCOs."""
    rows = Membership.objects.booking_for_others().filter(school=school).exclude(person__email="")
    members = list(rows.select_related("person").order_by("pk"))
    for role in (SchoolRole.BUSINESS, SchoolRole.APPROVER, SchoolRole.SENCO):
        people = {row.person_id: row.person for row in members if row.role == role}
        if people:
            return list(people.values())
    return []


def due_words(document: Document) -> str:
    """What the school has to do about it."""
    if document.kind == DocumentKind.CREDIT_NOTE:
        corrected = document.corrects.number if document.corrects else ""
        return f"It credits {corrected}."
    if document.kind == DocumentKind.RECHARGE:
        return "You need not pay anything: it is charged to your cost code by an internal journal."
    return (
        f"Please pay by {clock.say_date(document.due_on)}. How to pay stands on it."
        if document.due_on
        else ""
    )
