"""``make test``: every test on SQLite, then those marked ``both_databases`` on PostgreSQL.

Elasticsearch is fetched and started meanwhile, for the tests that ask for it, and PostgreSQL gets its
migrated template, as one process migrates SQLite's and leaves the other's core to it.
Run by ``python -m tests.services.run``; further arguments go to pytest. Closes with one line of
counts, before it the name and reason of every test that was skipped. After each half it says which
folders and tests took longest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.services import Unavailable, chromium, postgres
from tests.services.elasticsearch import shared
from tests.services.slowest import slowest

NOTHING_COLLECTED = 5


@dataclass
class Outcome:
    """What the runs so far have come to."""

    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)
    broken: bool = False

    def add(self, report: Path, code: int, *, title: str) -> None:
        """Take in one pytest run: its report and its exit code."""
        self.broken |= code != 0
        if code == NOTHING_COLLECTED:
            print(f"{title}: no test was found, which cannot be right.", flush=True)
        if not report.exists():
            return
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            outcomes = {child.tag: child for child in case}
            if "skipped" in outcomes:
                name = f"{case.get('classname')}::{case.get('name')}"
                self.skipped.append(f"{name}: {outcomes['skipped'].get('message')}")
            elif outcomes.keys() & {"failure", "error"}:
                self.failed += 1
            else:
                self.passed += 1


def main(arguments: list[str]) -> int:
    """Run everything; returns the exit code."""
    began = time.monotonic()
    outcome = Outcome()
    try:
        chromium.find_or_install()
    except Unavailable as reason:
        print(f"Chromium: {reason}", flush=True)
    with prepared_postgres(outcome) as url, shared.starting(when=not arguments) as variables:
        run_pytest("SQLite", outcome, arguments, **variables)
        if url:
            marked = ["-m", "both_databases", *arguments]
            run_pytest("PostgreSQL", outcome, marked, DATABASE_URL=url, **variables)
    for line in outcome.skipped:
        print(f"skipped {line}")
    if outcome.skipped and os.environ.get("CI") == "true":
        print("Under CI a skipped test is a failed run.")
        outcome.broken = True
    print(f"Took {time.monotonic() - began:.0f} s.")
    skipped = len(outcome.skipped)
    print(f"tests: {outcome.passed} passed, {outcome.failed} failed, {skipped} skipped")
    return 1 if outcome.broken or outcome.failed or not outcome.passed else 0


@contextmanager
def prepared_postgres(outcome: Outcome) -> Iterator[str]:
    """A server's address, its template being made meanwhile; an empty one where there is no server."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres.running_cluster()).url("postgres")
        except Unavailable as reason:
            outcome.skipped.append(f"PostgreSQL: {reason}")
            yield ""
            return
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        variables = os.environ | {"DATABASE_URL": url, "DATA_DIR": folder}
        command = [sys.executable, "-m", "tests.services.template"]
        template = stack.enter_context(subprocess.Popen(command, env=variables))
        stack.callback(template.terminate)
        yield url


def run_pytest(title: str, outcome: Outcome, arguments: list[str], **environment: str) -> None:
    """One pytest run over two processes, its results added to ``outcome``."""
    print(f"\n== {title} ==", flush=True)
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        variables |= {"DATA_DIR": f"{folder}/data", **environment}
        command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal"]
        command += [f"--junitxml={report}", *arguments]
        code = subprocess.run(command, check=False, env=variables).returncode
        outcome.add(report, code, title=title)
        if report.exists():
            print(f"\n== {title}: where the time went ==", *slowest(report), sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
