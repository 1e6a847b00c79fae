"""The two sizes of window at which every public template is checked."""

from __future__ import annotations

from playwright.sync_api import ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
NARROW: ViewportSize = {"width": 320, "height": 640}
"""A small phone, or 400 % zoom."""

BOTH = [WIDE, NARROW]


def width_of(screen: ViewportSize) -> str:
    """How a test's name says the size."""
    return f"{screen['width']}px"
