"""Once a night: do the seats that are taken or waited for equal the places? Never mended by itself."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bookings.places.models import Place, SeatCheck
from bookings.places.querysets import PlaceQuerySet
from portal.base import clock
from training.models import SessionSeats

logger = logging.getLogger(__name__)

FROM_HOUR = time(2)


def reconcile_when_due() -> SeatCheck | None:
    """Today's check, from 2 in the morning, unless it was made already."""
    now = clock.now()
    today = clock.today()
    if clock.in_london(now).time() < FROM_HOUR or SeatCheck.objects.filter(day=today).exists():
        return None
    return reconcile()


def check_due_at(now: datetime) -> datetime:
    """When the last check up to ``now`` was to be made."""
    local = clock.in_london(now)
    tonight = datetime.combine(local.date(), FROM_HOUR, tzinfo=clock.LONDON)
    if tonight <= now:
        return tonight
    return datetime.combine(local.date() - timedelta(days=1), FROM_HOUR, tzinfo=clock.LONDON)


@transaction.atomic
def reconcile() -> SeatCheck:
    """Compares every session's counter with its places and keeps what differs, for staff to see.

    One statement reads both, so a booking made meanwhile cannot look like a difference.
    """
    wrong = list(
        SessionSeats.objects.annotate(
            live=_number_of(Place.objects.holding()),
            in_line=_number_of(Place.objects.filter(state=Place.State.WAITING)),
        )
        .exclude(taken=F("live"), waiting=F("in_line"))
        .order_by("pk")
        .values("session_id", "taken", "live", "waiting", "in_line")
    )
    for row in wrong:
        logger.error(
            "session %(session_id)s has %(taken)s seats taken and %(live)s places, counts %(waiting)s "
            "waiting and has %(in_line)s: look at it by hand",
            row,
        )
    check, _ = SeatCheck.objects.update_or_create(
        day=clock.today(), defaults={"checked_at": clock.now(), "differences": wrong}
    )
    return check


def _number_of(places: PlaceQuerySet) -> Coalesce:
    """How many of these places each session has."""
    own = places.filter(session=OuterRef("pk")).order_by().values("session")
    return Coalesce(Subquery(own.annotate(number=Count("pk")).values("number")), 0)
