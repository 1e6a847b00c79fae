"""Saying what one needs to take part, carrying it to another date, and forgetting it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from bookings.places.models import Place
from bookings.places.needs.models import LONGEST, AccessNeeds
from portal.base import clock
from portal.outbox.retention import Retention

KEPT = timedelta(days=7)
"""After the session: time enough to ask whether the need was met."""


def may_say(place: Place, now: datetime | None = None) -> bool:
    """Whether its holder is going, and the session is not over."""
    ends_at = place.session.ends_at
    over = ends_at is not None and ends_at <= (now or clock.now())
    return place.state in Place.LIVE and not over


@transaction.atomic
def say_needs(*, place: Place, words: str) -> bool:
    """Keeps ``words`` as what the holder of ``place`` needs; empty words take them back.

    Says whether that was done: a place that has ended, or whose session is over, keeps nothing.
    """
    # Held, so that of somebody who cancels at this moment nothing stays behind.
    held: Any = Place.objects.select_for_update(of=("self",), no_key=True)
    held = held.select_related("session").get(pk=place.pk)
    if not may_say(held):
        return False
    if words:
        AccessNeeds.objects.update_or_create(place=held, defaults={"words": words})
    else:
        AccessNeeds.objects.filter(place=held).delete()
    return True


def carry_needs(*, made: Sequence[Place]) -> None:
    """What was said of a place goes with it to another date. Call inside the transaction that moves it."""
    moved = {place.replaces_id: place for place in made}
    for needs in AccessNeeds.objects.filter(place__in=[pk for pk in moved if pk]):
        needs.place = moved[needs.place_id]
        needs.save(update_fields=["place"])


def join_needs(*, from_place: Place, to_place: Place) -> None:
    """Puts what was said of a second place of the same person with the first: both needs are theirs.

    Call inside the transaction in which the second place ends.
    """
    second = AccessNeeds.objects.filter(place=from_place).first()
    if second is None:
        return
    first = AccessNeeds.objects.filter(place=to_place).first()
    if first is None:
        second.place = to_place
        second.save(update_fields=["place"])
    elif second.words not in first.words:
        first.words = f"{first.words}\n{second.words}"[:LONGEST]
        first.save(update_fields=["words"])


def past_needs(now: datetime) -> QuerySet[AccessNeeds]:
    """Of sessions that have been over for a while, and of places that have ended."""
    over = Q(place__session__ends_at__lte=now - KEPT)
    return AccessNeeds.objects.filter(over | ~Q(place__state__in=Place.LIVE))


RETENTION = Retention(
    key="access-needs",
    model="places.AccessNeeds",
    what="What people need to take part in a session",
    basis="For those who give it. Health can be read from it, so it goes soon; who came is kept.",
    kept=KEPT,
    counted_from="the session, or at once when the place is given up",
    past=past_needs,
)
