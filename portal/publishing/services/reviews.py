"""Deciding on a submission: whole, in part, or back to its author."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState
from wagtail.permissions import policy_registry

from portal.publishing.contents import Content, content_of, digest
from portal.publishing.errors import (
    CommentNeeded,
    DraftChanged,
    NotTheLastStep,
    ReviewOver,
    SomebodyElseDecides,
)
from portal.publishing.labels import label_of
from portal.publishing.merge import Piece, merged, pieces
from portal.publishing.rule import authors_of_changes, refusal

IN_PART = "publishing.approve_in_part"


@dataclass(frozen=True)
class Submission:
    """What a reviewer reads: the public version, the submitted one, and where they differ."""

    task_state: TaskState
    instance: Any
    revision: Revision
    before: Content
    pieces: list[Piece]

    @property
    def seen(self) -> str:
        """Names both versions, so that a decision is on what was read."""
        return f"{self.revision.pk}-{digest(self.revision.content)}-{digest(self.before)}"


def submission(*, task_state_id: int) -> Submission:
    """The submission as it stands. Raises ``ReviewOver`` when nothing waits any more."""
    found = TaskState.objects.select_related("workflow_state", "task").filter(pk=task_state_id).first()
    if found is None or found.status != TaskState.STATUS_IN_PROGRESS:
        raise ReviewOver
    instance = found.workflow_state.content_object
    instance = instance.specific if isinstance(instance, Page) else instance
    revision = instance.get_latest_revision()
    before = content_of(instance if instance.live else type(instance)())
    return Submission(found, instance, revision, before, pieces(before, revision.content))


def may_review(*, found: Submission, user: Any) -> bool:
    """Whether it is for ``user`` to decide."""
    actions = found.task_state.task.specific.get_actions(found.instance, user)
    return "reject" in {name for name, *_rest in actions}


@transaction.atomic
def send_back(*, task_state_id: int, user: Any, comment: str) -> None:
    """Returns all of it to its author, with what should change."""
    found = _taken(task_state_id, user)
    if not comment.strip():
        raise CommentNeeded
    found.task_state.specific.reject(user=user, comment=comment.strip())


@transaction.atomic
def approve(
    *, task_state_id: int, user: Any, accepted: Collection[str] | None, comment: str, seen: str
) -> list[Piece]:
    """Publishes the accepted pieces, all with ``None``, and sends the rest back; returns what went back.

    Raises ``DraftChanged`` when it is no more what the reviewer read, ``CommentNeeded`` when a
    rest goes back without a word, ``ValidationError`` by field when the accepted part alone cannot
    stand, and ``SomebodyElseDecides`` when it is the reviewer's own.
    """
    found = _taken(task_state_id, user)
    if found.seen != seen:
        raise DraftChanged
    reason = refusal(found.instance, found.revision, user)
    if reason:
        raise SomebodyElseDecides(reason)
    _check_right_to_publish(found.instance, user)
    rest = [piece for piece in found.pieces if accepted is not None and piece.key not in accepted]
    if not rest:
        found.task_state.specific.approve(user=user, comment=comment.strip())
        return []
    if not comment.strip():
        raise CommentNeeded
    taken = [piece for piece in found.pieces if piece not in rest]
    if taken and not found.task_state.workflow_state.is_at_final_task:
        raise NotTheLastStep
    if taken:
        _publish_part(found, taken, rest, user, comment.strip())
    found.task_state.specific.reject(user=user, comment=_say(found, taken, rest, comment.strip()))
    return rest


def _publish_part(
    found: Submission, taken: list[Piece], rest: list[Piece], user: Any, comment: str
) -> None:
    """One revision with what was accepted, published; then the draft again as its author left it."""
    instance, submitted = found.instance, found.revision
    authors = authors_of_changes(instance, submitted)
    content = merged(found.before, submitted.content, {piece.key for piece in taken})
    content |= {name: found.before.get(name) for name in ("go_live_at", "expire_at")}
    part = instance.with_content_json(content)
    part.full_clean()
    revision = part.save_revision(user=submitted.user, clean=False)
    revision.leaves_review_open = True
    revision.publish(user=user)
    shown = type(instance)._default_manager.get(pk=instance.pk)
    draft = shown.with_content_json(submitted.content)
    draft.save_revision(user=submitted.user, clean=False)
    log(
        instance=shown,
        action=IN_PART,
        user=user,
        revision=revision,
        content_changed=True,
        data={
            "authors": sorted(authors),
            "published": [label_of(instance, piece) for piece in taken],
            "sent_back": [label_of(instance, piece) for piece in rest],
            "comment": comment,
        },
    )


def _taken(task_state_id: int, user: Any) -> Submission:
    """The submission, its rows taken so that nobody decides or writes at the same time."""
    list(TaskState.objects.select_for_update().filter(pk=task_state_id).values_list("pk"))
    found = submission(task_state_id=task_state_id)
    model = Page if isinstance(found.instance, Page) else type(found.instance)
    list(model._default_manager.select_for_update().filter(pk=found.instance.pk).values_list("pk"))
    if not may_review(found=found, user=user):
        raise PermissionDenied("Only reviewers decide on a submission.")
    return submission(task_state_id=task_state_id)


def _check_right_to_publish(instance: Any, user: Any) -> None:
    if isinstance(instance, Page):
        allowed = instance.permissions_for_user(user).can_publish()
    else:
        allowed = policy_registry.get_by_type(type(instance)).user_has_permission(user, "publish")
    if not allowed:
        raise PermissionDenied("You may not publish this.")


def _say(found: Submission, taken: list[Piece], rest: list[Piece], comment: str) -> str:
    """The comment as the author reads it, with what became of each piece."""
    back = ", ".join(label_of(found.instance, piece) for piece in rest)
    if not taken:
        return comment
    published = ", ".join(label_of(found.instance, piece) for piece in taken)
    return f"{comment}\n\nPublished: {published}.\nSent back: {back}."
