"""What is held about who approved what others wrote."""

from __future__ import annotations

from portal.accounts.personal_data.registry import (
    Foresight,
    Holding,
    Record,
    Subject,
    register_holding,
)
from portal.publishing.models import Approval


def register_all() -> None:
    """Makes the holding known."""
    register_holding(APPROVALS)


def give_approvals(subject: Subject) -> list[Record]:
    user = subject.user
    if user is None:
        return []
    approved: list[Record] = [
        {"You approved a version": row.approved_at, "Published": row.published_at}
        for row in Approval.objects.filter(approved_by=user)
    ]
    written = Approval.objects.filter(authors=user).count()
    counted: list[Record] = [{"Approved versions you worked on": written}] if written else []
    return approved + counted


def foresee_approvals(subject: Subject) -> Foresight:
    user = subject.user
    if user is None or not Approval.objects.filter(approved_by=user).exists():
        return Foresight()
    said = (
        f"That a second person approved what others wrote, without {subject.say('your', 'their')} name."
    )
    return Foresight(stays=[said])


APPROVALS = Holding(
    key="approvals",
    title="What you approved, and had approved",
    why="So that two people stand behind what is published where that is asked for.",
    kept="As long as the pages and entries. After you delete your account it says “Deleted person”.",
    covers=[
        "publishing.approval.approved_by",
        "publishing.approval_authors.user",
        "publishing.approval.authors",
    ],
    give=give_approvals,
    foresee=foresee_approvals,
)
