"""``make bench``, or ``python -m tests.bench [--json] [--postgres]``.

Everything listens on 127.0.0.1, lives in a temporary folder and ends with the run.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from tests.services.databases import ROOT
from tests.services.postgres import running_cluster


def main() -> int:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        with database(folder, postgres=options.postgres) as (url, database_pid):
            prepare(folder, url)
            django.setup()
            # Needs the settings that were chosen just now.
            from tests.bench import reminders, report, run, schools, search

            figures = run.measure(folder, database_pid=database_pid)
            print(report.as_json(figures) if options.json else report.as_text(figures))
            if not options.json:
                print(schools.measure())
                print(reminders.measure())
                with search.engine("embedded", folder / "bench") as made:
                    print(f"Search, embedded, {search.DOCUMENTS:,} documents")
                    search.measure(made, search.DOCUMENTS)
    return 0


@contextmanager
def database(folder: Path, *, postgres: bool) -> Iterator[tuple[str, int]]:
    """Its address, and the process that serves it (0: none, as with SQLite)."""
    if not postgres:
        yield f"sqlite:///{folder / 'portal.sqlite3'}", 0
        return
    with running_cluster() as cluster:
        assert cluster.process is not None
        yield cluster.url("postgres"), cluster.process.pid


def prepare(folder: Path, database_url: str, *, content: str = "load_demo") -> None:
    """A portal with the demonstration's content, then with the settings of a public one.

    Nothing of the developer's own environment may leak in, least of all a mail server.
    """
    os.environ.update(
        DATA_DIR=str(folder),
        MEDIA_ROOT=str(folder / "media"),
        DATABASE_URL=database_url,
        EMAIL_URL="dummymail://",
        PUBLIC_URL="https://127.0.0.1",
        ALLOWED_HOSTS="127.0.0.1",
        SECRET_KEY=secrets.token_urlsafe(50),
        DJANGO_SETTINGS_MODULE="portal.settings.dev",
    )
    (folder / "static").mkdir()
    for command in (["migrate", "--verbosity=0"], [content]):
        manage(*command)
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.production"
    manage("collectstatic", "--noinput", "--verbosity=0")


def manage(*arguments: str) -> None:
    """Run a management command; its words go to standard error, as JSON may be asked for."""
    print(f"  {arguments[0]} …", file=sys.stderr)
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
