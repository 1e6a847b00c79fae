"""Devices in the words of people who use them."""

from __future__ import annotations

import pytest

from portal.accounts.devices import say_device

APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
GOOGLE = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
IPHONE = "iPhone; CPU iPhone OS 18_0 like Mac OS X"
SAMSUNG = "AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("system", "browser", "words"),
    [
        ("Windows NT 10.0; Win64; x64; rv:140.0", "Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Windows NT 10.0; Win64; x64", f"{GOOGLE} Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        (IPHONE, f"{APPLE} Version/18.0 Mobile/15E148 Safari/604.1", "Safari on an iPhone"),
        ("iPad; CPU OS 18_0 like Mac OS X", f"{APPLE} CriOS/140.0 Safari/604.1", "Chrome on an iPad"),
        (
            "Macintosh; Intel Mac OS X 10_15_7",
            f"{APPLE} Version/18.0 Safari/605.1.15",
            "Safari on a Mac",
        ),
        ("X11; CrOS x86_64 14541.0.0", f"{GOOGLE} Safari/537.36", "Chrome on a Chromebook"),
        ("Linux; Android 10; K", SAMSUNG, "Samsung Internet on Android"),
        ("X11; Linux x86_64", f"{GOOGLE} Safari/537.36", "Chrome on Linux"),
        ("Windows NT 10.0", "Something", "A browser on Windows"),
        ("", "curl/8.0", "A browser we do not know"),
        ("", "", "A browser we do not know"),
    ],
)
def test_browser_and_device_are_named_without_versions(system: str, browser: str, words: str) -> None:
    assert say_device(f"Mozilla/5.0 ({system}) {browser}") == words
