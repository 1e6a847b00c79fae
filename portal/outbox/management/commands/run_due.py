"""``manage.py run_due``: everything that is due, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.outbox.due import run_due


class Command(BaseCommand):
    help = "Does once everything that is due; the worker calls the same functions."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = run_due()
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}. The log says why.")
