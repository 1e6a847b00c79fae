"""``manage.py search_rebuild``: the public search's index anew, while searches go on."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engine import EngineDown
from search.indexing.keeping import Keeper
from search.indexing.locks import Busy
from search.port import ELASTICSEARCH, EMBEDDED, engine_name

SAID_EVERY = 10_000


class Command(BaseCommand):
    help = "Builds the index of the public search anew. Searches go on; changes made meanwhile are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--engine",
            choices=[EMBEDDED, ELASTICSEARCH],
            help="Which engine's index; without it, that of the engine in use.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["engine"] or engine_name()
        began, said = time.monotonic(), 0

        def say(number: int) -> None:
            nonlocal said
            if number - said >= SAID_EVERY:
                said = number
                self.stdout.write(f"{number:,} documents …")

        try:
            number = Keeper(name).following.rebuild(say)
        except EngineDown as down:
            raise CommandError(f"The index was not rebuilt; the old one stays. {down}") from down
        except Busy as busy:
            raise CommandError("Somebody else has been writing to the index for ten minutes.") from busy
        seconds = time.monotonic() - began
        self.stdout.write(f"The {name} index holds {number:,} documents, after {seconds:.1f} seconds.")
