"""Quotes: written in versions, accepted or turned down by the school, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from bookings.bespoke.cancelling import FREE_DAYS, HALF_DAYS
from bookings.bespoke.choices import TO_QUOTE, EventKind, State
from bookings.bespoke.errors import NotYours, QuoteGone, ReasonMissing, RequestRefused
from bookings.bespoke.models import Acceptance, Quote, QuoteLine, Request
from bookings.bespoke.services.letters import last_day as quote_last_day
from bookings.bespoke.services.letters import tell_officers, tell_school
from bookings.bespoke.services.requests import hold, move, note, speaks_for
from bookings.finance.arithmetic import total
from bookings.finance.choices import Buyer
from bookings.finance.documents.snapshots import PricedLine
from bookings.finance.errors import NotIssued
from bookings.finance.issuers.models import Issuer
from bookings.finance.services.issuing import Charge, priced
from bookings.finance.vat.services import verdict, verdicts
from portal.accounts.models import Person, User
from portal.base import clock
from portal.base.money import say_pounds

LIFE = timedelta(days=30)
"""How long a quote holds, unless staff say otherwise."""

TERMS = (
    f"You can cancel free of charge until {FREE_DAYS} days before. From {FREE_DAYS - 1} to {HALF_DAYS} days before, "
    f"half of the price is charged; from {HALF_DAYS - 1} days before, all of it. If we cancel, nothing is charged."
)
"""What each quote says of cancelling: the bands by which it is charged, in Kent's calendar days."""


