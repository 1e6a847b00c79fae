"""A school asks for training of its own, answers our questions, and takes a request back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from bookings.bespoke.choices import AGREED, OPEN, EventKind, State
from bookings.bespoke.errors import NotYours, ReasonMissing, RequestRefused
from bookings.bespoke.models import Request, RequestEvent, ShownOffer
from bookings.bespoke.services.letters import tell_officers
from portal.accounts.models import Membership, Person, School, User
from portal.base import clock
from portal.vocabulary.models import AreaOfNeed, Need, Phase

MOST_IN_A_DAY = 10
"""Requests that one person makes: a school asks for a handful in a year, and each is read by somebody."""


@dataclass(frozen=True)
class Asked:
    """What a school asks for."""

    area: AreaOfNeed
    needs: Sequence[Need]
    phases: Sequence[Phase]
    aim: str
    staff_count: int
    format: str
    wished: str


def hold(request_id: int) -> Request:
    """The request as it is now, held until the transaction ends."""
    rows = Request.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(
        "school__district", "requester", "area_of_need", "officer", "session"
    ).get(pk=request_id)


def speaks_for(person: Person, school: School) -> bool:
    """Whether somebody asks for, and agrees to, what costs the school money."""
    return Membership.objects.booking_for_others().filter(person=person, school=school).exists()


@transaction.atomic
def submit(
    *,
    school: School,
    requester: Person,
    asked: Asked,
    why_not: Mapping[int, str],
    shown: Sequence[int],
    idem_key: UUID,
    actor: User | None,
) -> Request:
    """Makes a request. ``why_not`` says of each course in ``shown`` why it does not do, by its id.

    The same ``idem_key`` again gives the first. Raises ``NotYours`` for a school they do not book for,
    ``ReasonMissing`` where a reason is missing, ``RequestRefused`` for too many in a day.
    """
    first = Request.objects.filter(idem_key=idem_key).first()
    if first is not None:
        if (first.school_id, first.requester_id) != (school.pk, requester.pk):
            raise NotYours("This form has been used already. Start again.")
        return first
    _check(school, requester, why_not, shown)
    request = _new(school, requester, asked, idem_key)
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:  # the other of two presses at the same moment
        return Request.objects.get(idem_key=idem_key, school=school, requester=requester)
    request.needs.set(asked.needs)
    request.phases.set(asked.phases)
    ShownOffer.objects.bulk_create(
        ShownOffer(request=request, course_id=pk, why_not=why_not[pk].strip()) for pk in shown
    )
    note(request, EventKind.SUBMITTED, actor=actor)
    tell_officers(request)
    return request


def _new(school: School, requester: Person, asked: Asked, idem_key: UUID) -> Request:
    return Request(
        idem_key=idem_key,
        school=school,
        requester=requester,
        area_of_need=asked.area,
        aim=asked.aim,
        staff_count=asked.staff_count,
        format=asked.format,
        wished=asked.wished,
    )


def _check(school: School, requester: Person, why_not: Mapping[int, str], shown: Sequence[int]) -> None:
    if not speaks_for(requester, school):
        raise NotYours("SENCOs, heads and business managers ask for their school.")
    if not all(why_not.get(pk, "").strip() for pk in shown):
        raise ReasonMissing("Say of each course why it does not do.")
    day = clock.now() - timedelta(days=1)
    if Request.objects.filter(requester=requester, created_at__gt=day).count() >= MOST_IN_A_DAY:
        raise RequestRefused(f"You have asked {MOST_IN_A_DAY} times today. Ring us about more.")


@transaction.atomic
def answer(*, request_id: int, person: Person, words: str, actor: User | None) -> Request:
    """The school answers what we asked. Raises a ``RequestRefused`` where we did not ask, or it is not theirs."""
    request = hold(request_id)
    if not speaks_for(person, request.school):
        raise NotYours("SENCOs, heads and business managers answer for their school.")
    if request.state != State.NEEDS_INFO:
        raise RequestRefused("There is no question of ours to answer any more.")
    move(request, State.SUBMITTED)
    note(request, EventKind.ANSWERED, words=words, actor=actor)
    tell_officers(request)
    return request


@transaction.atomic
def withdraw(*, request_id: int, person: Person, actor: User | None) -> Request:
    """The school takes it back, as long as nothing is accepted. Raises a ``RequestRefused`` otherwise."""
    request = hold(request_id)
    if not speaks_for(person, request.school):
        raise NotYours("SENCOs, heads and business managers decide for their school.")
    if request.state in AGREED or request.state not in OPEN:
        raise RequestRefused("It cannot be taken back here any more. Ring us.")
    move(request, State.WITHDRAWN)
    note(request, EventKind.WITHDRAWN, actor=actor)
    tell_officers(request)
    return request


def move(request: Request, state: State) -> None:
    """Puts a held request into another state."""
    request.state = state
    request.save(update_fields=["state", "changed_at"])


def note(
    request: Request,
    kind: EventKind,
    *,
    words: str = "",
    reason: str = "",
    actor: User | None = None,
) -> None:
    """Writes into the request's history."""
    RequestEvent.objects.create(request=request, kind=kind, words=words, reason=reason, actor=actor)
