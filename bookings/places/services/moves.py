"""Saving a session that people may be booked on: who has a place is told what changed for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from bookings.places.affected import Affected, affected_by
from bookings.places.approvals.services import shorten_approvals, tell_of_shorter
from bookings.places.models import Place, PlaceEvent
from bookings.places.services.capacity import set_capacity
from bookings.places.services.ending import note
from bookings.places.services.offers import shorten_offers
from bookings.places.services.seats import hold_seats
from bookings.places.services.session_letters import Move, send_moved
from bookings.places.services.waiting_letters import send_offers_shorter
from portal.accounts.models import User
from portal.base import clock
from training.arrangements import Arrangement, Difference, differences, is_moved, kept, planned
from training.choices import SHOWN, SessionState
from training.clashes import lock_for_clashes, refuse_clashes
from training.models import Session, Trainer
from training.services import MeetingTime, check_session, save_session


@dataclass(frozen=True)
class Plan:
    """A change that people have to be told of; ``mark`` is the same for the same change only.

    ``elsewhere`` of them have a place on another date at the new time.
    """

    changes: Sequence[Difference]
    affected: Affected
    elsewhere: int
    moved: bool
    mark: str


def plan_of(*, session: Session, meetings: Sequence[MeetingTime]) -> Plan | None:
    """What saving the session with these meetings would tell people; None when it tells nobody."""
    before, after = kept(session.pk), planned(session, meetings)
    affected = affected_by(session.pk)
    changes = _to_tell(session, before, after)
    if not changes or not affected.everybody:
        return None
    mark = hashlib.sha256(repr((before, after)).encode()).hexdigest()[:20]
    elsewhere = _elsewhere(session, after) if is_moved(before, after) else 0
    return Plan(changes, affected, elsewhere, is_moved(before, after), mark)


def _elsewhere(session: Session, after: Arrangement) -> int:
    """How many of its people go to another session at these times."""
    theirs = Place.objects.active().filter(session=session).values("person")
    spans = [(meeting.starts_at, meeting.ends_at) for meeting in after.meetings]
    taken = Place.objects.live().during(spans).filter(person__in=theirs).exclude(session=session)
    return taken.values("person").distinct().order_by().count()


def opened_mark(session: Session) -> str:
    """How the session stands, as its form keeps it from when it is opened until it is saved."""
    return "" if session.pk is None else f"{session.state}.{session.calendar_sequence}"


def refuse_outdated(*, session: Session, opened: str, kept: Session) -> None:
    """Raises ``ValidationError`` when ``kept`` is not how the session stood when its form was opened.

    Else a form opened before the session was cancelled, or said to go ahead, would undo that. A cancelled one
    stays so: its places have ended and everybody has read that it does not take place.
    """
    if opened_mark(kept) != opened:
        words = (
            "Nothing is saved: this session has been changed since you opened this form. "
            f"It is now “{kept.get_state_display()}”. What you typed is still here. "
            "Open the session in another window to see how it stands, and change it there."
        )
        raise ValidationError({NON_FIELD_ERRORS: words})
    if kept.state == SessionState.CANCELLED and session.state != SessionState.CANCELLED:
        words = (
            "A cancelled session stays cancelled, as everybody has been told. Copy it to another day."
        )
        raise ValidationError({"state": words})


@dataclass(frozen=True)
class Told:
    """Who was written to of a change: ``people`` of what is different, else ``shortened`` of offers that end sooner;
    and of how many ``approvals`` those who have to agree have less time."""

    people: int = 0
    shortened: int = 0
    approvals: int = 0


@transaction.atomic
def change_session(
    *,
    session: Session,
    meetings: Sequence[MeetingTime],
    capacity: int,
    actor: User | None,
    opened: str = "",
    trainers: Collection[Trainer] = (),
    relations: Callable[[], None] = lambda: None,
) -> Told:
    """Saves the session, new or not, with its meetings and places; says who was told.

    Everybody with a place, or waiting for one, is told once of each change of time, room, venue, format or
    link, with what it was and is; and whoever is offered a place, or has to agree to one, when booking comes to close
    before they were to answer. Saving the same again tells nobody. ``opened`` is the ``opened_mark`` of a
    session that is not new; ``relations`` saves what hangs on it, its ``trainers`` among it. Raises
    ``ValidationError``, with nothing written, as ``refuse_outdated``, ``save_session``, ``refuse_clashes`` and
    ``set_capacity`` do.
    """
    before = None
    if session.pk is not None:
        # As in every path: who books at this moment waits, and then reads the session as it will be.
        hold_seats(session_id=session.pk)
        row = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
        refuse_outdated(session=session, opened=opened, kept=row)
        before = kept(session.pk)
    check_session(session=session, meetings=meetings)
    lock_for_clashes(session=session, trainers=trainers)
    refuse_clashes(session=session, meetings=meetings, trainers=trainers)
    save_session(session=session, meetings=meetings)
    relations()
    told = Told() if before is None else _follow(session, before, planned(session, meetings), actor)
    set_capacity(session=session, capacity=capacity)
    return told


def _follow(session: Session, before: Arrangement, after: Arrangement, actor: User | None) -> Told:
    """Ends offers and approvals no later than booking, and tells everybody what is different for them."""
    approvals = shorten_approvals(session=session)
    shortened = shorten_offers(session=session, actor=actor)
    people = _tell(session, before, after, actor)
    if shortened and not people:  # else they read of it with what changed
        send_offers_shorter(session=session, places=shortened)
    tell_of_shorter(shortened=approvals, bookers=not people)
    return Told(people, 0 if people else len(shortened), len(approvals))


def _to_tell(session: Session, before: Arrangement, after: Arrangement) -> list[Difference]:
    """What is different, unless it is over or was never to take place."""
    now = clock.now()
    over = all(meeting.ends_at <= now for meeting in (*before.meetings, *after.meetings))
    if over or session.state not in (*SHOWN, SessionState.DRAFT):
        return []
    return differences(before, after)


def _tell(session: Session, before: Arrangement, after: Arrangement, actor: User | None) -> int:
    changes = _to_tell(session, before, after)
    active = Place.objects.active().filter(session=session)
    places = list(active.select_related("person", "approval", "booking__booker", "booking__school"))
    if not changes or not places:
        return 0
    moved = is_moved(before, after)
    if moved:
        session.moved_at = clock.now()
        session.save(update_fields=["moved_at"])
    reason = ", ".join(change.about.lower() for change in changes)
    note(places, PlaceEvent.Kind.MOVED, actor=actor, reason=reason)
    dropped = before.meetings[len(after.meetings) :]
    send_moved(places=places, move=Move(changes, moved, dropped))
    return len(places)
