"""Paying by card on the school's page: offered where there are keys, and nobody else's money is seen."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.finance.cards.models import PaymentAttempt
from bookings.finance.issuers.models import Issuer
from tests.bookings.finance.school.test_views import INVOICES, member, words
from tests.factories.accounts import sign_in
from tests.factories.cards import COMPLETED, CardDesk, booked, owed, payer_of
from tests.factories.finance import make_account, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture
def payer(desk: CardDesk, client: Client) -> Client:
    """The business manager's browser."""
    sign_in(client, desk.user, mfa=False)
    return client


def paid_page(attempt: PaymentAttempt) -> str:
    return reverse("finance:paid", args=[attempt.uid])


def test_without_keys_no_card_is_offered_and_the_rest_works(client: Client) -> None:
    document = make_document()
    sign_in(client, member(document.account), mfa=False)
    said = words(client)
    assert "£450 to pay" in said
    assert "card" not in said
    assert client.post(reverse("finance:pay"), {"invoice": document.uid}).status_code == 404


def test_pressing_pay_leads_to_stripes_page(desk: CardDesk, payer: Client) -> None:
    invoice = desk.invoice()
    assert f"Pay by card : {invoice.number}" in words(payer)
    answer = payer.post(reverse("finance:pay"), {"invoice": invoice.uid})
    assert answer.status_code == 303
    assert answer["Location"] == PaymentAttempt.objects.get().url


def test_all_of_a_school_is_paid_with_one_button(desk: CardDesk, payer: Client) -> None:
    first, second = desk.invoice(10_000), desk.invoice(2_550)
    assert "Pay all 2 by card: £125.50" in words(payer)
    payer.post(reverse("finance:pay"), {"invoice": [first.uid, second.uid]})
    assert PaymentAttempt.objects.get().pence == 12_550


@pytest.mark.parametrize("chosen", [[], ["x"], ["00000000-0000-4000-8000-000000000000"]], ids=str)
def test_what_is_none_of_the_schools_invoices_is_said_so(
    desk: CardDesk, payer: Client, chosen: list[str]
) -> None:
    answer = payer.post(reverse("finance:pay"), {"invoice": chosen}, follow=True)
    assert "Choose what to pay." in answer.content.decode()
    assert not PaymentAttempt.objects.exists()


def test_the_page_after_paying_credits_before_stripes_message_comes(
    desk: CardDesk, payer: Client
) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    page = payer.get(paid_page(attempt)).content.decode()
    assert "Paid: £450" in page
    assert "no money moved" in page
    assert desk.tell(payer, types=COMPLETED) == [200]
    assert booked(invoice) == [("invoice", 45_000), ("card", -45_000)]
    assert "Settled" in words(payer)


def test_the_page_after_paying_says_paid_if_stripes_message_came_first(
    desk: CardDesk, payer: Client
) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    desk.tell(payer, types=COMPLETED)
    asked = len(desk.stripe.calls())
    assert "Paid: £450" in payer.get(paid_page(attempt)).content.decode()
    assert len(desk.stripe.calls()) == asked
    assert owed(invoice) == 0


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        ("open", "Not paid yet"),
        ("processing", "on its way"),
        ("held", "do not pay again"),
        ("expired", "begin again"),
        ("failed", "begin again"),
    ],
)
def test_the_page_says_in_words_how_far_it_is(
    desk: CardDesk, payer: Client, settings: Any, state: str, heading: str
) -> None:
    attempt = desk.begin(desk.invoice())
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state=state)
    settings.STRIPE_API_KEY = ""
    assert heading in payer.get(paid_page(attempt)).content.decode()


def test_a_stripe_that_is_away_is_no_error_of_the_page(desk: CardDesk, payer: Client) -> None:
    attempt = desk.paid(desk.invoice())
    desk.stripe.act("fault", call="GET /v1/checkout", kind="500", times=3)
    assert "Not paid yet" in payer.get(paid_page(attempt)).content.decode()


def test_another_schools_payment_is_not_there(desk: CardDesk, client: Client) -> None:
    attempt = desk.begin(desk.invoice())
    assert client.get(paid_page(attempt)).status_code == 302
    sign_in(client, payer_of(make_account(Issuer.objects.get())), mfa=False)
    assert client.get(paid_page(attempt)).status_code == 404


def test_with_a_test_key_every_page_says_that_no_money_moves(desk: CardDesk, payer: Client) -> None:
    assert "TEST – no money moves" in payer.get(reverse(INVOICES)).content.decode()


def test_what_was_issued_for_real_is_not_to_be_paid_on_a_test_site(
    desk: CardDesk, payer: Client
) -> None:
    make_document(desk.account)
    said = words(payer)
    assert "Not paid on this test site" in said
    assert "Nothing to pay" in said


def test_what_was_issued_as_a_test_is_not_to_be_paid_for_real(
    desk: CardDesk, payer: Client, settings: Any
) -> None:
    desk.invoice()
    settings.CARD_TEST = False
    said = words(payer)
    assert "Test: nothing to pay" in said
    assert "Nothing to pay" in said
    assert "Pay by card" not in said
