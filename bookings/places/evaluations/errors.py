"""Why answers are not taken."""

from __future__ import annotations


class CannotAnswer(Exception):
    """The sentence says why."""
