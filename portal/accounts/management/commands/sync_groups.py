from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.groups import GROUPS, sync_groups


class Command(BaseCommand):
    help = "Makes the staff groups and their rights as portal/accounts/groups.py says."

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = sync_groups()
        if unknown:
            raise CommandError(
                f"These rights do not exist yet: {', '.join(unknown)}. Run migrate first."
            )
        self.stdout.write(f"{len(GROUPS)} groups are as they should be.")
