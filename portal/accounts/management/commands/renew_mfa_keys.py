from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.services import renew_authenticators


class Command(BaseCommand):
    help = "Puts the sign-in secrets of all staff under the first of MFA_ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        result = renew_authenticators()
        self.stdout.write(f"{result.renewed} were put under the newest key.")
        if result.unreadable:
            raise CommandError(
                f"{result.unreadable} cannot be read with any key of MFA_ENCRYPTION_KEYS: "
                "list the key they were written with, or have their owners set up their apps anew."
            )
