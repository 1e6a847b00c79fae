"""Where the rule of two people stands in the way of publishing, copying and moving.

``portal.base.publishing`` asks its guard before anything is published, whichever way; who approved what is
noted here, around the same action. Copies, mirrors and moves can show words too: they ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.db import transaction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Page, WorkflowMixin

from portal.base.publishing import MoveRefused, Publication, PublishRefused, Refusal
from portal.publishing.rule import (
    authors_of_changes,
    needs_second_person,
    reason_against_words,
    refusal,
    section_needs_second_person,
)
from portal.publishing.services.approvals import note_publication

NAME = "second-person"
COPY_AS_DRAFT = (
    "A copy here starts as a draft, as somebody else has to look at it before the public sees it. "
    "Copy it again without “Publish copied page”."
)
MOVE_AS_DRAFT = (
    "What stands there needs a second person before the public sees it. "
    "Unpublish “{page}” first, move it, then submit it for review."
)


def ask_second_person(publication: Publication) -> Iterable[Refusal]:
    """The guard: why it takes somebody else."""
    if publication.revision is None:
        reason = reason_against_words(publication.content, publication.user)
    else:
        reason = refusal(publication.content, publication.revision, publication.user)
    return [Refusal(reason)] if reason else []


def close_side_doors() -> None:
    """Makes Wagtail's actions ask, and note what they did. Repeats change nothing."""
    _wrap(PublishRevisionAction, "execute", _publish_and_note)
    _wrap(CopyPageAction, "check", _copy_if_allowed)
    _wrap(CreatePageAliasAction, "check", _alias_if_allowed)
    _wrap(MovePageAction, "check", _move_if_allowed)


def _wrap(action: type, name: str, ours: Callable[..., Any]) -> None:
    original = getattr(action, name)
    if getattr(original, "notes", False):
        return

    @wraps(original)
    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        return ours(self, original, *args, **kwargs)

    wrapped.notes = True  # type: ignore[attr-defined]
    setattr(action, name, wrapped)


@transaction.atomic
def _publish_and_note(action: Any, original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    instance, revision = action.object, action.revision
    authors = authors_of_changes(instance, revision)
    review = instance.current_workflow_state if isinstance(instance, WorkflowMixin) else None
    done = original(action, *args, **kwargs)
    noted = note_publication(instance=instance, revision=revision, user=action.user, authors=authors)
    if noted and review is not None and not getattr(revision, "leaves_review_open", False):
        review.cancel(user=action.user)
    return done


def _copy_if_allowed(action: Any, original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    if action.keep_live:
        pages = [action.page.specific]
        if action.recursive:
            pages += list(action.page.get_descendants().live().specific())
        parent = action.to or action.page.get_parent()
        asked = section_needs_second_person(parent.path) or any(map(needs_second_person, pages))
        if asked and any(page.live for page in pages):
            raise PublishRefused(action.page, [Refusal(COPY_AS_DRAFT)])
    return original(action, *args, **kwargs)


def _alias_if_allowed(action: Any, original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    _keep_out(action, action.parent or action.page.get_parent())
    return original(action, *args, **kwargs)


def _move_if_allowed(
    action: Any, original: Callable[..., Any], parent_after: Page, *args: Any, **kwargs: Any
) -> Any:
    _keep_out(action, parent_after)
    return original(action, parent_after, *args, **kwargs)


def _keep_out(action: Any, parent: Page) -> None:
    """Keeps what only one person saw from being shown where two are asked for."""
    page = action.page
    if not section_needs_second_person(parent.path) or section_needs_second_person(page.path):
        return
    if page.live or page.get_descendants().filter(live=True).exists():
        raise MoveRefused(page, [Refusal(MOVE_AS_DRAFT.format(page=page.title))])
