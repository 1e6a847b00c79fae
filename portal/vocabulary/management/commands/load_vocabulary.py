"""``manage.py load_vocabulary``: the areas of need, needs, phases and other lists a new portal starts with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.vocabulary.services import load_vocabulary


class Command(BaseCommand):
    help = "Adds the terms that are missing; with --overwrite also resets those that were edited."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--overwrite", action="store_true", help="Reset edited terms as well.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_vocabulary(overwrite=options['overwrite'])} terms added.")
