"""Panels of the admin's first screen about reviewing and publishing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from portal.publishing import waiting

ROWS = 6


class WaitingPanel(Component):
    """A few rows of one of the lists, and the way to all of them; nothing when there are none."""

    template_name = "admin/publishing/panel.html"

    def __init__(
        self, name: str, heading: str, read: Callable[[Any, int], waiting.Waiting], order: int
    ) -> None:
        self.name, self.heading, self.read, self.order = name, heading, read, order

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        found = self.read((parent_context or {})["request"].user, ROWS)
        return {
            "key": self.name,
            "heading": self.heading,
            "rows": found.rows,
            "more": found.more,
            "anchor": f"kd-{self.name}",
        }


def first_screen_panels() -> list[WaitingPanel]:
    """What others wait for comes above all else."""
    return [
        WaitingPanel("to_review", "Waiting for your review", waiting.to_review, 30),
        WaitingPanel("sent_back", "Sent back to you", waiting.sent_back_to, 35),
        WaitingPanel("scheduled", "Published by itself soon", waiting.scheduled_for, 65),
    ]
