"""What reviewing and publishing add to the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from portal.base.admin_views import SITE_MENU
from portal.publishing import action_menu, history
from portal.publishing.page_views import PageEditing
from portal.publishing.panels import first_screen_panels
from portal.publishing.permissions import writes
from portal.publishing.review_views import CompareView, OverviewView
from portal.publishing.viewsets import SecondPersonViewSet


@hooks.register("register_admin_viewset")
def second_person() -> list[Any]:
    return [SecondPersonViewSet(), PageEditing()]


@hooks.register("register_admin_urls")
def review_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("", OverviewView.as_view(), name="overview"),
        path("<int:task_state_id>/", CompareView.as_view(), name="compare"),
    ]
    return [path("review/", include((patterns, "publishing_review")))]


class ForWriters(MenuItem):
    """Shown to those who write pages or entries."""

    def is_shown(self, request: HttpRequest) -> bool:
        return writes(request.user)


@hooks.register(SITE_MENU)
def overview_item() -> MenuItem:
    return ForWriters(
        "Review and schedule",
        reverse_lazy("publishing_review:overview"),
        icon_name="tasks",
        order=5,
    )


@hooks.register("construct_homepage_panels")
def waiting_panels(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [panel for panel in panels if not action_menu.is_replaced(panel)]
    panels += first_screen_panels()


@hooks.register("construct_page_action_menu")
def page_actions(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    action_menu.for_page(items, request, context)


@hooks.register("construct_snippet_action_menu")
def entry_actions(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    action_menu.for_entry(items, request, context)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    history.register(actions)
