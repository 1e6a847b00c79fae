"""Who is to go, as a form or another system says it."""

from __future__ import annotations

from dataclasses import dataclass

from portal.vocabulary.models import Audience

MOST_AT_ONCE = 20
"""Places in one booking. Larger groups are better served by a session of their own."""


@dataclass(frozen=True)
class Delegate:
    """One person: known (``person_id``), or new with a name and an e-mail.

    ``role`` is what they do, where that is not known yet.
    """

    person_id: int | None = None
    name: str = ""
    email: str = ""
    role: Audience | None = None
