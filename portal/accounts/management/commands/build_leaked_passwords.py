"""Builds the list of leaked passwords anew from plain lists, one password a line."""

from __future__ import annotations

import gzip
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts import leaked_passwords


class Command(BaseCommand):
    help = "Builds the list of leaked passwords from text files (or .gz), one password a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lists", nargs="+", type=Path)
        parser.add_argument("--output", type=Path, default=leaked_passwords.FILE)

    def handle(self, *_args: Any, lists: list[Path], output: Path, **_options: Any) -> None:
        content = leaked_passwords.build(line for path in lists for line in self._lines(path))
        if not content:
            raise CommandError(
                "The lists hold no password of 10 characters or more: nothing was written."
            )
        output.write_bytes(content)
        count = len(content) // leaked_passwords.PREFIX
        self.stdout.write(f"{count:,} passwords, {len(content):,} bytes: {output}")

    def _lines(self, path: Path) -> Iterator[str]:
        try:
            opened = gzip.open if path.suffix == ".gz" else open
            with opened(path, "rt", encoding="utf-8", errors="replace") as lines:
                yield from (line.rstrip("\r\n") for line in lines)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or 'cannot be read'}") from error
