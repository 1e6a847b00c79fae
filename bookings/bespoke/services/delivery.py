"""From the accepted quote to the end: a date of the school's own, cancelling, that it took place, closing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bookings.bespoke.cancelling import Fee, fee_of
from bookings.bespoke.choices import AGREED, EventKind, State
from bookings.bespoke.errors import CostChanged, NotYours, ReasonMissing, RequestRefused
from bookings.bespoke.models import Cancellation, Request
from bookings.bespoke.services.letters import tell_officers, tell_school
from bookings.bespoke.services.requests import hold, move, note, speaks_for
from bookings.places.errors import CannotCallOff
from bookings.places.services.calling_off import call_off_session
from bookings.places.services.moves import change_session
from bookings.places.services.seats import hold_seats
from portal.accounts.models import Person, User
from portal.base import clock
from training.choices import SessionState
from training.models import CoursePage, Session, Trainer, Venue
from training.services import MeetingTime

AT_ONCE = 100
"""Requests looked at in one round of the worker."""


@dataclass(frozen=True)
class Arranged:
    """What was agreed with the school about its date."""

    course: CoursePage
    called: str
    format: str
    venue: Venue | None
    joining_link: str
    trainers: Sequence[Trainer]
    places: int
    meetings: Sequence[MeetingTime]


@transaction.atomic
def schedule(*, request_id: int, arranged: Arranged, by: User) -> Session:
    """Makes the session that this school alone sees and books, and tells the school.

    Raises ``RequestRefused`` unless a quote is accepted and no date is agreed, and ``ValidationError`` as
    ``change_session`` does, both with nothing written.
    """
    request = hold(request_id)
    if request.state != State.ACCEPTED:
        raise RequestRefused("A date is agreed once a quote is accepted, and then only once.")
    session = Session(
        course=arranged.course,
        state=SessionState.OPEN,
        made_for=request.school,
        called=arranged.called,
        format=arranged.format,
        venue=arranged.venue,
        joining_link=arranged.joining_link,
        demonstration=request.demonstration,
    )
    change_session(
        session=session,
        meetings=arranged.meetings,
        capacity=arranged.places,
        actor=by,
        trainers=arranged.trainers,
        relations=lambda: session.trainers.set(arranged.trainers),
    )
    request.session = session
    request.save(update_fields=["session"])
    move(request, State.SCHEDULED)
    when = _when(session)
    note(request, EventKind.SCHEDULED, words=when, actor=by)
    tell_school(request, EventKind.SCHEDULED, words=f"{when}. Book on its page who comes.")
    return session


def _when(session: Session) -> str:
    assert session.starts_at is not None
    assert session.ends_at is not None
    return clock.say_span(session.starts_at, session.ends_at)


def what_cancelling_costs(request: Request, now: datetime | None = None) -> Fee:
    """What the school owes if it cancels now, by the terms that it accepted."""
    session = request.session
    # A date that we called off costs nothing, though the worker may not have noticed yet.
    starts_at = session.starts_at if session is not None and not session.is_cancelled else None
    net = request.acceptance.quote.net_pence
    return fee_of(net_pence=net, starts_at=starts_at, now=now or clock.now())


@transaction.atomic
def cancel_for_school(
    *, request_id: int, person: Person, shown_pence: int, actor: User, now: datetime | None = None
) -> Cancellation:
    """The school cancels what it accepted, at the cost that it was shown. A second press finds the first.

    Raises ``CostChanged`` if it costs another sum by now, ``NotYours`` for anybody else's school, ``RequestRefused``
    where nothing is to come.
    """
    request = hold(request_id)
    if not speaks_for(person, request.school):
        raise NotYours("SENCOs, heads and business managers decide for their school.")
    if first := Cancellation.objects.filter(request=request).first():
        return first
    fee = _fee(request, now)
    if fee.net_pence != shown_pence:
        raise CostChanged(
            "What cancelling costs has just changed. Nothing is cancelled: see what it costs now."
        )
    made = _cancel(request, fee, reason="Cancelled by the school", by_us=False, actor=actor, now=now)
    tell_officers(request)
    return made


@transaction.atomic
def cancel_by_staff(
    *, request_id: int, by_us: bool, reason: str, actor: User, now: datetime | None = None
) -> Cancellation:
    """Staff cancel it: for the school that rang, at its terms, or because we cannot come, at no cost.

    Raises ``ReasonMissing`` without a reason and ``RequestRefused`` where nothing is to come.
    """
    request = hold(request_id)
    if not reason.strip():
        raise ReasonMissing("Write why: the school reads it.")
    fee = _fee(request, now)
    charged = Fee(fee.days_before, 0, 0) if by_us else fee
    return _cancel(request, charged, reason=reason.strip(), by_us=by_us, actor=actor, now=now)


def _fee(request: Request, now: datetime | None) -> Fee:
    if request.state not in AGREED:
        raise RequestRefused("There is nothing to cancel any more.")
    if request.session is not None:
        # As in every path: of this and calling the date off the second sees what the first did.
        hold_seats(session_id=request.session.pk)
        request.session.refresh_from_db()
    return what_cancelling_costs(request, now)


def _cancel(
    request: Request, fee: Fee, *, reason: str, by_us: bool, actor: User, now: datetime | None
) -> Cancellation:
    if request.session_id is not None:
        try:
            call_off_session(session_id=request.session_id, reason=reason, actor=actor, now=now)
        except CannotCallOff as refusal:
            raise RequestRefused(str(refusal)) from refusal
    made = Cancellation.objects.create(
        request=request,
        by_us=by_us,
        reason=reason,
        days_before=fee.days_before,
        percent=fee.percent,
        net_pence=fee.net_pence,
        cancelled_by_id=actor.pk,
    )
    move(request, State.CANCELLED)
    words = f"{reason}. {fee.words}"
    note(request, EventKind.CANCELLED, words=words, actor=actor)
    tell_school(request, EventKind.CANCELLED, words=words)
    return made


@transaction.atomic
def close(*, request_id: int, by: User) -> Request:
    """Nothing is left to do. A second press changes nothing; raises ``RequestRefused`` before it took place."""
    request = hold(request_id)
    if request.state == State.CLOSED:
        return request
    if request.state != State.DELIVERED:
        raise RequestRefused("A request is closed once its training has taken place.")
    move(request, State.CLOSED)
    note(request, EventKind.CLOSED, actor=by)
    return request


def follow_sessions() -> int:
    """Notices which dates took place, and which were cancelled on the session's own page; how many requests moved.

    The worker calls it; repeats are harmless.
    """
    now, moved = clock.now(), 0
    rows = Request.objects.filter(state=State.SCHEDULED)
    over = rows.filter(session__ends_at__lte=now) | rows.filter(session__state=SessionState.CANCELLED)
    for pk in list(over.values_list("pk", flat=True)[:AT_ONCE]):
        moved += _follow(pk, now)
    return moved


@transaction.atomic
def _follow(request_id: int, now: datetime) -> bool:
    request = hold(request_id)
    session = request.session
    if request.state != State.SCHEDULED or session is None:
        return False
    if session.state == SessionState.CANCELLED:
        request.session = None
        request.save(update_fields=["session"])
        move(request, State.ACCEPTED)
        note(request, EventKind.CALLED_OFF, words=session.cancelled_words)
        tell_school(request, EventKind.CALLED_OFF, words=session.cancelled_words)
        tell_officers(request)
        return True
    if session.ends_at is None or session.ends_at > now:
        return False
    move(request, State.DELIVERED)
    note(request, EventKind.DELIVERED, words=_when(session))
    return True
