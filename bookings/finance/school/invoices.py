"""What a school reads of its invoices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from bookings.finance.cards.checkout import LEAST_PENCE, MOST_AT_ONCE
from bookings.finance.cards.current import takes_cards
from bookings.finance.choices import DocumentKind, EntryKind
from bookings.finance.coming import Coming, coming_for
from bookings.finance.models import Account, Document, Issuer, LedgerEntry
from portal.accounts.models import Membership, School, User
from portal.base import clock
from portal.base.money import say_pounds

LONGEST = 200
"""How many documents of a school are listed."""

HOW = {
    EntryKind.BACS: "by bank transfer",
    EntryKind.CARD: "by card",
    EntryKind.JOURNAL: "by internal journal",
}
PAID = tuple(HOW)
MOVES = (*PAID, EntryKind.REFUND, EntryKind.CHARGEBACK)
"""What moves money for a document, either way."""


@dataclass(frozen=True)
class Row:
    """A document as its school reads it: what it is for, its state and that tag’s colour, until when to pay, and
    when and how it was paid.

    ``by_card`` says that it can be paid by card now.
    """

    document: Document
    sum: str
    what: str
    state: str
    tone: str
    due: str
    by_card: bool
    paid: str


@dataclass(frozen=True)
class SchoolInvoices:
    """The latest documents of one school, how many older ones are not listed, and what is to be paid,
    its accounts.

    ``together`` are those that can be paid by card at once: of one issuer, and more than one.
    """

    school: School
    rows: list[Row]
    older: int
    to_pay_pence: int
    overdue: bool
    coming: list[Coming]
    """What has a price and stands on no invoice."""
    issuer: Issuer | None
    """Who bills the school, to ask."""
    together: list[Row]
    accounts: list[Account]

    @property
    def together_pence(self) -> int:
        """What they come to."""
        return sum(row.document.outstanding_pence for row in self.together)  # type: ignore[attr-defined]


def invoices_of(user: User) -> list[SchoolInvoices]:
    """Of each school for which the user books now, by name."""
    schools = [
        row.school
        for row in Membership.objects.booking_for_others()
        .filter(person__user=user)
        .select_related("school")
        .order_by("school__name")
    ]
    found = Document.objects.readable_by(user).with_outstanding().order_by("-issued_at", "-pk")
    by_school: dict[int, list[Any]] = {}
    for document in found.select_related("account", "corrects"):
        by_school.setdefault(document.account.school_id, []).append(document)
    accounts: dict[int, list[Account]] = {}
    for account in accounts_of(user):
        accounts.setdefault(account.school_id, []).append(account)
    once = {school.pk: school for school in schools}
    paid = _paid([one.pk for rows in by_school.values() for one in rows[:LONGEST]])
    coming = coming_for(list(once.values()))
    return [
        _of(one, by_school.get(pk, []), coming[pk], accounts.get(pk, []), paid)
        for pk, one in once.items()
    ]


def accounts_of(user: User) -> QuerySet[Account]:
    """The accounts of the schools for which the user books now."""
    schools = Membership.objects.booking_for_others().filter(person__user=user).values("school_id")
    rows = Account.objects.filter(school__in=schools).select_related("issuer", "school")
    return rows.order_by("school__name", "issuer__name", "pk")


def _paid(documents: Sequence[int]) -> dict[int, str]:
    """Of documents that something was paid for: when and how it was last, e.g. “by bank transfer on …”."""
    rows = LedgerEntry.objects.filter(document__in=documents, kind__in=MOVES)
    said: dict[int, str] = {}
    kept: dict[int, int] = defaultdict(int)
    for row in rows.order_by("occurred_on", "position"):
        kept[row.document_id or 0] += row.pence
        if row.kind in PAID and row.pence < 0:
            said[row.document_id or 0] = (
                f"{HOW[EntryKind(row.kind)]} on {clock.say_date(row.occurred_on)}"
            )
    # What went back, to the card or by a journal that was reversed, is not paid.
    return {pk: words for pk, words in said.items() if kept[pk] < 0}


def _of(
    school: School,
    documents: Sequence[Any],
    coming: list[Coming],
    accounts: list[Account],
    paid: Mapping[int, str],
) -> SchoolInvoices:
    rows = list(documents)
    due = [one for one in rows if _is_due(one)]
    listed = [_row(one, paid.get(one.pk, "")) for one in rows[:LONGEST]]
    by_card = [row for row in listed if row.by_card]
    issuers = {row.document.account_id for row in by_card}
    return SchoolInvoices(
        school=school,
        rows=listed,
        older=max(0, len(rows) - LONGEST),
        to_pay_pence=sum(one.outstanding_pence for one in due),
        overdue=any(_is_overdue(one) for one in due),
        coming=coming,
        issuer=Issuer.objects.for_district(school.district_id),
        together=by_card if 1 < len(by_card) <= MOST_AT_ONCE and len(issuers) == 1 else [],
        accounts=accounts,
    )


def _is_due(document: Any) -> bool:
    """An invoice with something left to pay. Where money moves a test is none, and the other way round."""
    return bool(
        document.kind == DocumentKind.INVOICE
        and document.outstanding_pence > 0
        and document.test == settings.CARD_TEST
    )


def _row(document: Any, paid: str) -> Row:
    gives_back = document.kind == DocumentKind.CREDIT_NOTE
    pence = -document.gross_pence if gives_back else document.gross_pence
    state, tone = _state(document)
    to_pay = _is_due(document)
    return Row(
        document=document,
        sum=say_pounds(pence),
        what="; ".join(line["text"] for line in document.snapshot["lines"]),
        state=state,
        tone=tone,
        due=f"Pay by {clock.say_date(document.due_on)}" if to_pay else "",
        by_card=to_pay and takes_cards() and document.outstanding_pence >= LEAST_PENCE,
        paid=f"{'Partly paid' if document.outstanding_pence > 0 else 'Paid'} {paid}" if paid else "",
    )


def _state(document: Any) -> tuple[str, str]:
    if document.kind == DocumentKind.CREDIT_NOTE:
        return f"Credits {document.corrects.number}", "govuk-tag--grey"
    left = document.outstanding_pence
    if document.test != settings.CARD_TEST:
        said = "Test: nothing to pay" if document.test else "Not paid on this test site"
        return said, "govuk-tag--grey"
    if left <= 0:
        return "Settled", "govuk-tag--green"
    if document.kind == DocumentKind.RECHARGE:
        return "Charged to your cost code", "govuk-tag--grey"
    part = "" if left == document.gross_pence else f"{say_pounds(left)} "
    if _is_overdue(document):
        return f"{part}overdue".capitalize(), "govuk-tag--red"
    return f"{part}to pay".capitalize(), "govuk-tag--yellow"


def _is_overdue(document: Any) -> bool:
    return document.due_on is not None and document.due_on < clock.today()
