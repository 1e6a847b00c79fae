"""The admin's first screen: what to do, what is on in the next days, and what waits to be finished."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component

from bookings.finance.payables import to_give_back
from bookings.finance.services.notices import CREDITS
from bookings.places.attendance.listing import not_finished
from bookings.places.attendance.permissions import may_open_again, registers_of, takes_registers
from bookings.places.models import ProposedCharge
from bookings.places.permissions import DECIDE_CHARGES
from directory.models import Organisation, Resource, Service
from portal.accounts.models import MembershipRequest, User
from portal.accounts.permissions import looks_after_memberships
from portal.base import clock
from portal.outbox.late import worker_is_late, worker_seen_at
from training.choices import SessionState
from training.models import CoursePage, Session

DAYS_AHEAD = 14
ROWS = 8


@dataclass(frozen=True)
class Action:
    """A link of the first screen, and who is offered it."""

    label: str
    url_name: str
    may: Callable[[User], bool]


def _with(right: str) -> Callable[[User], bool]:
    return lambda user: user.has_perm(right)


ACTIONS = (
    # Wagtail keeps rights to pages apart from rights to everything else.
    Action("Add a course", "courses:choose_parent", user_has_any_page_permission),
    Action("Add a session", "sessions:add", _with("training.add_session")),
    Action("Add a resource", "wagtailsnippets_directory_resource:add", _with("directory.add_resource")),
    Action("See who is booked", "sessions:index", _with("places.view_booking")),
    Action("Take a register", "bookings:registers", takes_registers),
    Action("Find a booking", "admin_bookings:index", _with("places.view_booking")),
)
DRAFTS = (
    (CoursePage, "courses:index", user_has_any_page_permission),
    (Resource, "wagtailsnippets_directory_resource:list", _with("directory.change_resource")),
    (Service, "wagtailsnippets_directory_service:list", _with("directory.change_service")),
    (
        Organisation,
        "wagtailsnippets_directory_organisation:list",
        _with("directory.change_organisation"),
    ),
)
"""What can wait unpublished, the list that shows it, and who can finish it."""


@dataclass(frozen=True)
class Unfinished:
    """Some drafts, in words, and the list in which they stand."""

    words: str
    url: str


class ActionsPanel(Component):
    """What this person most likely came to do."""

    name = "actions"
    template_name = "admin/home/actions.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = _request(parent_context).user
        return {"actions": [action for action in ACTIONS if action.may(user)]}


class NeedsYouPanel(Component):
    """What waits for this person's answer; nothing for those whom nobody waits for."""

    name = "needs_you"
    template_name = "admin/home/needs_you.html"
    order = 35

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"rows": list(waiting_for(_request(parent_context).user))}


class OwnSessionsPanel(Component):
    """What this person gives themselves; nothing for those who give none."""

    name = "own_sessions"
    template_name = "admin/home/sessions.html"
    order = 40

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = _request(parent_context).user
        may_see = user.has_perm("training.view_session")
        rows = list(sessions_given_by(user)[: ROWS + 1]) if may_see else []
        return {"may_see": bool(rows), "key": self.name, "heading": "Your sessions", **_first(rows)}


class SoonPanel(Component):
    """Sessions of the next days with their places, for those who may see sessions."""

    name = "soon"
    template_name = "admin/home/sessions.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = _request(parent_context).user
        may_see = user.has_perm("training.view_session")
        rows = list(sessions_soon()[: ROWS + 1]) if may_see else []
        heading = f"Sessions in the next {DAYS_AHEAD} days"
        return {"may_see": may_see, "key": self.name, "heading": heading, **_first(rows)}


class UnfinishedPanel(Component):
    """Drafts that nobody has published yet, for those who can."""

    name = "unfinished"
    template_name = "admin/home/unfinished.html"
    order = 70

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"unfinished": list(unfinished_for(_request(parent_context).user))}


def sessions_given_by(user: User) -> QuerySet[Session]:
    """Those to come of which ``user`` is a trainer, however far ahead."""
    return _sessions_to_come().filter(trainers__person__user=user)


