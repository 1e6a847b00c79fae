"""What somebody has answered so far. It is kept on the server, in their session, never in addresses."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from bookings.places.delegates import MOST_AT_ONCE

KEY = "booking_drafts"
MOST_DRAFTS = 5
LONGEST = 254
ME = "me"
FAMILY = "family"
NEW_PARTS = ("name", "email", "role")


@dataclass
class Draft:
    """One booking being made. ``idem_key`` makes pressing the last button twice book once.

    The key stands for one set of answers: new answers get a new one, so that a draft which another
    window's lost write brings back cannot find the booking that was made of it.

    ``party`` is a school's id or ``FAMILY``, empty while that is not answered; ``people`` holds
    ``ME`` and ids; ``new`` what was typed of colleagues. ``wait`` says that
    they chose the waiting list though there are places, but too few. ``ready`` says that it passed its checks.
    """

    idem_key: str = field(default_factory=lambda: str(uuid.uuid4()))
    party: str = ""
    people: list[str] = field(default_factory=list)
    my_role: str = ""
    new: list[dict[str, str]] = field(default_factory=list)
    purchase_order: str = ""
    wait: bool = False
    ready: bool = False

    @property
    def number(self) -> int:
        """How many people it is for."""
        return len(self.people) + len(self.new)


def load_draft(session: SessionBase, uid: UUID) -> Draft:
    """The draft for this date, or a fresh one."""
    kept: dict[str, Any] = session.get(KEY, {})
    return Draft(**kept[str(uid)]) if str(uid) in kept else Draft()


def save_draft(session: SessionBase, uid: UUID, draft: Draft) -> None:
    """Keeps it under a new key; of several unfinished bookings the latest few."""
    draft.idem_key = str(uuid.uuid4())
    kept: dict[str, Any] = {**session.get(KEY, {})}
    kept.pop(str(uid), None)
    kept[str(uid)] = asdict(draft)
    session[KEY] = dict(list(kept.items())[-MOST_DRAFTS:])


def drop_draft(session: SessionBase, uid: UUID) -> None:
    """Forgets it, once it is booked."""
    kept: dict[str, Any] = {**session.get(KEY, {})}
    kept.pop(str(uid), None)
    session[KEY] = kept


def typed_colleagues(posted: Any) -> list[dict[str, str]]:
    """What was typed of new colleagues, as it was typed; no more rows than a booking can hold."""
    return [
        {part: str(posted.get(f"new-{number}-{part}", ""))[:LONGEST] for part in NEW_PARTS}
        for number in range(MOST_AT_ONCE + 1)
        if any(f"new-{number}-{part}" in posted for part in NEW_PARTS)
    ]