def end_of(day: date) -> datetime:
    """The midnight in Kent with which ``day`` ends, across clock changes too."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=clock.LONDON)


@transaction.atomic
def issue_quote(
    *,
    request_id: int,
    issuer: Issuer,
    buyer: Buyer,
    text: str,
    charges: Sequence[Charge],
    last_day: date,
    by: User,
) -> Quote:
    """Writes the next version and sends it. It can be accepted until ``last_day`` is over in Kent.

    Raises ``RequestRefused`` where no quote is to be written, without lines, or for a day that is over, and
    ``VatUndecided`` where no signed-off table says what VAT is.
    """
    request = hold(request_id)
    _check_quotable(request, charges, last_day)
    lines = _price(issuer, buyer, charges)
    whole = total(line.sum for line in lines)
    last = request.quotes.order_by("-version").values_list("version", flat=True).first()
    quote = Quote.objects.create(
        request=request,
        version=(last or 0) + 1,
        issuer=issuer,
        buyer=buyer,
        text=text.strip(),
        terms=TERMS,
        net_pence=whole.net_pence,
        vat_pence=whole.vat_pence,
        gross_pence=whole.gross_pence,
        expires_at=end_of(last_day),
        issued_by_id=by.pk,
    )
    _write_lines(quote, lines)
    move(request, State.QUOTED)
    note(request, EventKind.QUOTED, words=f"Version {quote.version}", actor=by)
    until = clock.say_date(quote_last_day(quote))
    words = f"{say_pounds(quote.gross_pence)} with VAT. You can accept it until the end of {until}."
    tell_school(request, EventKind.QUOTED, words=words, payers=True)
    return quote


def _check_quotable(request: Request, charges: Sequence[Charge], last_day: date) -> None:
    if request.state not in TO_QUOTE:
        raise RequestRefused(
            "A quote can be written once bespoke training was decided, and until one is accepted."
        )
    if not charges:
        raise ReasonMissing("Enter at least one line.")
    if last_day < clock.today():
        raise RequestRefused("Choose today or a later day.")


def _price(issuer: Issuer, buyer: Buyer, charges: Sequence[Charge]) -> list[PricedLine]:
    """Each line with its VAT as the table says today, as its invoice will be reckoned."""
    found = verdicts(issuer_id=issuer.pk, buyer=buyer, on=clock.today())
    try:
        return [
            priced(charge, verdict(found, buyer=buyer, service=charge.service)) for charge in charges
        ]
    except NotIssued as error:
        raise RequestRefused(str(error)) from error


def _write_lines(quote: Quote, lines: Sequence[PricedLine]) -> None:
    QuoteLine.objects.bulk_create(
        QuoteLine(
            quote=quote,
            position=position,
            text=line.text,
            service=line.service,
            quantity=line.quantity,
            unit_pence=line.unit_pence,
            treatment=line.said.treatment,
            rate=line.said.rate,
            net_pence=line.sum.net_pence,
            vat_pence=line.sum.vat_pence,
        )
        for position, line in enumerate(lines, start=1)
    )


@transaction.atomic
def accept(
    *,
    quote_id: int,
    person: Person,
    purchase_order: str,
    cost_code: str,
    actor: User | None,
    now: datetime | None = None,
) -> Acceptance:
    """The school takes the newest quote. A second press finds the first acceptance.

    Raises ``QuoteGone`` for an older version or one whose day is over, ``ReasonMissing`` without the cost code that an
    internal recharge needs or the purchase order that an invoice does, ``NotYours`` for anybody else's school.
    """
    quote = Quote.objects.select_related("issuer").get(pk=quote_id)
    request = hold(quote.request_id)
    if not speaks_for(person, request.school):
        raise NotYours("SENCOs, heads and business managers accept for their school.")
    first = Acceptance.objects.filter(request=request).first()
    if first is not None:
        if first.quote_id == quote.pk:
            return first
        raise QuoteGone("Another version of this quote has been accepted already.")
    _check(request, quote, now or clock.now())
    _check_order(quote, purchase_order, cost_code)
    acceptance = _write_acceptance(quote, request, person, purchase_order, cost_code)
    move(request, State.ACCEPTED)
    note(request, EventKind.ACCEPTED, words=f"Version {quote.version}", actor=actor)
    tell_officers(request)
    words = f"{say_pounds(quote.gross_pence)} with VAT. We ring you to agree the date."
    tell_school(request, EventKind.ACCEPTED, words=words, payers=True)
    return acceptance


def _write_acceptance(
    quote: Quote, request: Request, person: Person, purchase_order: str, cost_code: str
) -> Acceptance:
    snapshot = _snapshot(quote)
    return Acceptance.objects.create(
        quote=quote,
        request=request,
        accepted_by_id=person.pk,
        purchase_order=purchase_order.strip(),
        cost_code=cost_code.strip(),
        snapshot=snapshot,
        sha256=hashlib.sha256(json.dumps(snapshot, sort_keys=True).encode()).hexdigest(),
    )


def _check(request: Request, quote: Quote, now: datetime) -> None:
    newest = request.quotes.order_by("-version").first()
    if newest is None or newest.pk != quote.pk:
        raise QuoteGone("There is a newer version of this quote: read it first.")
    if request.state != State.QUOTED:
        raise QuoteGone("This quote can no longer be accepted.")
    if quote.is_expired(now):
        raise QuoteGone("The time to accept this quote is over. Ask us to write it anew.")


def _check_order(quote: Quote, purchase_order: str, cost_code: str) -> None:
    if quote.buyer == Buyer.DELEGATED and not cost_code.strip():
        raise ReasonMissing("Enter your school’s cost code: it is charged to your delegated budget.")
    if quote.buyer != Buyer.DELEGATED and not purchase_order.strip():
        raise ReasonMissing("Enter your purchase order’s number: the invoice will name it.")


def _snapshot(quote: Quote) -> dict[str, Any]:
    """Every word that the school agreed to."""
    return {
        "reference": quote.request.reference,
        "version": quote.version,
        "issuer": quote.issuer.name,
        "text": quote.text,
        "terms": quote.terms,
        "lines": [
            {"text": line.text, "quantity": line.quantity, "net": line.net_pence, "vat": line.vat_pence}
            for line in quote.lines.all()
        ],
        "net": quote.net_pence,
        "vat": quote.vat_pence,
        "gross": quote.gross_pence,
    }


@transaction.atomic
def turn_down(*, quote_id: int, person: Person, words: str, actor: User | None) -> Request:
    """The school does not take the quote; staff can write another. Raises as ``accept`` does."""
    quote = Quote.objects.get(pk=quote_id)
    request = hold(quote.request_id)
    if not speaks_for(person, request.school):
        raise NotYours("SENCOs, heads and business managers answer for their school.")
    _check(request, quote, clock.now())
    move(request, State.CHARGEABLE)
    note(request, EventKind.REFUSED, words=words.strip(), actor=actor)
    tell_officers(request)
    return request
