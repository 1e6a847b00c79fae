"""Whether a booking counts at once or a head or approver is asked first, and until when. Decides, writes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bookings.places.offer_times import last_end, whole_minute
from portal.accounts.models import Membership, Person, School, User
from portal.accounts.querysets import MembershipQuerySet
from portal.base import clock
from training.models import Session

LASTS = timedelta(hours=72)
"""So long places are held for an answer; real hours, also when the clocks change."""

REMIND = timedelta(hours=24)
"""So long before its end those who can answer are reminded, once."""


def is_asked_for(session: Session, school: School | None) -> bool:
    """Whether the course or the school wants somebody to agree; families answer for themselves."""
    return school is not None and (session.course.needs_approval or school.bookings_need_approval)


def may_approve(membership: Membership | None) -> bool:
    """Whether this is the part of a head or approver."""
    return membership is not None and membership.role == Membership.Role.APPROVER


def agrees_by_booking(*, school: School, booker: Person, actor: User | None) -> bool:
    """Whether who booked, or does this now, could approve it themselves, so that nobody is asked."""
    approvers = Membership.objects.current().filter(school=school, role=Membership.Role.APPROVER)
    people = approvers.values_list("person_id", "person__user_id")
    return any(person == booker.pk or (actor and user == actor.pk) for person, user in people)


def held_until(*, now: datetime, starts_at: datetime, closes_at: datetime) -> datetime:
    """When places held from ``now`` on are given up: after 72 hours, or when booking closes.

    At least two hours are left for the answer if the session begins no sooner. People are told minutes, so it is
    a whole one.
    """
    moment = now.astimezone(UTC)
    latest = last_end(now=moment, starts_at=starts_at, closes_at=closes_at)
    return min(whole_minute(moment + LASTS), latest)


def who_can_answer(school_id: int | None) -> MembershipQuerySet:
    """Heads and approvers of the school who can sign in. For one that has closed nobody but officers answers."""
    rows = Membership.objects.who_confirm().filter(school=school_id)
    return rows.exclude(school__closed_on__lte=clock.today())


def approvers_of(school: School) -> list[Membership]:
    """Those who can answer for the school and have an address: they are asked."""
    rows = who_can_answer(school.pk).exclude(person__email="")
    return list(rows.select_related("person__user").order_by("pk"))


def nobody_agrees(school: School) -> str:
    """Who answers for a school that has nobody here who could."""
    return (
        f"{school} has no head or approver with an account here yet. "
        "Our team asks the school, and answers for it."
    )
