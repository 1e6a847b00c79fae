"""Why there is no certificate."""

from __future__ import annotations


class NoCertificate(Exception):
    """The sentence says why, and what to do."""
