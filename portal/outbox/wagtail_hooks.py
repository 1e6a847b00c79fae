"""What the outbox adds to the admin."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.base.admin_views import SITE_MENU, RightItem
from portal.outbox.admin_views import LateView, RetentionView
from portal.outbox.viewsets import OutboxViewSet

READS = "outbox.view_outboxrow"


@hooks.register("register_admin_viewset")
def outbox() -> OutboxViewSet:
    return OutboxViewSet()


@hooks.register("register_admin_urls")
def background_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("", LateView.as_view(), name="late"),
        path("kept/", RetentionView.as_view(), name="kept"),
    ]
    return [path("background/", include((patterns, "background")))]


@hooks.register(SITE_MENU)
def late_item() -> MenuItem:
    return RightItem(
        "Background work", reverse_lazy("background:late"), right=READS, icon_name="time", order=82
    )


@hooks.register(SITE_MENU)
def retention_item() -> MenuItem:
    return RightItem(
        "How long things are kept",
        reverse_lazy("background:kept"),
        right=READS,
        icon_name="history",
        order=84,
    )
