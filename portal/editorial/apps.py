from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EditorialConfig(AppConfig):
    name = "portal.editorial"
    label = "editorial"
    verbose_name = "Editorial checks"

    def ready(self) -> None:
        # Imported here because models may only be imported once all apps are loaded.
        from portal.base.publishing import register_guard
        from portal.editorial.guards import NAME, refuse_problems
        from portal.editorial.services import examine_due
        from portal.editorial.signals import connect
        from portal.outbox.due import register_due

        register_guard(NAME, refuse_problems, about_content=True)
        register_due("published content is looked through", examine_due)
        connect()
        post_migrate.connect(_load_plain_words, sender=self)


def _load_plain_words(**_kwargs: Any) -> None:
    """The words to start from; staff change them, so only an empty list is filled."""
    # As in ready(): this module is imported before there are models.
    from portal.editorial.plain_words import load_plain_words

    load_plain_words()
