"""What the outbox adds to the admin."""

from __future__ import annotations

from wagtail import hooks

from portal.outbox.viewsets import OutboxViewSet


@hooks.register("register_admin_viewset")
def outbox() -> OutboxViewSet:
    return OutboxViewSet()
