"""What else stands in people's own calendars: apps above register it, as bookings know nothing of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from portal.accounts.models import Membership, Person
from portal.notify.calendar import Event

EntriesOf = Callable[[Person | Membership, datetime, datetime], list[Event]]
"""Entries of the holder's calendar at this moment, with what ended since another, for a person's own calendar or for
the school's as the holder of this membership may read it."""

_registered: list[EntriesOf] = []


def register_entries(entries_of: EntriesOf) -> None:
    """Its entries are added to every secret address, so they hold no link to join and no key."""
    _registered.append(entries_of)


def further_entries(holder: Person | Membership, now: datetime, since: datetime) -> list[Event]:
    """Those of all that registered."""
    return [event for entries_of in _registered for event in entries_of(holder, now, since)]
