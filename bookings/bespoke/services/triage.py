"""Staff decide what becomes of a request. Nothing is charged without grounds that an auditor can read."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from bookings.bespoke.choices import TO_TRIAGE, EventKind, Outcome, State
from bookings.bespoke.errors import ReasonMissing, RequestRefused
from bookings.bespoke.models import ConsideredOffer, Request, TriageDecision
from bookings.bespoke.services.letters import tell_school
from bookings.bespoke.services.requests import hold, move, note
from portal.accounts.models import User
from training.gaps import Gap
from training.models import CoursePage

STATES = {
    Outcome.NEEDS_INFO: (State.NEEDS_INFO, EventKind.ASKED),
    Outcome.MET: (State.MET, EventKind.MET),
    Outcome.DECLINED: (State.DECLINED, EventKind.DECLINED),
    Outcome.CHARGEABLE: (State.CHARGEABLE, EventKind.CHARGEABLE),
}


@transaction.atomic
def take_on(*, request_id: int, officer: User) -> Request:
    """The officer has it from now on; the school reads their name."""
    request = hold(request_id)
    if request.officer_id == officer.pk:
        return request
    request.officer = officer
    request.save(update_fields=["officer", "changed_at"])
    note(request, EventKind.TAKEN, actor=officer)
    return request


@transaction.atomic
def decide(
    *,
    request_id: int,
    outcome: Outcome,
    words: str,
    by: User,
    met_by: CoursePage | None = None,
    falls_short: Mapping[int, str] | None = None,
) -> TriageDecision:
    """Decides, tells the school, and writes down on what grounds. ``falls_short`` says of each course considered why.

    Raises ``RequestRefused`` for a request that is decided, or one's own, and ``ReasonMissing`` without words, for
    “met” without a course, and for a charge without a course considered or with one that lacks its reason.
    """
    request = hold(request_id)
    if request.state not in TO_TRIAGE:
        raise RequestRefused("A colleague has decided about this request already.")
    if request.requester.user_id == by.pk:
        raise RequestRefused("Somebody else has to decide about what you asked for yourself.")
    charged = outcome == Outcome.CHARGEABLE
    grounds = {pk: why.strip() for pk, why in (falls_short or {}).items()} if charged else {}
    _check(outcome, words, met_by, grounds)
    decision = TriageDecision.objects.create(
        request=request,
        outcome=outcome,
        words=words.strip(),
        met_by=met_by if outcome == Outcome.MET else None,
        decided_by_id=by.pk,
    )
    ConsideredOffer.objects.bulk_create(
        ConsideredOffer(decision=decision, course_id=pk, falls_short=why) for pk, why in grounds.items()
    )
    state, kind = STATES[outcome]
    if request.officer_id is None:
        request.officer = by
        request.save(update_fields=["officer"])
    move(request, state)
    note(request, kind, words=decision.words, actor=by)
    tell_school(request, kind, words=decision.words, course=decision.met_by)
    return decision


def _check(outcome: Outcome, words: str, met_by: CoursePage | None, grounds: Mapping[int, str]) -> None:
    if not words.strip():
        raise ReasonMissing("Write what the school reads.")
    if outcome == Outcome.MET and met_by is None:
        raise ReasonMissing("Choose the course that meets it.")
    if outcome != Outcome.CHARGEABLE:
        return
    if not grounds:
        raise ReasonMissing(
            "Name at least one course of the offer that was considered, and why it falls short."
        )
    if not all(grounds.values()):
        raise ReasonMissing("Say of each course considered why it falls short.")


@transaction.atomic
def record_gap(*, request_id: int, title: str) -> Gap:
    """Writes down that the offer lacks what was asked for: one gap for each request, however often it is pressed."""
    request = hold(request_id)
    details = f"A school asked for it: request {request.reference}."
    found = Gap.objects.filter(details__contains=request.reference).first()
    if found is not None:
        return found
    gap = Gap.objects.create(title=title[:150], details=details)
    gap.needs.set(request.needs.all())
    gap.phases.set(request.phases.all())
    return gap
