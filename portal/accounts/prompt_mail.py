"""Sign-in mails leave beside the answer, not before it.

How long a mail server takes would otherwise say which addresses somebody signs in with.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from email.errors import HeaderParseError
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)

_senders = ThreadPoolExecutor(max_workers=4, thread_name_prefix="sign-in-mail")
"""Its threads start with the first mail, so after the web server has forked; an orderly stop waits for them."""


def send(message: EmailMessage, *, kind: str) -> Future[None] | None:
    """Hands ``message`` to a thread of its own, or sends it at once where settings ask for that.

    A mail server that is away is written to the log and to nobody's page: asking again sends again.
    """
    if settings.SIGN_IN_MAIL_BESIDE_THE_ANSWER:
        return _senders.submit(_send, message, kind)
    _send(message, kind)
    return None


def _send(message: EmailMessage, kind: str) -> None:
    try:
        message.send()
    except (SMTPException, OSError, HeaderParseError):
        logger.exception("A sign-in mail (%s) could not be sent.", kind)
