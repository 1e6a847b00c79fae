"""Mails do not stay for ever, and those of somebody who is deleted go at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from time_machine import Traveller

from portal.notify import forgetting
from portal.notify.kinds import MessageKind, _kinds, register_kind
from portal.notify.models import Message
from portal.notify.services import Attachment, Letter, note_failure, queue_messages
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ASHA, BOLA = "asha@school.example", "bola@school.example"


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    """A kind of mail that names somebody."""
    register_kind(
        MessageKind("forgotten", "Forgotten", {"who": "Asha"}, "About {{ who }}", "{{ who }}.")
    )
    yield
    del _kinds["forgotten"]


def write(to: str, who: str = "Asha Okafor", *, forget: bool = False, about: str = "") -> Message:
    attachment = Attachment("place.ics", "text/calendar", f"CN={who}")
    letter = Letter("forgotten", to, {"who": who}, about, attachment, forget_when_sent=forget)
    return queue_messages(letters=[letter])[0]


def test_a_mail_to_be_forgotten_is_sent_and_then_gone() -> None:
    write(ASHA, forget=True)
    drain()
    assert [message.to for message in mail.outbox] == [[ASHA]]
    assert not Message.objects.exists() and not OutboxRow.objects.exists()


def test_who_is_deleted_while_the_mail_server_takes_their_mail_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(ASHA)
    sending = mail.EmailMessage.send

    def send_meanwhile(message: mail.EmailMessage, *given: object, **named: object) -> int:
        forgetting.forget_messages(to=[ASHA])
        return sending(message, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(mail.EmailMessage, "send", send_meanwhile)
    drain()
    assert [message.to for message in mail.outbox] == [[ASHA]]
    assert not Message.objects.exists()


def test_one_that_cannot_be_sent_is_forgotten_too() -> None:
    message = write(ASHA, forget=True)
    note_failure(str(message.pk))
    assert not Message.objects.exists()


def test_forgetting_an_address_in_any_case_sends_what_waits_first() -> None:
    write("Asha@School.example")
    drain()
    write(ASHA)
    write(BOLA)
    forgetting.forget_messages(to=[ASHA])
    assert Message.objects.count() == 2
    drain()
    assert [message.to for message in Message.objects.all()] == [BOLA]
    assert len(mail.outbox) == 3


def test_forgetting_nobody_forgets_nothing() -> None:
    write(ASHA)
    drain()
    forgetting.forget_messages(to=[])
    forgetting.forget_names(about=[], names=["Asha Okafor"], instead="X")
    assert Message.objects.get().body == "Asha Okafor.\n"


def test_a_name_goes_from_the_mails_about_a_reference_and_stays_in_others() -> None:
    write(BOLA, about="KT-1")
    write(BOLA, about="KT-2")
    drain()
    forgetting.forget_names(about=["KT-1"], names=["asha okafor", ""], instead="Deleted person")
    first, second = Message.objects.order_by("about")
    assert (first.subject, first.body, first.attachment) == (
        "About Deleted person",
        "Deleted person.\n",
        "",
    )
    assert second.body == "Asha Okafor.\n"


def test_only_whole_names_are_replaced() -> None:
    write(BOLA, "Ashanti and Ash", about="KT-1")
    drain()
    forgetting.forget_names(about=["KT-1"], names=["Ash"], instead="Deleted person")
    assert Message.objects.get().body == "Ashanti and Deleted person.\n"


def test_mails_are_deleted_after_thirteen_months(fixed_clock: Traveller) -> None:
    write(ASHA)
    drain()
    fixed_clock.shift(timedelta(days=200))
    write(BOLA)
    drain()
    assert forgetting.forget_old_messages() == 0
    fixed_clock.shift(timedelta(days=200))
    assert forgetting.forget_old_messages() == 1
    assert Message.objects.get().to == BOLA
