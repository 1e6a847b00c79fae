"""What a browser and its device are called, in the words of people who use them."""

from __future__ import annotations

import re

BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Version/.*Safari/"),
)
"""In this order: most browsers say that they are others as well."""

DEVICES = (
    ("an iPhone", r"iPhone"),
    ("an iPad", r"iPad"),
    ("a Chromebook", r"CrOS"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("a Mac", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


def say_device(user_agent: str) -> str:
    """E.g. ``Firefox on Windows``. Says no versions: people do not know them."""
    browser, device = _first(BROWSERS, user_agent), _first(DEVICES, user_agent)
    if browser and device:
        return f"{browser} on {device}"
    if device:
        return f"A browser on {device}"
    return browser or "A browser we do not know"


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, user_agent)), "")
