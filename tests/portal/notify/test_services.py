"""Mails: written with their cause, sent afterwards, in staff's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import override_settings

from bookings.places.message_kinds import CANCELLATION_DELEGATE as KEY
from portal.base import clock
from portal.notify.kinds import all_kinds, kind_called
from portal.notify.models import Message, MessageTemplate
from portal.notify.rendering import check_words, fill
from portal.notify.services import (
    Attachment,
    Letter,
    load_templates,
    queue_messages,
    send_message,
)
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain, try_again

pytestmark = pytest.mark.django_db

VALUES = {
    "name": "Siân O'Brien-Nguyễn 🎉",
    "course": "Maths",
    "date": "Tuesday 9 March 2027",
    "reference": "KT-7F3K-9QXM",
    "booker": "Asha Example",
    "ask": "",
}


def queue(**given: Any) -> Message:
    letter = Letter(**{"template_key": KEY, "to": "sian@x.example", "context": VALUES, **given})
    return queue_messages(letters=[letter])[0]


def test_a_mail_is_written_now_and_sent_by_the_worker() -> None:
    message = queue(about="KT-7F3K-9QXM")
    assert mail.outbox == []
    drain()
    message.refresh_from_db()
    (sent,) = mail.outbox
    assert sent.to == ["sian@x.example"]
    assert sent.subject == "Cancelled: Maths, Tuesday 9 March 2027"
    assert "Dear Siân O'Brien-Nguyễn 🎉" in sent.body
    assert message.state == Message.State.SENT
    assert not OutboxRow.objects.exists()


def test_sending_a_mail_takes_four_statements(django_assert_num_queries: Any) -> None:
    queue()
    queue()
    with django_assert_num_queries(1 + 2 * 4):
        assert drain() == 2
    assert not OutboxRow.objects.exists()


def test_a_mail_that_was_sent_is_not_sent_again() -> None:
    message = queue()
    send_message(str(message.pk))
    send_message(str(message.pk))
    assert len(mail.outbox) == 1


@pytest.fixture
def unreachable() -> Iterator[None]:
    """No mail server listens there; asking fails as it does in earnest."""
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=1, EMAIL_TIMEOUT=1):
        yield


def try_until_given_up() -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _attempt in range(8):
            drain()
            traveller.shift(timedelta(hours=5))


def test_a_mail_that_is_still_tried_is_waiting(unreachable: None) -> None:
    message = queue()
    drain()
    message.refresh_from_db()
    assert message.state == Message.State.WAITING


def test_a_mail_whose_attempts_are_used_up_says_that_it_could_not_be_sent(unreachable: None) -> None:
    message = queue()
    try_until_given_up()
    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert OutboxRow.objects.get().given_up


def test_a_failed_mail_that_staff_have_tried_again_is_waiting_until_it_is_sent(
    unreachable: None,
) -> None:
    message = queue()
    try_until_given_up()
    try_again(row_id=OutboxRow.objects.get().pk)
    drain()
    message.refresh_from_db()
    assert message.state == Message.State.WAITING
    try_again(row_id=OutboxRow.objects.get().pk)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        drain()
    message.refresh_from_db()
    assert message.state == Message.State.SENT


def test_with_its_cause_the_mail_is_taken_back() -> None:
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not OutboxRow.objects.exists()


def test_the_words_are_those_that_staff_wrote() -> None:
    load_templates()
    MessageTemplate.objects.filter(key=KEY).update(
        subject="Sorry, {{ name }}", body="{{ course }} {% now %}"
    )
    message = queue()
    assert message.subject == f"Sorry, {VALUES['name']}"
    assert message.body == "Maths {% now %}\n"


def test_loading_again_keeps_what_staff_wrote() -> None:
    load_templates()
    MessageTemplate.objects.filter(key=KEY).update(subject="Ours")
    assert load_templates() == 0
    assert MessageTemplate.objects.get(key=KEY).subject == "Ours"


def test_offers_whose_words_are_kept_already_learn_to_name_their_price() -> None:
    load_templates()
    written = "Dear {{ name }}\n\n{{ details }}\n\nOurs"
    MessageTemplate.objects.filter(key="waiting-offer").update(body=written)
    migration = import_module("portal.notify.migrations.0004_offers_name_their_price")
    for _time in range(2):
        migration.put_in(apps, None)
    body = MessageTemplate.objects.get(key="waiting-offer").body
    assert body == "Dear {{ name }}\n\n{{ details }}\n\nCost: {{ price }}\n\n{{ terms }}\n\nOurs"
    check_words(kind_called("waiting-offer"), subject="Ours", body=body)


@pytest.mark.parametrize(
    "given",
    [
        {"to": "a@x.example\r\nBcc: b@x.example"},
        {"to": "nobody"},
        {"context": {**VALUES, "course": "Maths\r\nBcc: b@x.example"}},
    ],
)
def test_no_value_can_add_a_header(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        queue(**given)
    assert not Message.objects.exists()


def test_a_title_whose_marks_turn_the_words_is_written_without_them_in_the_subject() -> None:
    message = queue(context={**VALUES, "course": "Maths \u2067\u05d0\u05d1\u2069 for all"})
    assert "Maths \u05d0\u05d1 for all," in message.subject
    assert "\u2067" in message.body


def test_an_attachment_goes_along() -> None:
    message = queue(attachment=Attachment("a.ics", "text/calendar; method=REQUEST", "BEGIN:VCALENDAR"))
    send_message(str(message.pk))
    sent = mail.outbox[0].message()
    part = next(part for part in sent.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    assert part.get_filename() == "a.ics"


def test_every_kind_starts_with_words_that_its_own_placeholders_fill() -> None:
    for kind in all_kinds():
        check_words(kind, subject=kind.subject, body=kind.body)
        assert "{{" not in fill(kind.subject + kind.body, kind.placeholders)
    assert kind_called(KEY) in all_kinds()
