from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        # Imported here because models may only be imported once all apps are loaded.
        from django.core.signals import request_finished

        from portal.outbox.due import register_due
        from portal.outbox.late import register_lateness
        from portal.outbox.retention import register_retention
        from portal.outbox.worker import register_beside
        from search.indexing import telling, watching
        from search.indexing.keeping import do_what_is_due, keep_following
        from search.log.actions import Action, register
        from search.log.services import RETENTION, flush_if_due
        from search.synonyms import personal_data

        post_migrate.connect(_load_rules, sender=self)
        request_finished.connect(flush_if_due, dispatch_uid="searches are counted")
        for rule in RETENTION:
            register_retention(rule)
        register_due("the search index is true", do_what_is_due)
        register_beside("the search index follows", keep_following)
        telling.register_kinds()
        register_lateness(telling.late_indexes)
        watching.connect()
        personal_data.register_all()
        register(Action("synonym", "Add a synonym", 10, "synonyms:add", "search.add_synonymrule"))
        register(Action("promote", "Choose a result", 20, "promotions:add", "search.add_promotion"))


def _load_rules(**_kwargs: Any) -> None:
    """Synonyms that the portal brings; those that staff changed stay."""
    # As in ready(): this module is imported before there are models.
    from search.synonyms.services import load_rules

    load_rules()
