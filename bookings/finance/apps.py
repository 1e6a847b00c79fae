from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class FinanceConfig(AppConfig):
    name = "bookings.finance"
    label = "finance"
    verbose_name = "Finance"

    def ready(self) -> None:
        # Not at the top: what these import needs models, and those are loaded by now only.
        from bookings.finance import personal_data
        from bookings.finance.cards import checks
        from bookings.finance.cards.registering import register_work
        from bookings.finance.message_kinds import register_kinds
        from bookings.finance.reminders.services import remind_of_debts
        from bookings.finance.services.merging import register_movers
        from portal.outbox.due import register_due

        checks.register_checks()
        register_work()
        register_kinds()
        register_movers()
        personal_data.register_all()
        register_due("unpaid invoices", remind_of_debts)
        post_migrate.connect(_install_triggers, sender=self, dispatch_uid="finance.triggers")


def _install_triggers(*, using: str, plan: Any = None, **_context: Any) -> None:
    """After each ``migrate`` that reaches this app's tables; one that takes them away has none to guard."""
    from bookings.finance.triggers import GUARDS
    from portal.base import frozen

    connection = connections[using]
    if "finance_ledgerentry" in connection.introspection.table_names():
        frozen.install(connection, GUARDS)
