"""What is to be paid is committed before Stripe is asked, and nothing can be paid twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bookings.finance.cards.checkout import OPENING, open_owed, pay
from bookings.finance.cards.models import AttemptPart, PaymentAttempt
from bookings.finance.errors import NotPayable
from bookings.finance.issuers.models import Issuer
from bookings.finance.services.issuing import account_of
from portal.base import clock
from portal.outbox.models import OutboxRow
from tests.factories.cards import CardDesk, booked, owed, payer_of
from tests.factories.finance import make_account, make_document, make_issuer, make_table

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SESSIONS = "POST /v1/checkout/sessions"
State = PaymentAttempt.State


def test_a_payment_leads_to_stripes_page_for_what_is_owed(desk: CardDesk) -> None:
    invoice = desk.invoice()
    attempt = desk.begin(invoice)
    assert (attempt.state, attempt.pence, attempt.test) == (State.OPEN, 45_000, True)
    [session] = desk.stripe.objects("checkout.session")
    assert (session["id"], session["url"]) == (attempt.session_id, attempt.url)
    assert (session["amount_total"], session["client_reference_id"]) == (45_000, str(attempt.uid))
    assert session["success_url"].endswith(f"/paid/{attempt.uid}/?session_id={{CHECKOUT_SESSION_ID}}")
    assert owed(invoice) == 45_000


def test_several_invoices_of_a_school_are_paid_at_once(desk: CardDesk) -> None:
    attempt = desk.begin(desk.invoice(10_000), desk.invoice(2_550))
    assert attempt.pence == 12_550
    assert desk.stripe.objects("checkout.session")[0]["amount_total"] == 12_550
    assert list(attempt.parts.values_list("pence", flat=True)) == [10_000, 2_550]


def test_pressing_pay_again_leads_to_the_same_page(desk: CardDesk) -> None:
    invoice = desk.invoice()
    assert desk.begin(invoice) == desk.begin(invoice)
    assert len(desk.stripe.objects("checkout.session")) == 1


def test_an_open_page_for_other_invoices_is_ended_before_a_new_one_opens(desk: CardDesk) -> None:
    first, second = desk.invoice(), desk.invoice(2_000)
    old = desk.begin(first)
    new = desk.begin(first, second)
    old.refresh_from_db()
    assert (old.state, new.state) == (State.EXPIRED, State.OPEN)
    states = {one["id"]: one["status"] for one in desk.stripe.objects("checkout.session")}
    assert states == {old.session_id: "expired", new.session_id: "open"}


def test_a_page_that_was_paid_while_another_is_asked_for_is_credited_instead(desk: CardDesk) -> None:
    first, second = desk.invoice(), desk.invoice(2_000)
    old = desk.paid(first)
    with pytest.raises(NotPayable, match="is paid already"):
        desk.begin(first, second)
    old.refresh_from_db()
    assert (old.state, owed(first)) == (State.PAID, 0)


def test_the_database_keeps_a_second_open_payment_of_an_invoice_out(desk: CardDesk) -> None:
    attempt = desk.begin(desk.invoice())
    other = PaymentAttempt.objects.create(
        account=attempt.account, pence=1, started_at=clock.now(), expires_at=clock.now()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        AttemptPart.objects.create(attempt=other, document=attempt.parts.get().document, pence=1)


def test_a_reply_that_was_lost_opens_no_second_page(desk: CardDesk) -> None:
    desk.stripe.act("fault", call=SESSIONS, kind="lost")
    attempt = desk.begin(desk.invoice())
    assert [one["id"] for one in desk.stripe.objects("checkout.session")] == [attempt.session_id]
    assert {call["key"] for call in desk.stripe.calls(SESSIONS)} == {str(attempt.uid)}


def test_a_stripe_that_is_away_says_so_and_the_attempt_is_found_again_by_its_key(
    desk: CardDesk,
) -> None:
    invoice = desk.invoice()
    desk.stripe.act("fault", call=SESSIONS, kind="lost", times=3)
    with pytest.raises(NotPayable, match="nothing was paid"):
        desk.begin(invoice)
    attempt = PaymentAttempt.objects.get()
    assert (attempt.state, attempt.session_id) == (State.STARTING, None)
    assert OutboxRow.objects.get(kind=OPENING).key == str(attempt.uid)
    open_owed(str(attempt.uid))
    attempt.refresh_from_db()
    [session] = desk.stripe.objects("checkout.session")
    assert (attempt.state, attempt.session_id) == (State.OPEN, session["id"])
    assert desk.begin(invoice) == attempt


def test_what_stripe_refuses_to_open_leaves_the_invoice_payable(desk: CardDesk) -> None:
    invoice = desk.invoice()
    desk.stripe.act("clock", seconds=2 * 3_600)
    with pytest.raises(NotPayable, match="Pay by bank transfer"):
        desk.begin(invoice)
    assert PaymentAttempt.objects.get().state == State.FAILED
    desk.stripe.act("clock", seconds=-2 * 3_600)
    assert desk.begin(invoice).state == State.OPEN


def test_another_schools_invoice_is_not_paid(desk: CardDesk) -> None:
    stranger = payer_of(make_account(Issuer.objects.get()))
    with pytest.raises(NotPayable):
        pay(user=stranger, uids={desk.invoice().uid})
    assert not PaymentAttempt.objects.exists()


def test_invoices_of_two_issuers_are_not_paid_together(desk: CardDesk) -> None:
    issuer = make_issuer(code="THA", district=desk.account.school.district)
    make_table(issuer)
    other = desk.invoice(account=account_of(issuer=issuer, school=desk.account.school))
    with pytest.raises(NotPayable, match="owed to different people"):
        desk.begin(desk.invoice(), other)


def test_a_test_key_pays_tests_only(desk: CardDesk) -> None:
    real = make_document(desk.account)
    with pytest.raises(NotPayable, match="is not paid by card"):
        desk.begin(real)


def test_a_live_key_pays_no_tests(desk: CardDesk, settings: Any) -> None:
    invoice = desk.invoice()
    settings.CARD_TEST = False
    with pytest.raises(NotPayable, match="is not paid by card"):
        desk.begin(invoice)


def test_what_is_paid_or_too_little_cannot_be_paid(desk: CardDesk, client: Any) -> None:
    invoice = desk.invoice()
    desk.paid(invoice)
    desk.tell(client)
    with pytest.raises(NotPayable, match="paid already"):
        desk.begin(invoice)
    with pytest.raises(NotPayable, match="So little"):
        desk.begin(desk.invoice(29))
    assert booked(invoice) == [("invoice", 45_000), ("card", -45_000)]


def test_stripe_hears_of_invoice_numbers_and_of_nobody(desk: CardDesk) -> None:
    desk.begin(desk.invoice())
    said = " ".join(call["body"] for call in desk.stripe.calls())
    words = {desk.account.school.name, desk.user.email, desk.user.name, "Calm", "Thanet"}
    assert "TEST-KCC-INV-000001" in said
    assert not [word for word in words if word and word.split()[0] in said]
