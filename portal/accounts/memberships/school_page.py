"""What "People at …" shows of one school: its people, who waits, who is invited, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from portal.accounts.memberships.domains import domain_hint
from portal.accounts.memberships.models import MembershipEvent, MembershipRequest, SchoolInvitation
from portal.accounts.models import Membership
from portal.base.paging import page_of

EACH_PAGE = 50
HISTORY = 50


@dataclass(frozen=True)
class Waiting:
    """A request with what the asker's e-mail says."""

    request: MembershipRequest
    hint: str


@dataclass(frozen=True)
class SchoolPage:
    """All that the page shows. Only approvers see who waits, who is invited and what happened."""

    own: Membership
    runs_it: bool
    rows: list[dict[str, Any]]
    number: int
    pages: dict[str, Any]
    notice: str
    waiting: list[Waiting]
    invitations: list[SchoolInvitation]
    events: list[MembershipEvent]


def school_page(*, own: Membership, runs_it: bool, query: QueryDict) -> SchoolPage:
    """The page of the school that ``own`` is a part of."""
    school = own.school
    members = Membership.objects.current().filter(school=school).select_related("person")
    paged = page_of(members.order_by("person__name", "pk"), query.get("page"), size=EACH_PAGE)
    waiting: list[Waiting] = []
    invitations: list[SchoolInvitation] = []
    events: list[MembershipEvent] = []
    if runs_it:
        asked = MembershipRequest.objects.waiting().filter(school=school)
        rows = asked.select_related("person__user").order_by("asked_at")[:EACH_PAGE]
        waiting = [Waiting(row, domain_hint(user=row.person.user, school=school)) for row in rows]
        invitations = list(SchoolInvitation.objects.open().filter(school=school)[:EACH_PAGE])
        events = list(MembershipEvent.objects.filter(school=school).for_list()[:HISTORY])
    return SchoolPage(
        own=own,
        runs_it=runs_it,
        rows=[_row(row, own=own, runs_it=runs_it) for row in paged.page.object_list],
        number=paged.page.paginator.count,
        pages=paged.links(query),
        notice=paged.notice,
        waiting=waiting,
        invitations=invitations,
        events=events,
    )


def _row(row: Membership, *, own: Membership, runs_it: bool) -> dict[str, Any]:
    """Somebody in the list, for the summary list; approvers can change them, themselves too."""
    you = " (you)" if row.pk == own.pk else ""
    actions = []
    if runs_it:
        actions = [
            {
                "href": reverse(f"membership:{name}", args=[row.school_id, row.pk]),
                "text": text,
                "visually_hidden_text": hidden,
            }
            for name, text, hidden in (
                ("role", "Change role", f"of {row.person.name}"),
                ("end", "End", f"the membership of {row.person.name}"),
            )
        ]
    return {
        "key": {"text": f"{row.person.name}{you}"},
        "value": {"text": row.words},
        "actions": {"items": actions},
    }
