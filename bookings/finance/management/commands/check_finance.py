"""Proves that nobody changed the ledger or a document, for an auditor or a nightly job."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from bookings.finance.documents.paper import is_untouched
from bookings.finance.ledger.services import verify
from bookings.finance.models import DocumentFile, Ledger
from bookings.finance.triggers import GUARDS
from portal.base.frozen import missing


class Command(BaseCommand):
    help = "Checks the chain of each ledger, the hash of each document, and the database’s own guards."

    def handle(self, *_args: Any, **_options: Any) -> None:
        problems = [f"The database lacks its guard {name}." for name in missing(connection, GUARDS)]
        for ledger in Ledger.objects.select_related("issuer"):
            found = verify(ledger)
            if found.holds:
                self.stdout.write(
                    f"{ledger}: {found.number} entries hold together, the last is {found.head}"
                )
            else:
                problems.append(f"{ledger}: changed at entry {found.broken_at}.")
        files = 0
        for file in DocumentFile.objects.select_related("document").iterator(chunk_size=100):
            files += 1
            if not is_untouched(file):
                problems.append(f"{file}: the paper is not the one that was issued.")
        self.stdout.write(f"{files} documents looked at")
        if problems:
            raise CommandError("\n".join(problems))
