from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "portal.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        # What these import needs models, which are loaded only by now.
        from portal.outbox.changes import RETENTION
        from portal.outbox.late import own_lateness, register_lateness
        from portal.outbox.retention import register_retention

        register_retention(RETENTION)
        register_lateness(own_lateness)
