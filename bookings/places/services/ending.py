"""Places end: what they held goes back to the counter, and it is noted what happened."""

from __future__ import annotations

from collections.abc import Sequence

from bookings.places.models import Approval, Place, PlaceEvent
from bookings.places.services.seats import free_seats, leave_line
from portal.accounts.models import User
from portal.base import clock


def end_places(
    *,
    places: Sequence[Place],
    state: Place.State,
    actor: User | None = None,
    by_link: bool = False,
    reason: str = "",
) -> None:
    """Ends these places of one session, which hold a seat or wait for one, as ``state``.

    Call inside a transaction that holds the seats' row. ``places`` keep saying how they were. What follows is the
    caller's: what their bookings are now, who is told, and whether what came free is offered to the next.
    """
    if not places:
        return
    session_id = places[0].session_id
    Place.objects.filter(pk__in=[place.pk for place in places]).update(state=state)
    held = sum(1 for place in places if place.state in Place.HOLDING)
    if held:
        free_seats(session_id=session_id, number=held)
    if held < len(places):
        leave_line(session_id=session_id, number=len(places) - held)
    _withdraw(places)
    # What ends a place is called as the state that it ends in.
    note(places, PlaceEvent.Kind(state), actor=actor, by_link=by_link, reason=reason)


def _withdraw(places: Sequence[Place]) -> None:
    """Nobody is asked any longer about places that are not held any more."""
    held = [place for place in places if place.state == Place.State.HELD]
    asked = {place.approval_id for place in held if place.approval_id is not None}
    if asked:
        over = Approval.objects.filter(pk__in=asked, answered_at=None)
        over.exclude(places__state=Place.State.HELD).update(
            answer=Approval.Answer.WITHDRAWN, answered_at=clock.now()
        )


def note(
    places: Sequence[Place],
    kind: PlaceEvent.Kind,
    *,
    actor: User | None = None,
    by_link: bool = False,
    reason: str = "",
) -> None:
    """Adds to what happened to each of these places."""
    PlaceEvent.objects.bulk_create(
        PlaceEvent(place=place, kind=kind, actor=actor, by_link=by_link, reason=reason)
        for place in places
    )
