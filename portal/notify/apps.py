from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NotifyConfig(AppConfig):
    name = "portal.notify"
    label = "notify"
    verbose_name = "Messages"

    def ready(self) -> None:
        # Services import models, which are loaded only by now.
        from portal.notify.forgetting import OLD_MAILS
        from portal.notify.services import OUTBOX_KIND, note_failure, send_message
        from portal.outbox.retention import register_retention
        from portal.outbox.services import register

        register(OUTBOX_KIND, send_message, gave_up=note_failure)
        register_retention(OLD_MAILS)
        post_migrate.connect(_load_templates, sender=self)


def _load_templates(**_kwargs: Any) -> None:
    """Kinds are registered by apps that load later; all have by the time migrations are done."""
    # As in ready(): this module is imported before there are models.
    from portal.notify.services import load_templates

    load_templates()
