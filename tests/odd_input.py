"""Forms filled in with what nobody expects: it is refused in words, or done, and never an error of ours.

A form is taken from its page as a browser would send it. Then each of its fields in turn is left out, sent twice, or
given each of ``ODD``. After each sending: no answer is an error of ours; one that shows the form again keeps what was
typed in the others; and whoever is refused has changed nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag
from django.db import models, transaction
from django.test import Client

ODD = {
    "nothing": "",
    "a NUL byte": "a\0b",
    "half a letter": "a\ud800b",
    "a number beyond any": "1" + "0" * 20,
    "a number below none": "-1",
    "digits of another script": "٣",
    "thousands of letters": "x" * 20_000,
    "a line that is a heading of a mail": "a\r\nBcc: x@example.org",
    "mark-up": "<b>\u202ebold</b>",
}
ODD_DAYS = {
    "a day that is not": "2027-02-30 10:00",
    "the first moment": "0001-01-01 00:00",
    "the last moment": "9999-12-31 23:59",
    "the last day": "9999-12-31",
}
"""Tried where a day or nothing stood."""
DAY = re.compile(r"\d{4}-\d\d-\d\d|$")
OUR_OWN = frozenset({"csrfmiddlewaretoken"})
Fields = list[tuple[str, str]]


def form_of(page: bytes, holding: str = "") -> Fields:
    """What the form of the page would send that has a field of this name; by default the last that posts."""
    forms = [form for form in BeautifulSoup(page, "html.parser")("form") if _posts(form)]
    found = [form for form in forms if not holding or form.find(attrs={"name": holding})]
    assert found, f"no form with {holding!r}"
    return list(_controls(found[-1]))


def _posts(form: Tag) -> bool:
    return str(form.get("method", "")).lower() == "post"


def _controls(form: Tag) -> Iterator[tuple[str, str]]:
    for control in form.find_all(["input", "textarea", "select"]):
        name, kind = str(control.get("name", "")), str(control.get("type", "text"))
        if not name or name in OUR_OWN or kind in ("submit", "file", "button"):
            continue
        if control.name == "select":
            chosen = control.find_all("option", selected=True) or control.find_all("option")[:1]
            yield from ((name, str(option.get("value", option.text))) for option in chosen)
        elif control.name == "textarea":
            yield name, control.text.removeprefix("\n")
        elif kind not in ("radio", "checkbox") or control.has_attr("checked"):
            yield name, str(control.get("value", "on" if kind == "checkbox" else ""))


def filled(fields: Fields, **given: Any) -> Fields:
    """The same with these values; a list stands for a field that is sent more than once."""
    rest = [(name, value) for name, value in fields if name not in given]
    for name, value in given.items():
        values = value if isinstance(value, list) else [value]
        rest += [(name, str(one)) for one in values]
    return rest


def send(client: Client, address: str, fields: Fields) -> Any:
    """As a browser sends it, and as none would: half letters go out as they are."""
    body = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in fields])
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


def bent(fields: Fields, name: str) -> Iterator[tuple[str, Fields]]:
    """All that can be wrong with one field, and the form with it."""
    others = [(field, value) for field, value in fields if field != name]
    known = [value for field, value in fields if field == name]
    yield "left out", others
    yield "sent twice", [*fields, (name, known[0] if known else "x")]
    odd = ODD | ODD_DAYS if DAY.match(known[0] if known else "") else ODD
    for what, value in odd.items():
        yield what, [*others, (name, value)]


def try_odd(
    client: Client,
    address: str,
    fields: Fields,
    *,
    state: Callable[[], Any],
    names: Sequence[str] = (),
    kept: Sequence[str] = (),
) -> list[str]:
    """What went wrong, in words; an empty list is good.

    ``state`` is what may change only where the form is taken; ``names`` are the fields to bend, by default all of
    them; ``kept`` those that a page shown again holds as they were sent.
    """
    wrong = []
    before = state()
    for name in names or sorted({name for name, _value in fields}):
        others = [each for each in kept if each != name]
        for what, sent in bent(fields, name):
            page, said = _one(client, address, sent, state, before)
            wrong += [f"{name}, {what}: {words}" for words in said]
            if page and others:
                wrong += [f"{name}, {what}: {words}" for words in _lost(page, sent, others)]
                # What else is wrong with this field makes no difference to the others.
                others = []
    return wrong


def _one(
    client: Client, address: str, sent: Fields, state: Callable[[], Any], before: Any
) -> tuple[bytes, list[str]]:
    """The page that shows the form again, if one does, and what went wrong; what was written is taken back."""
    with transaction.atomic():
        try:
            response = send(client, address, sent)
        except Exception as error:  # noqa: BLE001  (whatever it is, it would be a page of an error)
            transaction.set_rollback(True)
            return b"", [f"{type(error).__name__}: {str(error)[:160]}"]
        wrong = [f"answered {response.status_code}"] if response.status_code >= 500 else []
        if not 300 <= response.status_code < 400 and state() != before:
            wrong.append(f"answered {response.status_code} and yet wrote something")
        transaction.set_rollback(True)
    return response.content if response.status_code in (200, 409) else b"", wrong


def _lost(page: bytes, sent: Fields, kept: list[str]) -> Iterator[str]:
    for name in kept:
        shown = sorted(value for field, value in form_of(page, name) if field == name)
        was = sorted(value for field, value in sent if field == name)
        if shown != was:
            yield f"{name} was {was} and is shown as {shown}"


def rows_of(*kinds: type[models.Model]) -> Callable[[], Any]:
    """All rows of these tables, for ``state``."""
    return lambda: [list(kind._default_manager.order_by("pk").values()) for kind in kinds]
