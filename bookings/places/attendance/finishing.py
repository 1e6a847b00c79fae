"""Finishing a register: the session is over, everybody is marked, and who never came is told apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bookings.places.attendance.models import Attendance, Outcome, Presence
from bookings.places.attendance.page import going
from bookings.places.attendance.services import Mark, hold_register, mark_many, outcomes_of
from bookings.places.errors import CannotFinish
from bookings.places.models import Place
from bookings.places.services.charges import look_again, stand_again
from bookings.places.terms.services import drop_no_shows, propose_no_show
from portal.accounts.models import User
from portal.base import clock
from training.models import Meeting, Session
from training.services import complete_session, open_completed_session


def finishing_refusal(session: Session, now: datetime | None = None) -> str:
    """Why the register cannot be finished yet; empty when it can."""
    if session.ends_at is None or session.ends_at > (now or clock.now()):
        return "The register can be finished once the last meeting has ended."
    return ""


def not_marked(session: Session) -> Mapping[Meeting, list[Place]]:
    """Who has no mark, meeting by meeting; meetings at which everybody is marked are left out."""
    places = going(session)
    marked = set(Attendance.objects.filter(place__session=session).values_list("place_id", "meeting_id"))
    missing = {
        meeting: [place for place in places if (place.pk, meeting.pk) not in marked]
        for meeting in session.meetings.all()
    }
    return {meeting: left for meeting, left in missing.items() if left}


@transaction.atomic
def finish_register(
    *,
    session_id: int,
    actor: User | None,
    rest_absent: bool = False,
    device: str = "",
    now: datetime | None = None,
) -> int:
    """Closes the register and completes the session; says how many charges for not coming were proposed.

    With ``rest_absent`` those without a mark are marked absent first. Raises ``CannotFinish`` with nothing
    written before the last meeting has ended, or while somebody is not marked. Finished is finished: the
    second time changes nothing.
    """
    now = now or clock.now()
    register = hold_register(session_id=session_id)
    session = Session.objects.get(pk=session_id)
    if register.finished_at is not None:
        return 0
    if refusal := finishing_refusal(session, now):
        raise CannotFinish(refusal)
    missing = not_marked(session)
    if missing and not rest_absent:
        raise CannotFinish("Some people are not marked yet. Mark them, or say that they were absent.")
    marks = [
        Mark(place.pk, meeting.pk, Presence.ABSENT)
        for meeting, places in missing.items()
        for place in places
    ]
    if marks:
        mark_many(session_id=session_id, marks=marks, actor=actor, device=device, now=now)
    register.finished_at, register.finished_by = now, actor
    register.save()
    complete_session(session=session)
    return _charge(session, actor, now)


def _charge(session: Session, actor: User | None, now: datetime) -> int:
    """Proposes what the terms ask of who never came. Of who did after all, what was proposed is dropped, and what an
    officer confirmed comes back to one."""
    places = Place.objects.live().filter(session=session).select_related("booking__terms")
    outcomes = outcomes_of(places)
    absent = [place for place in places if outcomes[place.pk] == Outcome.ABSENT]
    here = [place.pk for place in places if outcomes[place.pk] != Outcome.ABSENT]
    drop_no_shows(places=here, now=now)
    look_again(places=here, actor=actor)
    stand_again(places=[place.pk for place in absent], actor=actor)
    return sum(propose_no_show(place=place) for place in absent)


@transaction.atomic
def open_again(*, session_id: int) -> bool:
    """Opens a finished register for a correction; says whether it was finished."""
    register = hold_register(session_id=session_id)
    if register.finished_at is None:
        return False
    register.finished_at = register.finished_by = None
    register.save()
    open_completed_session(session=Session.objects.get(pk=session_id))
    return True
