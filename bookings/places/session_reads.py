"""Reading a session with all that booking it needs, in one query."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from bookings.places.eligibility import Limits, limits_of
from bookings.places.models import Booking
from portal.base import clock
from portal.base.jsonlists import related_ids
from portal.base.prepared import Prepared, Slot
from training.models import CoursePage, Session
from training.querysets import SessionQuerySet


def sessions_for_booking() -> SessionQuerySet:
    """Sessions with course, seats, venue, limits, meetings and what the venue offers."""
    through = CoursePage.audiences.through
    rows: SessionQuerySet = Session.objects.for_course_page().annotate(
        course_audience_ids=related_ids(through, "coursepage_id", "audience_id", outer="course_id")
    )
    return rows


_by_pk = Prepared(lambda: sessions_for_booking().filter(pk=Slot("pk", models.BigAutoField())).order_by())


def _seen() -> SessionQuerySet:
    pressed = Booking.objects.filter(
        idem_key=Slot("key", models.UUIDField()), booker__user=Slot("user", models.BigAutoField())
    )
    shown = sessions_for_booking().visible_to(
        Slot("user", models.BigAutoField()),
        now=Slot("now", models.DateTimeField()),  # type: ignore[arg-type]
        today=Slot("today", models.DateField()),  # type: ignore[arg-type]
    )
    rows = shown.annotate(pressed_as=models.Subquery(pressed.order_by().values("reference")[:1]))
    return rows.filter(uid=Slot("uid", models.UUIDField())).order_by()


_seen_by_uid = Prepared(_seen)


def session_for_booking(pk: int) -> Any:
    """One of ``sessions_for_booking``; raises ``Session.DoesNotExist``."""
    found = _by_pk.first(pk=pk)
    if found is None:
        raise Session.DoesNotExist
    return found


def session_seen_by(
    uid: UUID, now: datetime, *, key: UUID | None = None, user_id: int | None = None
) -> Any:
    """The one of ``sessions_for_booking`` with this ``uid`` that this user may see ``now``, or None.

    ``pressed_as`` is the reference of what this user has booked already with a form that had this ``key``, read at
    the same moment as the places that are left.
    """
    return _seen_by_uid.first(uid=uid, now=now, today=clock.in_london(now).date(), key=key, user=user_id)


def limits_for(session: Any) -> Limits:
    """Whom a session from ``sessions_for_booking`` is for."""
    return limits_of(
        district_ids=session.district_ids,
        audience_ids=session.audience_ids,
        course_audience_ids=session.course_audience_ids,
        made_for_id=session.made_for_id,
    )
