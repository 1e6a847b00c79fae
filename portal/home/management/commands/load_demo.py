"""``manage.py load_demo``: idempotent demonstration content, and synthetic bulk for scale tests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.home.demo.bulk import load_bulk
from portal.home.demo.load import fill_indexes, load_demo


class Command(BaseCommand):
    help = "Loads the demonstration; with numbers, also invented bulk on top of it."

    def add_arguments(self, parser: CommandParser) -> None:
        for what in ("resources", "schools", "bookings"):
            parser.add_argument(
                f"--{what}", type=int, default=0, metavar="N", help=f"N synthetic {what} in all."
            )
        parser.add_argument("--seed", type=int, default=1, help="The same seed gives the same bulk.")

    def handle(self, *args: Any, **options: Any) -> None:
        new = load_demo()
        bulk = {what: options[what] for what in ("resources", "schools", "bookings")}
        more = any(bulk.values()) and load_bulk(**bulk, seed=options["seed"])
        if new or more:
            fill_indexes()
        self.stdout.write("The demonstration content is loaded.")
