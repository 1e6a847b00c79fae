from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class BespokeConfig(AppConfig):
    name = "bookings.bespoke"
    label = "bespoke"
    verbose_name = "Bespoke training"

    def ready(self) -> None:
        # Not at the top: what these import needs models, and those are loaded by now only.
        from bookings.bespoke import coming, payables, personal_data
        from bookings.bespoke.message_kinds import register_kinds
        from bookings.bespoke.services.delivery import follow_sessions
        from bookings.bespoke.services.merging import register_movers
        from portal.outbox.due import register_due

        register_kinds()
        register_movers()
        personal_data.register_all()
        payables.register_all()
        coming.register_all()
        register_due("bespoke training that took place", follow_sessions)
        post_migrate.connect(_install_guards, sender=self, dispatch_uid="bespoke.guards")


def _install_guards(*, using: str, plan: Any = None, **_context: Any) -> None:
    """After each ``migrate`` that reaches this app's tables."""
    from bookings.bespoke.triggers import GUARDS
    from portal.base import frozen

    connection = connections[using]
    if "bespoke_acceptance" in connection.introspection.table_names():
        frozen.install(connection, GUARDS)
