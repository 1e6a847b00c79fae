"""The portal with the seats taken before the form's key is looked at: what double clicks must catch.

The second press takes seats as well, finds that its key was used, answers as the first did, and gives nothing back.
"""

from __future__ import annotations

import threading
from typing import Any

from portal.wsgi import application

__all__ = ["application"]


def take_seats_first() -> None:
    from bookings.places import journey, journey_views
    from bookings.places.services import seats
    from bookings.places.session_reads import session_seen_by

    reserve, take = journey_views.reserve_places, seats.take_seats
    taken = threading.local()

    def reserve_places(*, session_id: int, delegates: Any, **asked: Any) -> Any:
        taken.it = take(session_id=session_id, number=len(delegates))
        return reserve(session_id=session_id, delegates=delegates, **asked)

    journey_views.reserve_places = reserve_places
    journey.session_seen_by = lambda uid, now, **_key: session_seen_by(uid, now)
    seats.take_seats = lambda **_asked: taken.it


take_seats_first()
