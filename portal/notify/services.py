"""Writing mails and sending them, at least once each and with the same Message-ID every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import Truncator

from portal.base import clock
from portal.base.snapshot import Snapshot, tell_changed
from portal.base.validators import validate_address, without_turns
from portal.notify.kinds import all_kinds, kind_called
from portal.notify.models import Message, MessageTemplate
from portal.notify.rendering import fill, one_line
from portal.outbox.services import enqueue_all

OUTBOX_KIND = "mail"

_words: Snapshot[dict[str, MessageTemplate]] = Snapshot(
    lambda: {row.key: row for row in MessageTemplate.objects.all()}, MessageTemplate
)
"""Mails may carry staff's earlier words for some seconds after a change."""


@dataclass(frozen=True)
class Attachment:
    """A text file that goes with a mail, e.g. ``text/calendar; method=REQUEST``."""

    name: str
    type: str
    text: str


@dataclass(frozen=True)
class Letter:
    """One mail to be written: its kind, to whom, and the values of its placeholders."""

    template_key: str
    to: str
    context: Mapping[str, str]
    about: str = ""
    attachment: Attachment | None = None
    forget_when_sent: bool = False


def queue_messages(*, letters: Sequence[Letter]) -> list[Message]:
    """Writes mails and owes them to the outbox, all with the change that causes them or not at all.

    Raises ``KeyError`` for an unknown kind or a missing value, and ``ValidationError`` when an
    address is none or a value would break the subject's line.
    """
    words = _words.get() if letters else {}
    messages = [_written(letter, words.get(letter.template_key)) for letter in letters]
    with transaction.atomic(savepoint=False):
        Message.objects.bulk_create(messages)
        enqueue_all(kind=OUTBOX_KIND, keys=[str(message.pk) for message in messages])
    return messages


def send_message(key: str) -> None:
    """Sends the mail whose id is ``key``, unless it went out already: the outbox's handler.

    Whatever the mail server raises goes on to the outbox, which tries again later.
    """
    message = Message.objects.filter(pk=int(key)).exclude(state=Message.State.SENT).first()
    if message is None:
        return
    mail = EmailMessage(
        subject=one_line(message.subject),
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.attachment:
        mail.attach(message.attachment_name, message.attachment, message.attachment_type)
    row = Message.objects.filter(pk=message.pk)
    if message.state == Message.State.FAILED:
        # Staff had it tried again: until the outbox gives up once more, it is only waiting.
        row.filter(state=Message.State.FAILED).update(state=Message.State.WAITING)
    mail.send()
    # Asked of the database, as somebody may have been deleted while the mail server took it.
    if not row.filter(forget_when_sent=False).update(state=Message.State.SENT, sent_at=clock.now()):
        row.delete()


def note_failure(key: str) -> None:
    """Says of the mail whose id is ``key`` that it could not be sent: the outbox has given up."""
    waiting = Message.objects.filter(pk=int(key), state=Message.State.WAITING)
    waiting.filter(forget_when_sent=True).delete()
    waiting.update(state=Message.State.FAILED)


def load_templates() -> int:
    """Gives every kind its editable words, leaving those that are there; returns how many are new."""
    known = set(MessageTemplate.objects.values_list("key", flat=True))
    missing = [
        MessageTemplate(key=kind.key, name=kind.name, subject=kind.subject, body=kind.body)
        for kind in all_kinds()
        if kind.key not in known
    ]
    MessageTemplate.objects.bulk_create(missing, ignore_conflicts=True)
    if missing:
        tell_changed(MessageTemplate)
    return len(missing)


def _written(letter: Letter, words: MessageTemplate | None) -> Message:
    """The mail in its final words: the template's, or the kind's own where there is no row yet."""
    kind = kind_called(letter.template_key)
    validate_email(letter.to)
    validate_address(letter.to)
    source = words or kind
    # A title with such a mark would else keep every mail about its course, and so the booking, from being written.
    in_subject = {name: without_turns(value) for name, value in letter.context.items()}
    attached = letter.attachment or Attachment("", "", "")
    return Message(
        template_key=kind.key,
        about=letter.about,
        to=letter.to,
        subject=Truncator(one_line(fill(source.subject, in_subject))).chars(200),
        body=fill(source.body, letter.context) + "\n",
        attachment_name=attached.name,
        attachment_type=attached.type,
        attachment=attached.text,
        forget_when_sent=letter.forget_when_sent,
    )
