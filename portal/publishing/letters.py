"""Who is written to about reviews, and what: through the outbox, to those who may see it and no others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.admin import signal_handlers
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, PageSubscription, Revision, TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from portal.base import clock
from portal.base.models import site_settings
from portal.base.publishing import Publication, Refusal
from portal.notify.services import Letter, queue_messages
from portal.publishing import message_kinds as kinds
from portal.publishing.models import Approval
from portal.publishing.permissions import may_see
from portal.publishing.rule import authors_of_changes, needs_second_person

WAGTAILS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def replace_wagtails_mails() -> None:
    """Wagtail writes from within the request, whatever the mail server does; ours wait in the outbox."""
    assert signal_handlers  # Wagtail has connected them by now, as its app stands before this one
    for signal, sender, uid in WAGTAILS:
        signal.disconnect(sender=sender, dispatch_uid=uid)
    task_submitted.connect(_submitted, dispatch_uid="tell-reviewers")
    workflow_rejected.connect(_returned, dispatch_uid="tell-returned")
    workflow_approved.connect(_approved, dispatch_uid="tell-approved")


def reviewers_of(task_state: TaskState) -> list[Any]:
    """Those who may decide on it: of the step's groups, allowed to open it, and not its authors."""
    instance = task_state.workflow_state.content_object
    task = task_state.task.specific
    groups = task.groups.all() if hasattr(task, "groups") else []
    people = get_user_model().objects.filter(is_active=True, groups__in=groups).distinct()
    barred = {task_state.workflow_state.requested_by_id}
    if needs_second_person(instance):
        barred |= authors_of_changes(instance, task_state.revision)
    return [user for user in people if user.pk not in barred and may_see(user, instance)]


def tell_not_published(publication: Publication, found: Sequence[Refusal]) -> None:
    """To who wrote and who approved what was refused when its time came; to the service if both left."""
    instance, revision = publication.content, publication.revision
    approval = Approval.objects.filter(revision=revision).first()
    people = {revision.user, approval.approved_by if approval else None}
    context = {"reason": " ".join(dict.fromkeys(refusal.message for refusal in found))}
    written = _write(kinds.CALLED_OFF, people, instance, context, link=edit_url(instance))
    service = site_settings.get().contact_email
    if service and not written:
        about = _about(instance, link=edit_url(instance))
        words = {"name": "colleague", **about, **context}
        queue_messages(letters=[Letter(kinds.CALLED_OFF, service, words)])


def tell_of_comments(*, page: Any, by: Any, changes: dict[str, Any]) -> None:
    """To who follows a page's comments, and to those in whose threads somebody answered."""
    new = list(changes["new_comments"])
    replies = [reply for _comment, found in changes["new_replies"] for reply in found]
    said = [f"“{entry.text}”" for entry in [*new, *replies]]
    said += [f"Resolved: “{comment.text}”" for comment in changes["resolved_comments"]]
    if not said:
        return
    subscribed = PageSubscription.objects.filter(page=page, comment_notifications=True)
    people = {row.user for row in subscribed.select_related("user")}
    for comment, _found in changes["new_replies"]:
        people |= {comment.user, *(reply.user for reply in comment.replies.select_related("user"))}
    people |= {comment.user for comment in changes["resolved_comments"]}
    context = {"author": by.name, "comments": "\n".join(said)}
    _write(kinds.COMMENTED, people - {by}, page, context, link=edit_url(page))


def edit_url(instance: Any) -> str:
    """Where staff open it."""
    return AdminURLFinder().get_edit_url(instance) or reverse("wagtailadmin_home")


def _submitted(instance: TaskState, **_signal: Any) -> None:
    state = instance.workflow_state
    author = state.requested_by.name if state.requested_by else "Somebody"
    link = reverse("publishing_review:compare", args=[instance.pk])
    _write(kinds.SUBMITTED, reviewers_of(instance), state.content_object, {"author": author}, link=link)


def _returned(instance: WorkflowState, user: Any = None, **_signal: Any) -> None:
    _tell_author(instance, user, kinds.RETURNED, {})


def _approved(instance: WorkflowState, user: Any = None, **_signal: Any) -> None:
    shown = instance.content_object
    shown.refresh_from_db()
    due = Revision.objects.for_instance(shown).filter(approved_go_live_at__isnull=False).first()
    when = "The public sees it now."
    if due is not None and due.approved_go_live_at:
        when = f"The public sees it from {clock.say_moment(due.approved_go_live_at)}."
    _tell_author(instance, user, kinds.APPROVED, {"when": when})


def _tell_author(state: WorkflowState, by: Any, kind: str, more: dict[str, str]) -> None:
    if state.requested_by is None or state.requested_by == by:
        return
    task_state = state.current_task_state
    comment = task_state.comment.strip() if task_state else ""
    context = {"reviewer": by.name if by else "Somebody", "comment": comment, **more}
    shown = state.content_object
    _write(kind, [state.requested_by], shown, context, link=edit_url(shown))


def _write(
    kind: str, people: Iterable[Any], instance: Any, context: dict[str, str], *, link: str
) -> int:
    """One letter each, to those who may see what it is about; how many."""
    specific = instance.specific if isinstance(instance, Page) else instance
    about = _about(specific, link=link)
    letters = [
        Letter(kind, user.email, {"name": user.name, **about, **context})
        for user in people
        if may_see(user, specific)
    ]
    return len(queue_messages(letters=letters)) if letters else 0


def _about(instance: Any, *, link: str) -> dict[str, str]:
    """What every letter says of the page or entry."""
    specific = instance.specific if isinstance(instance, Page) else instance
    return {
        "kind": f"the {specific._meta.verbose_name}",
        "title": " ".join(specific.get_latest_revision_as_object().title.split()),
        "link": settings.PUBLIC_URL + link,
    }
