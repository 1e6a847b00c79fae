"""Why a change of e-mail goes no further."""

from __future__ import annotations


class LinkSpent(Exception):
    """The link is too old, was used already, or was never ours."""


class AddressTaken(Exception):
    """Somebody else signs in with the address by now."""
