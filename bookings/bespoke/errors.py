"""Why a request cannot go the way somebody asked, in words for whoever asked."""

from __future__ import annotations


class RequestRefused(Exception):
    """Something that cannot be done with a request; ``str`` says why, and what to do instead."""


class NotYours(RequestRefused):
    """The school's requests are not this person's to make or answer."""


class ReasonMissing(RequestRefused):
    """Somebody has to say why first."""


class QuoteGone(RequestRefused):
    """The quote can no longer be accepted."""


class CostChanged(RequestRefused):
    """Somebody would agree to another sum than they were shown."""
