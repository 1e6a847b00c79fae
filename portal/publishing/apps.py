from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublishingConfig(AppConfig):
    name = "portal.publishing"
    label = "publishing"
    verbose_name = "Review and publishing"

    def ready(self) -> None:
        # All of these import models, which are loaded only by now.
        from portal.base.publishing import register_guard, tell_of_refusal
        from portal.outbox.due import register_due
        from portal.outbox.late import register_lateness
        from portal.publishing import letters, message_kinds, personal_data
        from portal.publishing.guard import NAME, ask_second_person, close_side_doors
        from portal.publishing.services.schedule import late_publishing, publish_and_expire

        register_guard(NAME, ask_second_person)
        close_side_doors()
        tell_of_refusal(NAME, letters.tell_not_published)
        register_due("publishing", publish_and_expire)
        register_lateness(late_publishing)
        message_kinds.register_kinds()
        letters.replace_wagtails_mails()
        personal_data.register_all()
        post_migrate.connect(_make_workflow, sender=self)


def _make_workflow(**_kwargs: Any) -> None:
    """Groups and content types are there by the time this app's turn comes."""
    from portal.publishing.workflow import ensure_workflow

    ensure_workflow()
