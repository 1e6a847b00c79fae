"""Only the newest quote that has not run out is accepted, once, with what it takes to pay it."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from bookings.bespoke.choices import State
from bookings.bespoke.errors import NotYours, QuoteGone, ReasonMissing, RequestRefused
from bookings.bespoke.models import Acceptance, Quote
from bookings.bespoke.services.quoting import accept, end_of, turn_down
from bookings.finance.choices import Buyer, Service
from bookings.finance.errors import VatUndecided
from bookings.finance.services.issuing import Charge
from portal.base import clock
from portal.notify.models import Message
from tests.factories.bespoke import in_days, make_chargeable, make_quote, make_request, make_requester
from tests.factories.finance import make_issuer, make_table, training

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def take(quote: Quote, **given: Any) -> Acceptance:
    words = {
        "person": quote.request.requester, "purchase_order": "PO-1", "cost_code": "", "actor": None, **given,
    }  # fmt: skip
    return accept(quote_id=quote.pk, **words)


def test_a_quote_has_its_lines_with_vat_and_the_school_is_told() -> None:
    charges = [training(45_000), Charge("Plan to keep", Service.MATERIALS, 2, 1_000)]
    quote = make_quote(charges=charges)
    assert (quote.version, quote.net_pence, quote.vat_pence, quote.gross_pence) == (
        1,
        47_000,
        400,
        47_400,
    )
    assert [line.vat_pence for line in quote.lines.all()] == [0, 400]
    quote.request.refresh_from_db()
    assert quote.request.state == State.QUOTED
    message = Message.objects.filter(to=quote.request.requester.email).latest("pk")
    assert "£474" in message.body
    assert clock.say_date(in_days(30)) in message.body


def test_an_accepted_quote_keeps_every_word_and_who_took_it() -> None:
    quote = make_quote()
    acceptance = take(quote)
    assert (acceptance.purchase_order, acceptance.accepted_by_id) == ("PO-1", quote.request.requester_id)
    assert acceptance.snapshot["gross"] == 45_000
    assert acceptance.snapshot["terms"] == quote.terms
    written = json.dumps(acceptance.snapshot, sort_keys=True).encode()
    assert acceptance.sha256 == hashlib.sha256(written).hexdigest()
    quote.request.refresh_from_db()
    assert quote.request.state == State.ACCEPTED
    assert take(quote) == acceptance


def test_an_older_version_is_refused_and_the_newest_accepted() -> None:
    first = make_quote()
    second = make_quote(first.request, charges=[training(40_000)])
    assert second.version == 2
    with pytest.raises(QuoteGone, match="newer version"):
        take(first)
    assert take(second).quote == second
    with pytest.raises(QuoteGone, match="Another version"):
        take(first)


@pytest.mark.parametrize(
    "day", [date(2027, 3, 27), date(2027, 3, 28), date(2026, 10, 25), date(2027, 7, 1)]
)
def test_a_quote_runs_out_at_midnight_in_kent_and_not_a_second_sooner(day: date) -> None:
    with time_machine.travel(
        datetime.combine(day, datetime.min.time(), tzinfo=clock.LONDON) + timedelta(hours=9)
    ):
        quote = make_quote(last_day=day)
    midnight = end_of(day)
    assert clock.in_london(midnight).time() == datetime.min.time()
    with pytest.raises(QuoteGone, match="time to accept"):
        take(quote, now=midnight)
    with pytest.raises(QuoteGone, match="time to accept"):
        take(quote, now=midnight + timedelta(seconds=1))
    assert take(quote, now=midnight - timedelta(seconds=1))


def test_an_invoice_takes_a_purchase_order_and_a_recharge_a_cost_code() -> None:
    quote = make_quote()
    with pytest.raises(ReasonMissing, match="purchase order"):
        take(quote, purchase_order=" ")
    recharge = make_quote(buyer=Buyer.DELEGATED)
    with pytest.raises(ReasonMissing, match="cost code"):
        take(recharge)
    assert take(recharge, cost_code="E19").cost_code == "E19"


def test_nobody_of_another_school_accepts_or_turns_down() -> None:
    quote = make_quote()
    with pytest.raises(NotYours):
        take(quote, person=make_requester())
    with pytest.raises(NotYours):
        turn_down(quote_id=quote.pk, person=make_requester(), words="", actor=None)
    assert not Acceptance.objects.exists()


def test_a_quote_that_is_turned_down_can_be_followed_by_another() -> None:
    quote = make_quote()
    turn_down(quote_id=quote.pk, person=quote.request.requester, words="Too much", actor=None)
    quote.request.refresh_from_db()
    assert quote.request.state == State.CHARGEABLE
    with pytest.raises(QuoteGone):
        take(quote)
    assert make_quote(quote.request).version == 2


def test_no_quote_without_a_decision_lines_a_price_a_day_or_a_vat_rule() -> None:
    with pytest.raises(RequestRefused, match="once bespoke training was decided"):
        make_quote(make_request())
    request = make_chargeable()
    with pytest.raises(ReasonMissing, match="one line"):
        make_quote(request, charges=[])
    with pytest.raises(RequestRefused, match="charges nothing"):
        make_quote(request, charges=[training(0)])
    with pytest.raises(RequestRefused, match="later day"):
        make_quote(request, last_day=in_days(-1))
    undecided = make_issuer(code="THA", active=False)
    make_table(undecided, signed=False)
    with pytest.raises(VatUndecided):
        make_quote(request, issuer=undecided)
    assert not Quote.objects.exists()


def test_the_mail_about_an_accepted_quote_says_what_comes_next() -> None:
    quote = make_quote()
    take(quote)
    body = Message.objects.filter(to=quote.request.requester.email).latest("pk").body
    assert "We ring you to agree the date" in body
    assert "You can accept it" not in body


def test_the_terms_are_those_by_which_cancelling_is_charged() -> None:
    terms = make_quote().terms
    for words in ("until 14 days before", "13 to 7 days before", "from 6 days before"):
        assert words in terms
