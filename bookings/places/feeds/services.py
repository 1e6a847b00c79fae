"""Making, replacing and stopping the secret address of a calendar."""

from __future__ import annotations

from bookings.places.feeds.models import CalendarAddress, new_key
from portal.accounts.merging.registry import Pair
from portal.accounts.models import Membership, Person


def make_address(
    *, person: Person | None = None, membership: Membership | None = None
) -> CalendarAddress:
    """A new address for the person's own calendar, or for the membership's school.

    The one before, if there was any, stops at once.
    """
    address, _created = CalendarAddress.objects.update_or_create(
        person=person, membership=membership, defaults={"key": new_key()}
    )
    return address


def stop_address(*, person: Person | None = None, membership: Membership | None = None) -> None:
    """Nobody reads the calendar any more, until its holder makes a new address."""
    CalendarAddress.objects.filter(person=person, membership=membership).delete()


def move_address(pair: Pair) -> int:
    """Two people become one: an address moves, unless the one who stays has their own."""
    rows = CalendarAddress.objects.filter(person=pair.gone)
    if CalendarAddress.objects.filter(person=pair.kept).exists():
        rows.delete()
        return 0
    return rows.update(person=pair.kept)
