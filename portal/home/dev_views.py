"""For people who try the portal on their own machine: the mails it would have sent, the sign-in code."""

from __future__ import annotations

import email
import email.policy
import time
from pathlib import Path

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.home.demo.files import TOTP_SECRET

SEPARATOR = b"\n" + b"-" * 79 + b"\n"
"""What Django's file backend writes after each mail."""

NEWEST = 100


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "mail"


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """Mails kept as files, newest first."""
    files = sorted(_folder().glob("*.log"), reverse=True)[:NEWEST]
    context = {
        "mails": [_read(file) for file in files],
        "actions": [{"label": "Find a course", "url": "/training/"}],
    }
    return render(request, "pages/home/dev_mail.html", context)


@require_safe
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail. Raises ``Http404`` for a name that is not in the folder."""
    known = {file.name: file for file in _folder().glob("*.log")}
    if name not in known:
        raise Http404
    return render(request, "pages/home/dev_mail_detail.html", {"mail": _read(known[name])})


@require_safe
def mfa_code(request: HttpRequest) -> HttpResponse:
    """The current sign-in code of the demonstration staff."""
    period: int = mfa_settings.TOTP_PERIOD
    counter, passed = divmod(int(time.time()), period)
    context = {
        "code": format_hotp_value(hotp_value(TOTP_SECRET, counter)),
        "seconds": period - passed,
        "secret": TOTP_SECRET,
    }
    return render(request, "pages/home/dev_mfa.html", context)


def _read(file: Path) -> dict[str, object]:
    """The first mail of a file; the portal sends each in a connection, and so a file, of its own."""
    source, _separator, _others = file.read_bytes().partition(SEPARATOR)
    message = email.message_from_bytes(source, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    return {
        "name": file.name,
        "subject": message["Subject"],
        "to": message["To"],
        "date": message["Date"],
        "body": body.get_content() if body else "",
        "attachments": [part.get_filename() for part in message.iter_attachments()],
    }
