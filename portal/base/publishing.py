"""What is asked before anything is published, whichever way it happens.

Wagtail publishes from editors, lists, workflows, its own API and the schedule. All of them end in
``PublishRevisionAction.execute``, and nothing there can say no but missing rights. So the guards
that apps register stand in front of that one method. Forms ask the same guards first, so that an
editor reads the reason by the field; what goes past a form raises ``PublishRefused``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from wagtail.actions.publish_revision import PublishRevisionAction

SCHEDULED = "wagtail.publish.scheduled"
"""How Wagtail's log names what goes live because its time has come."""


@dataclass(frozen=True)
class Publication:
    """Something about to be published, or to be scheduled for it.

    ``content`` is the page or entry as it would be. ``revision`` is missing while it stands in a form
    only, ``user`` where nobody acts; ``due`` says that its scheduled time has come.
    """

    content: Any
    user: Any = None
    revision: Any = None
    due: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why something is not published: a sentence, and the field and block that can mend it.

    ``path`` leads from the field's value to the block: places in lists and names of parts.
    """

    message: str
    field: str = ""
    path: tuple[str | int, ...] = ()


Guard = Callable[[Publication], Iterable[Refusal]]
Told = Callable[[Publication, Sequence[Refusal]], object]


class Refused(ValidationError):
    """Something was not done to a page or entry. ``outcome`` says so, e.g. “was not moved”."""

    outcome = "was not changed"

    def __init__(self, content: Any, refusals: Sequence[Refusal]) -> None:
        self.content = content
        self.refusals = tuple(refusals)
        by_field: dict[str, list[str]] = {}
        for refusal in refusals:
            by_field.setdefault(refusal.field or NON_FIELD_ERRORS, []).append(refusal.message)
        super().__init__(by_field)


class PublishRefused(Refused):
    """A guard said no. Nothing was published."""

    outcome = "was not published"


class MoveRefused(Refused):
    """The address where it would stand is the portal's own, or its own one has to stay."""

    outcome = "was not moved"


@dataclass(frozen=True)
class _Registered:
    guard: Guard
    about_content: bool


_guards: dict[str, _Registered] = {}
_told: dict[str, Told] = {}


def register_guard(name: str, guard: Guard, *, about_content: bool = False) -> None:
    """Asks ``guard`` before anything is published. Call it in ``ready()``.

    One ``about_content`` looks at the words only and not at who publishes: it is asked already when
    something is sent to review.
    """
    _guards[name] = _Registered(guard, about_content)


def tell_of_refusal(name: str, told: Told) -> None:
    """Calls ``told`` when something does not go live at its time, as then nobody sits before it."""
    _told[name] = told


def refusals(publication: Publication, *, only_content: bool = False) -> list[Refusal]:
    """Every reason against it, of all guards."""
    asked = [row for row in _guards.values() if row.about_content or not only_content]
    return [refusal for row in asked for refusal in row.guard(publication)]


def install() -> None:
    """Puts the guards in front of Wagtail's way to publish. Called once, when the app is ready."""
    if getattr(PublishRevisionAction.execute, "guarded", False):
        return
    PublishRevisionAction.execute = _guarded(PublishRevisionAction.execute)


def _guarded(execute: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(execute)
    def ask_first(action: Any, skip_permission_checks: bool = False) -> Any:
        action.check(skip_permission_checks=skip_permission_checks)
        publication = Publication(
            content=action.object,
            user=action.user,
            revision=action.revision,
            due=action.log_action == SCHEDULED,
        )
        found = refusals(publication)
        if not found:
            return execute(action, skip_permission_checks=skip_permission_checks)
        if not publication.due:
            raise PublishRefused(publication.content, found)
        return _keep_back(publication, found)

    ask_first.guarded = True  # type: ignore[attr-defined]
    return ask_first


@transaction.atomic
def _keep_back(publication: Publication, found: Sequence[Refusal]) -> None:
    """Leaves it a draft without a time, as the schedule would otherwise try again for ever."""
    revision = publication.revision
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    for told in _told.values():
        told(publication, found)
