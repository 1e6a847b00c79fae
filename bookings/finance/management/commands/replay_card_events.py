"""Applies messages from Stripe that failed, once what was wrong with them is mended."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from bookings.finance.cards.inbox import replay


class Command(BaseCommand):
    help = "Applies messages from Stripe that failed or were never applied. Repeats are harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--event", default="", help="only this one, e.g. evt_1Pgc76B7WZ01zgkW")

    def handle(self, *_args: Any, **options: Any) -> None:
        done, failed = replay(event_id=options["event"])
        self.stdout.write(f"{done} applied, {failed} failed")
