"""Fixtures of a real Chromium."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.services import Unavailable, chromium

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
