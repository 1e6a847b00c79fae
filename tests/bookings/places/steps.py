"""The steps of a booking, as tests take them."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from bookings.places.drafts import KEY
from training.models import Session


def step(session: Session, name: str = "delegates") -> str:
    return reverse(f"bookings:{name}", args=[session.uid])


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def key_in(client: Client, session: Session) -> str:
    return client.session[KEY][str(session.uid)]["idem_key"]


def press_book(client: Client, session: Session, sent: dict[str, str] | None = None, **how: Any) -> Any:
    """Presses the last button of the check page as it stands now."""
    key = key_in(client, session)
    return client.post(step(session, "check"), {"key": key, **(sent or {})}, **how)
