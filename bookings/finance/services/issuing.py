"""Issuing invoices, internal recharges and credit notes: number, lines, paper and ledger in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Sum as SumOf

from bookings.finance.arithmetic import MOST_PENCE, credited, line_sum, total
from bookings.finance.arithmetic import Sum as Pence
from bookings.finance.choices import Buyer, DocumentKind, EntryKind, Service, Treatment
from bookings.finance.documents.paper import file_document
from bookings.finance.documents.snapshots import Heads, Order, PricedLine, snapshot
from bookings.finance.errors import NotIssued
from bookings.finance.ledger.services import need_open, post
from bookings.finance.models import Account, Claim, Document, DocumentLine, Issuer, Series
from bookings.finance.vat.services import Verdict, verdict, verdicts
from portal.accounts.models import School
from portal.base import clock


@dataclass(frozen=True)
class Charge:
    """One line to charge. ``payable`` names what it is for, e.g. ``charge:12``; the same is not billed twice."""

    text: str
    service: Service
    quantity: int
    unit_pence: int
    payable: str = ""


def account_of(*, issuer: Issuer, school: School) -> Account:
    """The account to which new documents go; it is made with the first."""
    account, _made = Account.objects.get_or_create(issuer=issuer, school=school, merged=False)
    return account


@transaction.atomic
def issue(
    *,
    account: Account,
    charges: Sequence[Charge],
    order: Order,
    tax_date: date,
    actor_id: int | None,
    test: bool = False,
) -> Document:
    """Issues what a school is to pay: an internal recharge from its authority's own budget, else an invoice.

    Raises ``NotIssued`` without lines, for what stands on an invoice already, and for a recharge without cost
    code; ``VatUndecided`` where no signed-off rule says what VAT is; ``PeriodClosed`` for a tax date in a closed year.
    """
    kind = DocumentKind.RECHARGE if order.buyer == Buyer.DELEGATED else DocumentKind.INVOICE
    if not charges:
        raise NotIssued("There is nothing to charge.")
    if kind == DocumentKind.RECHARGE and not order.cost_code:
        raise NotIssued("An internal recharge needs the school’s cost code.")
    need_open(issuer_id=account.issuer_id, day=tax_date, test=test)
    found = verdicts(issuer_id=account.issuer_id, buyer=order.buyer, on=tax_date)
    lines = [
        priced(charge, verdict(found, buyer=order.buyer, service=charge.service)) for charge in charges
    ]
    if kind == DocumentKind.RECHARGE and any(line.sum.vat_pence for line in lines):
        raise NotIssued(
            "The VAT table charges VAT on an internal recharge. Finance has to mend the table."
        )
    due_on = clock.today() + timedelta(days=account.issuer.payment_days)
    heads = Heads(kind, account, order, tax_date, due_on, test=test)
    return _write(heads, lines, actor_id=actor_id)


@transaction.atomic
def credit(
    *, document: Document, net_pence: Mapping[int, int], reason: str, actor_id: int | None
) -> Document:
    """Gives back ``net_pence`` (by line of the invoice) with a credit note; each line's VAT in proportion.

    Raises ``NotIssued`` without a reason, for a credit note, and for more than a line has left.
    """
    # Two credit notes of one document take turns here, so that together they give back no more than it charged.
    held = Document.objects.select_related("account__issuer", "account__school").get(pk=document.pk)
    _lock_series(held.account.issuer, DocumentKind.CREDIT_NOTE, test=held.test)
    if held.kind == DocumentKind.CREDIT_NOTE:
        raise NotIssued("A credit note is not credited. Issue a new invoice.")
    if not reason.strip():
        raise NotIssued("Say why it is credited: the school reads it.")
    need_open(issuer_id=held.account.issuer_id, day=clock.today(), test=held.test)
    lines = _credit_lines(held, net_pence)
    if not lines:
        raise NotIssued("Enter what is credited for at least one line.")
    order = Order(Buyer(held.buyer), held.purchase_order, held.cost_code)
    heads = Heads(
        kind=DocumentKind.CREDIT_NOTE,
        account=held.account,
        order=order,
        tax_date=clock.today(),
        corrects=held,
        reason=reason.strip(),
        test=held.test,
    )
    note = _write(heads, lines, actor_id=actor_id)
    _give_up_claims(held)
    return note


def left_to_credit(document: Document) -> dict[int, int]:
    """Net pence of each line that no credit note has given back, by line."""
    given = dict(
        DocumentLine.objects.filter(credits__document=document)
        .values_list("credits")
        .annotate(given=SumOf("net_pence"))
    )
    return {line.pk: line.net_pence - given.get(line.pk, 0) for line in document.lines.all()}


def priced(charge: Charge, said: Verdict) -> PricedLine:
    """A line with its VAT. Raises ``NotIssued`` for one that charges nothing."""
    try:
        pence = line_sum(quantity=charge.quantity, unit_pence=charge.unit_pence, rate=said.rate)
    except ValueError as error:
        raise NotIssued(f"“{charge.text}” charges nothing.") from error
    return PricedLine(
        charge.text, charge.service, charge.quantity, charge.unit_pence, said, pence, charge.payable
    )


def _credit_lines(document: Document, net_pence: Mapping[int, int]) -> list[PricedLine]:
    left, found = left_to_credit(document), []
    lines = {line.pk: line for line in document.lines.all()}
    for pk, pence in net_pence.items():
        if not pence:
            continue
        line = lines.get(pk)
        if line is None:
            raise NotIssued("This line is not on the invoice.")
        try:
            given = credited(
                line=Pence(line.net_pence, line.vat_pence),
                rate=line.rate,
                before_pence=line.net_pence - left[pk],
                net_pence=pence,
            )
        except ValueError as error:
            raise NotIssued(f"“{line.text}” has less left to credit.") from error
        said = Verdict(Treatment(line.treatment), line.rate)
        found.append(PricedLine(line.text, Service(line.service), 1, pence, said, given, "", line.pk))
    return found


def _lock_series(issuer: Issuer, kind: DocumentKind, *, test: bool) -> Series:
    Series.objects.get_or_create(issuer=issuer, kind=kind, test=test)
    rows = Series.objects.select_for_update(of=("self",)).select_related("issuer")
    return rows.get(issuer=issuer, kind=kind, test=test)


def _write(heads: Heads, lines: Sequence[PricedLine], *, actor_id: int | None) -> Document:
    """Takes the next number and writes everything; what fails rolls the number back with the rest."""
    whole = total(line.sum for line in lines)
    if whole.gross_pence > MOST_PENCE:
        raise NotIssued("That is more than one document may come to. Check the sums.")
    series = _lock_series(heads.account.issuer, heads.kind, test=heads.test)
    series.last += 1
    series.save(update_fields=["last"])
    number = series.number(series.last)
    document = Document.objects.create(
        kind=heads.kind,
        series=series,
        position=series.last,
        number=number,
        account=heads.account,
        buyer=heads.order.buyer,
        corrects=heads.corrects,
        issued_at=clock.now(),
        issued_by_id=actor_id,
        tax_date=heads.tax_date,
        due_on=heads.due_on,
        net_pence=whole.net_pence,
        vat_pence=whole.vat_pence,
        gross_pence=whole.gross_pence,
        purchase_order=heads.order.purchase_order,
        cost_code=heads.order.cost_code,
        snapshot=snapshot(heads, lines, number=number, issued_on=clock.today()),
        test=heads.test,
    )
    _write_lines(document, lines)
    file_document(document)
    _book(document, actor_id)
    return document


def _write_lines(document: Document, lines: Sequence[PricedLine]) -> None:
    rows = DocumentLine.objects.bulk_create(
        DocumentLine(
            document=document,
            position=position,
            text=line.text,
            service=line.service,
            quantity=line.quantity,
            unit_pence=line.unit_pence,
            treatment=line.said.treatment,
            rate=line.said.rate,
            net_pence=line.sum.net_pence,
            vat_pence=line.sum.vat_pence,
            payable=line.payable,
            credits_id=line.credits_id,
        )
        for position, line in enumerate(lines, start=1)
    )
    claimed = [Claim(payable=row.payable, line=row) for row in rows if row.payable]
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(claimed)
    except IntegrityError as error:
        raise NotIssued("Some of this stands on an invoice already. Look at the list again.") from error


def _book(document: Document, actor_id: int | None) -> None:
    gives_back = document.kind == DocumentKind.CREDIT_NOTE
    # An internal recharge is owed like an invoice, until the journal that charges the cost code is booked.
    post(
        account=document.account,
        kind=EntryKind.CREDIT_NOTE if gives_back else EntryKind.INVOICE,
        pence=-document.gross_pence if gives_back else document.gross_pence,
        occurred_on=document.tax_date,
        source="document",
        external_id=document.number,
        document=document.corrects if gives_back else document,
        test=document.test,
        actor_id=actor_id,
    )


def _give_up_claims(document: Document) -> None:
    """What was given back in full can be billed anew."""
    empty = [line for line, pence in left_to_credit(document).items() if not pence]
    Claim.objects.filter(line__in=empty).delete()