def sessions_soon() -> QuerySet[Session]:
    """Those to come that start within the days ahead."""
    return _sessions_to_come().filter(starts_at__lt=clock.now() + timedelta(days=DAYS_AHEAD))


def _sessions_to_come() -> QuerySet[Session]:
    """Not cancelled, not over; soonest first."""
    return (
        Session.objects.filter(ends_at__gt=clock.now())
        .exclude(state__in=[SessionState.CANCELLED, SessionState.COMPLETED])
        .select_related("course", "venue", "seats")
        .order_by("starts_at", "pk")
    )


def waiting_for(user: User) -> Iterator[Unfinished]:
    """Requests to join a school, registers to finish, sessions to decide about, charges to look at again or to
    credit, and a worker that is down, for those who answer for them."""
    yield from _requests_waiting(user)
    yield from _registers_waiting(user)
    if user.has_perm("training.change_session"):
        number = Session.objects.to_decide().count()
        if number:
            words = f"{_count(number, 'session')} to decide about: does it go ahead?"
            yield Unfinished(words, reverse("sessions:index") + "?to_decide=true")
    if user.has_perm(DECIDE_CHARGES):
        number = ProposedCharge.objects.filter(state=ProposedCharge.State.AGAIN).count()
        if number:
            words = f"{_count(number, 'charge')} to look at again, as the register was corrected"
            yield Unfinished(words, reverse("proposed_charges:index") + "?state=again")
    if user.has_perm(CREDITS):
        number = len(to_give_back())
        if number:
            words = f"{_count(number, 'charge')} to credit: waived after it was billed"
            yield Unfinished(words, reverse("to_invoice:index"))
    if user.has_perm("outbox.view_outboxrow"):
        seen = worker_seen_at()
        if seen and worker_is_late(seen):
            words = f"No mail or offer has gone out since {clock.say_moment(seen)}: the worker is down"
            yield Unfinished(words, reverse("background:late"))


def _registers_waiting(user: User) -> Iterator[Unfinished]:
    """Registers of sessions that are over; officers see whose, trainers take their own."""
    number = not_finished(registers_of(user)).distinct().count() if takes_registers(user) else 0
    if number:
        everybodys = may_open_again(user)
        url = (
            reverse("sessions:index") + "?register_missing=true"
            if everybodys
            else reverse("bookings:registers")
        )
        yield Unfinished(f"{_count(number, 'register')} to finish", url)


def _requests_waiting(user: User) -> Iterator[Unfinished]:
    """Requests to join a school; first those that only officers can answer."""
    if not looks_after_memberships(user):
        return
    waiting = MembershipRequest.objects.waiting()
    number = waiting.count()
    if not number:
        return
    ours = waiting.with_approver().filter(has_approver=False).count()
    words = f"{_count(number, 'request')} to join a school"
    if ours:
        words += f", {ours} of which only you can answer"
    yield Unfinished(words, reverse("membership_requests:index") + "?state=waiting")


def unfinished_for(user: User) -> Iterator[Unfinished]:
    """What ``user`` could finish: draft sessions, and pages and entries with unpublished changes."""
    if user.has_perm("training.change_session"):
        number = Session.objects.filter(state=SessionState.DRAFT).count()
        if number:
            yield Unfinished(
                _count(number, "session") + " in draft", reverse("sessions:index") + "?state=draft"
            )
    for model, url_name, may in DRAFTS:
        if not may(user):
            continue
        number = model._default_manager.filter(has_unpublished_changes=True).count()
        if number:
            words = _count(number, str(model._meta.verbose_name))
            yield Unfinished(f"{words} with changes not published yet", reverse(url_name))


def _first(rows: list[Session]) -> dict[str, Any]:
    """The rows that a panel shows, and whether there are more."""
    return {"sessions": rows[:ROWS], "more": len(rows) > ROWS}


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _request(parent_context: Mapping[str, Any] | None) -> HttpRequest:
    request: HttpRequest = (parent_context or {})["request"]
    return request
