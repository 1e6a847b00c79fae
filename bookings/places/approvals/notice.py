"""What a course's page says, before anybody books, of the approval that booking it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser

from bookings.places.approvals.rule import LASTS, may_approve
from portal.accounts.models import Membership, User
from training.models import CoursePage
from training.session_rows import say_list

FACT = "A head or approver of your school has to agree"


@dataclass(frozen=True)
class AgreesFirst:
    """``fact`` in a few words, for the facts of the course; ``sentence`` beside its dates."""

    fact: str
    sentence: str


def agrees_first(course: CoursePage, user: User | AnonymousUser) -> AgreesFirst | None:
    """That somebody has to agree to what ``user`` books; None where nobody is asked.

    The course asks everybody, a school those who book for it; heads and approvers are not asked for what they book.
    The caller leaves out courses for families, who answer for themselves.
    """
    members = list(Membership.objects.of_user(user)) if isinstance(user, User) else []
    if not members:
        return _said("your school") if course.needs_approval else None
    asking = [
        row.school.name
        for row in members
        if not may_approve(row) and (course.needs_approval or row.school.bookings_need_approval)
    ]
    return _said(say_list(sorted(asking))) if asking else None


def _said(whose: str) -> AgreesFirst:
    hours = LASTS // timedelta(hours=1)
    return AgreesFirst(
        FACT,
        f"Before what you book counts, a head or approver of {whose} has to agree. The places are held for "
        f"{hours} hours at most until they answer. Nothing is confirmed or owed before.",
    )
