"""The menu under an editor's form: no Publish that would be refused, and the reason in its place."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from portal.publishing.rule import reason_against_new, reason_in_menu

PUBLISH = "action-publish"


class Note(Component):
    """Words instead of a button."""

    template_name = "admin/publishing/note.html"
    name = "second-person-note"
    order = 35

    def __init__(self, words: str) -> None:
        self.words = words

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"words": self.words}


class ReviewLink(Component):
    """The way from the editor to the reviewer's page."""

    template_name = "admin/publishing/review_link.html"
    name = "review-piece-by-piece"
    order = 95

    def __init__(self, url: str) -> None:
        self.url = url

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"url": self.url}


def for_page(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """The menu of a page."""
    page = context.get("page")
    if page is not None:
        reason = reason_in_menu(page, request.user)
    else:
        reason = reason_against_new(_new_type(request), parent=context["parent_page"])
    _arrange(items, request, reason, page)


def for_entry(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """The menu of a directory entry."""
    entry = context.get("instance")
    reason = (
        reason_in_menu(entry, request.user)
        if entry is not None
        else reason_against_new(context["model"])
    )
    _arrange(items, request, reason, entry)


def is_replaced(panel: Any) -> bool:
    """Whether a panel of Wagtail's first screen says less than ours."""
    return isinstance(panel, WorkflowObjectsToModeratePanel | UserObjectsInWorkflowModerationPanel)


def _arrange(items: list[Any], request: HttpRequest, reason: str, instance: Any) -> None:
    if reason:
        had = [item for item in items if getattr(item, "name", None) == PUBLISH]
        items[:] = [item for item in items if item not in had]
        if had and items:
            items.append(Note(reason))
    state = getattr(instance, "current_workflow_task_state", None)
    if state is None:
        return
    actions = state.task.specific.get_actions(instance, request.user)
    if "reject" in {name for name, *_rest in actions}:
        items.append(ReviewLink(reverse("publishing_review:compare", args=[state.pk])))


def _new_type(request: HttpRequest) -> Any:
    match = request.resolver_match
    assert match is not None
    names = (match.kwargs["content_type_app_name"], match.kwargs["content_type_model_name"])
    return ContentType.objects.get_by_natural_key(*names).model_class()
