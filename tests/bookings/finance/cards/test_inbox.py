"""Stripe's messages: believed only if signed just now, kept once, applied by asking what is true."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from bookings.finance.cards import inbox
from bookings.finance.cards.inbox import replay
from bookings.finance.cards.models import (
    CardEvent,
    CardTask,
    PaymentAttempt,
    RefusedDeliveries,
)
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain
from tests.factories.cards import COMPLETED, CardDesk, booked, deliver, owed
from tests.services.stripe_fake.fixtures import OLD_SECRET, SECRET
from tests.services.stripe_fake.wire import signature

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

State = CardEvent.State


def test_a_signed_message_that_a_page_was_paid_pays_the_invoice_once(
    desk: CardDesk, client: Any
) -> None:
    invoice = desk.invoice()
    desk.paid(invoice)
    assert desk.tell(client, types=COMPLETED, times=5) == [200] * 5
    assert booked(invoice) == [("invoice", 45_000), ("card", -45_000)]
    event = CardEvent.objects.get()
    assert (event.state, event.tries, len(event.sha256)) == (State.APPLIED, 1, 64)
    assert PaymentAttempt.objects.get().how == PaymentAttempt.How.WEBHOOK


def test_it_is_answered_before_stripe_is_asked_anything(desk: CardDesk, client: Any) -> None:
    invoice = desk.invoice()
    desk.paid(invoice)
    asked = len(desk.stripe.calls())
    [message] = desk.stripe.signed(types=COMPLETED)
    assert deliver(client, *message) == 200
    assert (owed(invoice), len(desk.stripe.calls())) == (45_000, asked)
    drain()
    assert owed(invoice) == 0


def test_messages_in_the_wrong_order_end_in_the_same(desk: CardDesk, client: Any) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    desk.tell(client, types=COMPLETED)
    attempt.refresh_from_db()
    desk.stripe.act("refund", payment_intent=attempt.payment_id, amount=5_000)
    assert set(desk.tell(client, order="reversed", times=2)) == {200}
    assert [pence for _kind, pence in booked(invoice)] == [45_000, -45_000, 5_000]
    assert not CardEvent.objects.exclude(state=State.APPLIED).exclude(state=State.NOT_OURS).exists()


def test_a_refund_that_is_told_before_its_payment_finds_its_invoice(desk: CardDesk, client: Any) -> None:
    invoice = desk.invoice()
    desk.paid(invoice)
    [intent] = desk.stripe.objects("payment_intent")
    desk.stripe.act("refund", payment_intent=intent["id"], amount=5_000)
    desk.tell(client, types=["refund.created"])
    assert [pence for _kind, pence in booked(invoice)] == [45_000, -45_000, 5_000]


def test_nothing_of_the_payer_is_kept(desk: CardDesk, client: Any) -> None:
    desk.paid(desk.invoice())
    desk.tell(client)
    assert "payer@example.org" in desk.stripe.signed(types=COMPLETED)[0][0].decode()
    kept = str(list(CardEvent.objects.values())) + str(list(PaymentAttempt.objects.values()))
    assert "payer@" not in kept
    assert "A Payer" not in kept


@pytest.mark.parametrize(
    "wanted",
    [
        {"mutate": True},
        {"timestamp": -305},
        {"secrets": ["whsec_other"]},
        {"secrets": [""]},
    ],
    ids=str,
)
def test_what_stripe_did_not_sign_just_now_is_refused_and_only_counted(
    desk: CardDesk, client: Any, wanted: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    invoice = desk.invoice()
    desk.paid(invoice)
    assert desk.tell(client, types=COMPLETED, **wanted) == [400]
    assert (
        owed(invoice),
        CardEvent.objects.exists(),
        OutboxRow.objects.filter(kind="card-event").exists(),
    ) == (
        45_000,
        False,
        False,
    )
    assert RefusedDeliveries.objects.get().number == 1
    [line] = [one.getMessage() for one in caplog.records if "refused" in one.getMessage()]
    assert "sha256" in line
    assert "payer" not in line


def test_a_message_of_nearly_five_minutes_ago_is_believed(desk: CardDesk, client: Any) -> None:
    desk.paid(desk.invoice())
    assert desk.tell(client, types=COMPLETED, timestamp=-280) == [200]


def test_while_secrets_are_changed_both_are_believed_and_then_only_the_new_one(
    desk: CardDesk, client: Any, settings: Any
) -> None:
    desk.paid(desk.invoice())
    for secret in (SECRET, OLD_SECRET):
        assert desk.tell(client, types=COMPLETED, secrets=[secret]) == [200]
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    assert desk.tell(client, types=COMPLETED, secrets=[OLD_SECRET]) == [400]
    assert desk.tell(client, types=COMPLETED, secrets=[SECRET]) == [200]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"data.object.amount_total": 1}, "£0.01"),
        ({"data.object.currency": "usd"}, "USD"),
        ({"livemode": True}, "real money"),
        ({"account": "acct_other"}, "another account"),
    ],
    ids=str,
)
def test_a_message_that_does_not_agree_is_set_aside_and_finance_is_called(
    desk: CardDesk, client: Any, change: dict[str, Any], said: str
) -> None:
    invoice = desk.invoice()
    desk.paid(invoice)
    assert desk.tell(client, types=COMPLETED, change=change) == [200]
    event = CardEvent.objects.get()
    assert event.state == State.QUARANTINED
    assert said in event.reason
    assert owed(invoice) == 45_000
    assert said in CardTask.objects.get().text


def test_a_message_about_somebody_elses_payment_changes_nothing(desk: CardDesk, client: Any) -> None:
    desk.paid(desk.invoice())
    other = {"data.object.id": "cs_test_other", "data.object.client_reference_id": "order 7"}
    assert desk.tell(client, types=COMPLETED, change=other) == [200]
    assert CardEvent.objects.get().state == State.NOT_OURS


def test_a_message_tells_of_a_page_whose_opening_we_never_heard_of(desk: CardDesk, client: Any) -> None:
    invoice = desk.invoice()
    attempt = desk.paid(invoice)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(session_id=None, state="starting", url="")
    desk.tell(client, types=COMPLETED)
    assert owed(invoice) == 0


def test_while_the_database_is_down_stripe_is_told_to_come_again(desk: CardDesk, client: Any) -> None:
    invoice = desk.invoice()
    desk.paid(invoice)
    [message] = desk.stripe.signed(types=COMPLETED)

    def is_down(*_given: Any) -> Any:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(is_down):
        assert deliver(client, *message) == 503
    assert not CardEvent.objects.exists()
    assert desk.tell(client, types=COMPLETED) == [200]
    assert owed(invoice) == 0


def test_a_message_that_we_fail_to_apply_is_kept_and_replayed_once(
    desk: CardDesk, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = desk.invoice()
    desk.paid(invoice)

    def fails(*_given: Any, **_named: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "look_again", fails)
        desk.tell(client, types=COMPLETED)
        assert replay() == (0, 1)
    event = CardEvent.objects.get()
    assert (event.state, event.reason, event.tries) == (State.FAILED, "ZeroDivisionError", 2)
    assert replay() == (1, 0)
    assert replay() == (0, 0)
    assert owed(invoice) == 0


def test_the_replay_command_says_what_became_of_it(
    desk: CardDesk, client: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.paid(desk.invoice())
    deliver(client, *desk.stripe.signed(types=COMPLETED)[0])
    call_command("replay_card_events")
    assert "1 applied, 0 failed" in capsys.readouterr().out


BAD = {
    "empty": b"",
    "no JSON": b"{",
    "no UTF-8": b"\xff\xfe",
    "a list": b"[]",
    "a number": b"7",
    "a thin event": b'{"object": "v2.core.event", "id": "evt_1"}',
    "an id that is none": b'{"id": 7, "type": "x", "created": 1, "livemode": false, "data": {"object": {}}}',
    "a huge time": b'{"id":"e","type":"x","created":1e400,"livemode":false,"data":{"object":{"id":"x"}}}',
    "deep": b"[" * 100_000,
    "huge": b" " * (512 * 1024 + 1),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_messages_are_refused_even_if_they_are_signed(
    desk: CardDesk, client: Any, name: str
) -> None:
    body = BAD[name]
    header = signature(body, secrets=[SECRET], at=desk.stripe.act("clock")["now"])
    assert deliver(client, body, header) == 400
    assert deliver(client, body, "") == 400
    assert deliver(client, body, "t=now,v1=,v1") == 400
    assert not CardEvent.objects.exists()


def test_without_keys_there_is_no_such_address(desk: CardDesk, client: Any, settings: Any) -> None:
    settings.STRIPE_API_KEY = ""
    assert deliver(client, b"{}", "") == 404
