"""The real servers that tests run against: found or installed here, started and stopped here."""

from __future__ import annotations


class Unavailable(Exception):
    """A server cannot be had on this machine; the text says why."""
