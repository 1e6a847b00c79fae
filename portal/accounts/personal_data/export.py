"""Everything that is held about somebody, as a ZIP: a page to read, and JSON for other programs."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from portal.accounts.personal_data.registry import Holding, Subject, Value, holdings
from portal.base import clock

IN_MEMORY = 2 * 1024 * 1024
"""Bytes of a ZIP that need no file on disk."""


def export_name() -> str:
    """What the file is called; it says nobody's name."""
    return f"my-data-{clock.today():%Y-%m-%d}.zip"


def export_zip(subject: Subject) -> IO[bytes]:
    """The ZIP, read from its start; closing it deletes it."""
    parts = [(holding, holding.give(subject)) for holding in holdings()]
    about = {
        "service": settings.WAGTAIL_SITE_NAME,
        "address": settings.PUBLIC_URL,
        "made": clock.now(),
        "about": subject.name,
    }
    held = [{**_words(holding), "records": records} for holding, records in parts]
    page = render_to_string("account/personal_data/export.html", {**about, "parts": _to_read(held)})
    text = json.dumps({**about, "held": held}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    # Closed by the response that sends it.
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.html", page)
        archive.writestr("my-data.json", text)
    file.seek(0)
    return file


def _words(holding: Holding) -> dict[str, str]:
    return {"key": holding.key, "title": holding.title, "why": holding.why, "kept": holding.kept}


def _to_read(held: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with values as people say them."""
    return [
        {
            **part,
            "records": [
                [(label, say_value(value)) for label, value in record.items()]
                for record in part["records"]
            ],
        }
        for part in held
    ]


def say_value(value: Value) -> str:
    """``9:30am, Tuesday 9 March 2027``, ``Yes``, ``Nothing``: never a bare None or True."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return clock.say_moment(value)
    if isinstance(value, date):
        return clock.say_date(value)
    if isinstance(value, (list, tuple)):
        return "; ".join(value) or "Nothing"
    return "Nothing" if value in (None, "") else str(value)
