"""``manage.py load_schools``: the national register's extract, without the admin."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.register import services
from portal.accounts.register.links import load_links
from portal.accounts.register.reading import Problem
from portal.base.spreadsheets import safe_cell

PROBLEMS_SHOWN = 20


class Command(BaseCommand):
    help = "Brings the schools up to the national register's CSV; the same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The extract of establishment fields, as CSV.")
        parser.add_argument("--links", help="The register's CSV of links, to fill in successors.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would change.")
        parser.add_argument(
            "--all-authorities", action="store_true", help="Schools outside Kent as well."
        )
        parser.add_argument("--problems", help="Write every bad row to this CSV file.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            problems = [*self._schools(options), *self._links(options)]
            if options["problems"]:
                _write(Path(options["problems"]), problems)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        for problem in problems[:PROBLEMS_SHOWN]:
            place = f"line {problem.line}: {problem.column}"
            self.stdout.write(f"{place} “{problem.value}”: {problem.reason}")
        if len(problems) > PROBLEMS_SHOWN:
            self.stdout.write(
                f"… and {len(problems) - PROBLEMS_SHOWN} more (--problems writes them all)."
            )

    def _schools(self, options: dict[str, Any]) -> list[Problem]:
        with Path(options["file"]).open("rb") as file:
            report = services.load_schools(
                file=file, dry_run=options["dry_run"], everywhere=options["all_authorities"]
            )
        for sentence in report.sentences():
            self.stdout.write(sentence)
        done = "would be written" if options["dry_run"] else "written"
        self.stdout.write(f"{report.to_write} schools {done} in {report.seconds:.1f} s.")
        return report.problems

    def _links(self, options: dict[str, Any]) -> list[Problem]:
        if not options["links"]:
            return []
        with Path(options["links"]).open("rb") as file:
            report = load_links(file=file, dry_run=options["dry_run"])
        self.stdout.write(f"Successors filled in: {report.counts['new']}")
        return report.problems


def _write(path: Path, problems: Sequence[Problem]) -> None:
    """With a byte order mark and no formulas, as the admin's download."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Line", "Column", "What stands there", "What is wrong"])
        for problem in problems:
            cells = (problem.line, problem.column, problem.value, problem.reason)
            writer.writerow([safe_cell(cell) for cell in cells])
