"""``manage.py demo_sign_ins``: who can sign in to the demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.home.demo.files import PASSWORD, TOTP_SECRET
from portal.home.demo.load import refuse_unless_allowed
from portal.home.demo.sign_ins import SIGN_INS


class Command(BaseCommand):
    help = "Prints the demonstration sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unless_allowed()
        self.stdout.write(f"Demonstration sign-ins; the password of each is {PASSWORD}\n\n")
        for row in SIGN_INS:
            self.stdout.write(f"  {row.email:<24} {row.is_what}")
        self.stdout.write(
            f"\nStaff are asked for a code as well: /dev/mfa/ shows it (secret {TOTP_SECRET})."
        )
