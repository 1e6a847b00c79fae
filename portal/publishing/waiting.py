"""What waits: for a reviewer, for its author, for its time. Read by the first screen and the overview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import Page, Revision, TaskState, WorkflowState

from portal.base import clock
from portal.base.publishable import publishable_models
from portal.publishing.letters import edit_url
from portal.publishing.permissions import instances_seen_by, revisions_seen_by
from portal.publishing.rule import reason_against_publishing


@dataclass(frozen=True)
class Row:
    """One line of a list: what it is, whose, since or until when, and where to go on."""

    title: str
    kind: str
    url: str
    who: str = ""
    when: datetime | None = None
    age: str = ""
    note: str = ""

    @property
    def when_words(self) -> str:
        """``Tuesday 9 March 2027, 9:30am``."""
        return clock.say_moment(self.when) if self.when else ""


@dataclass(frozen=True)
class Waiting:
    """The first rows of a list, and how many more there are."""

    rows: list[Row]
    more: int = 0


def to_review(user: Any, most: int) -> Waiting:
    """What ``user`` may decide on, the longest waiting first."""
    states = TaskState.objects.reviewable_by(user).select_related("workflow_state__requested_by")
    return _first(states.order_by("started_at", "pk"), most, lambda state: _to_review(state, user))


def _to_review(state: TaskState, user: Any) -> Row | None:
    instance = _specific(state.workflow_state.content_object)
    if instance is None:
        return None
    mine = reason_against_publishing(instance, user)
    return Row(
        title=_title(instance),
        kind=_kind(instance),
        url=reverse("publishing_review:compare", args=[state.pk]),
        who=_name(state.workflow_state.requested_by),
        when=state.started_at,
        age=say_age(state.started_at),
        note="You changed it yourself: somebody else has to decide." if mine else "",
    )


def sent_back_to(user: Any, most: int) -> Waiting:
    """What came back to ``user`` with a comment, the newest first."""
    states = WorkflowState.objects.filter(
        requested_by=user, status=WorkflowState.STATUS_NEEDS_CHANGES
    ).select_related("current_task_state__finished_by")
    return _first(states.order_by("-current_task_state__finished_at", "-pk"), most, _sent_back)


def _sent_back(state: WorkflowState) -> Row | None:
    instance, task = _specific(state.content_object), state.current_task_state
    if instance is None or task is None:
        return None
    return Row(
        title=_title(instance),
        kind=_kind(instance),
        url=edit_url(instance),
        who=_name(task.finished_by),
        when=task.finished_at,
        age=say_age(task.finished_at) if task.finished_at else "",
        note=task.comment,
    )


def scheduled_for(user: Any, most: int) -> Waiting:
    """What will be published by itself, the soonest first, as far as ``user`` may see it."""
    due = Revision.objects.filter(approved_go_live_at__isnull=False).filter(revisions_seen_by(user))
    return _first(due.select_related("user").order_by("approved_go_live_at", "pk"), most, _scheduled)


def _scheduled(revision: Revision) -> Row | None:
    instance = _specific(revision.content_object)
    if instance is None:
        return None
    return Row(
        title=revision.object_str,
        kind=_kind(instance),
        url=edit_url(instance),
        who=_name(revision.user),
        when=revision.approved_go_live_at,
    )


def expiring_for(user: Any, most: int) -> Waiting:
    """What will be taken down by itself, the soonest first."""
    rows, total = [], 0
    for model in publishable_models():
        expiring = instances_seen_by(user, model).filter(live=True, expire_at__isnull=False)
        found = _first(expiring.order_by("expire_at", "pk"), most, _expiring)
        rows += found.rows
        total += len(found.rows) + found.more
    rows.sort(key=lambda row: (row.when or clock.now(), row.title))
    return Waiting(rows[:most], max(0, total - most))


def _expiring(instance: Any) -> Row:
    return Row(
        title=str(instance), kind=_kind(instance), url=edit_url(instance), when=instance.expire_at
    )


def _first(found: QuerySet[Any], most: int, row_of: Callable[[Any], Row | None]) -> Waiting:
    """Reads no more than it shows; the database counts the rest."""
    shown = list(found[:most])
    rows = [row for row in map(row_of, shown) if row is not None]
    return Waiting(rows, found.count() - most if len(shown) == most else 0)


def say_age(moment: datetime) -> str:
    """``today``, ``since yesterday``, ``for 6 days``."""
    days = (clock.today() - clock.in_london(moment).date()).days
    if days <= 0:
        return "today"
    return "since yesterday" if days == 1 else f"for {days} days"


def _specific(instance: Any) -> Any:
    return instance.specific if isinstance(instance, Page) else instance


def _title(instance: Any) -> str:
    return str(
        instance.draft_title if isinstance(instance, Page) else instance.latest_revision.object_str
    )


def _kind(instance: Any) -> str:
    return str(instance._meta.verbose_name).capitalize()


def _name(user: Any) -> str:
    return user.name if user else ""
