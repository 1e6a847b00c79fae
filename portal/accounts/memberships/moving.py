"""What somebody who moves has said so far: kept in their session until they ask at the next school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.sessions.backends.base import SessionBase

from portal.accounts.models import Membership, User
from portal.base import clock

KEY = "moving_school"


@dataclass(frozen=True)
class Moving:
    """The memberships that are to end, and from which day."""

    memberships: Sequence[Membership]
    ended_on: date

    @property
    def words(self) -> str:
        """What the person agrees to when they ask at the next school."""
        schools = " and ".join(row.school.name for row in self.memberships)
        return f"I leave {schools} on {clock.say_date(self.ended_on)}"


def keep_moving(session: SessionBase, moving: Moving) -> None:
    """Remembers it; nothing is changed yet."""
    session[KEY] = {
        "memberships": [row.pk for row in moving.memberships],
        "ended_on": moving.ended_on.isoformat(),
    }


def moving_of(session: SessionBase, user: User) -> Moving | None:
    """What was kept, as far as it still holds."""
    kept = session.get(KEY)
    if not kept:
        return None
    rows = list(Membership.objects.of_user(user).filter(pk__in=kept["memberships"]))
    return Moving(rows, date.fromisoformat(kept["ended_on"])) if rows else None


def forget_moving(session: SessionBase) -> None:
    """It is done, or not meant any more."""
    session.pop(KEY, None)
