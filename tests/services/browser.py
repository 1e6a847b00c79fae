"""Fixtures of a real Chromium, and of the portal under a real web server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.services import Unavailable, chromium
from tests.services.databases import ROOT
from tests.services.postgres import free_port

SECONDS_TO_START = 30
LOCALE = {"locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole session; skips by name where there is none."""
    try:
        path = chromium.find_or_install()
    except Unavailable as reason:
        pytest.skip(f"Chromium: {reason}")
    # Playwright's synchronous API keeps an event loop in this thread, which Django would refuse.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def new_context(browser: Browser, live_server: Any) -> Iterator[Callable[..., BrowserContext]]:
    """Make a browser of somebody's own, with Playwright's options; relative addresses are the
    portal's. Journeys run under the real content security policy."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        contexts.append(browser.new_context(base_url=live_server.url, **LOCALE, **options))
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def browser_page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page at 1280 px."""
    return new_context(viewport={"width": 1280, "height": 900}).new_page()


@pytest.fixture
def narrow_page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page at 320 px, the width of a small phone or of 400 % zoom."""
    return new_context(viewport={"width": 320, "height": 640}).new_page()


@pytest.fixture
def page_without_javascript(new_context: Callable[..., BrowserContext]) -> Page:
    """A page whose scripts never run."""
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def live_portal(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The address of the portal under gunicorn with 16 threads, as a race over HTTP needs it.

    It runs on this process's database, so that the test may look into it.
    """
    with served(tmp_path) as address:
        yield address


@contextmanager
def served(folder: Path, *, application: str = "portal.wsgi") -> Iterator[str]:
    """Runs ``application`` under gunicorn on this process's database; its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, *web_server(port, application)],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, **environment(folder, port)},
        )
    try:
        wait_for(f"{address}/health/live", server)
        yield address
    finally:
        server.terminate()
        server.wait(SECONDS_TO_START)


def web_server(port: int, application: str) -> list[str]:
    """Gunicorn as ``make run`` starts it, with more threads: two at a time hide races."""
    return [
        *("-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "16"),
    ]


def environment(folder: Path, port: int) -> dict[str, str]:
    """What makes another process use this process's database, and a data folder of its own."""
    database = connections["default"].settings_dict
    url = f"sqlite:///{database['NAME']}"
    if not database["ENGINE"].endswith("sqlite3"):
        host = f"{database['HOST']}:{database['PORT']}"
        url = f"postgres://{database['USER']}@{host}/{database['NAME']}"
    return {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
    }


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until ``address`` answers; raises ``RuntimeError`` if the server ends or stays silent."""
    patience = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < patience and server.poll() is None:
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The portal did not answer at {address}.")
