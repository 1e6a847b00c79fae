"""Why somebody could not be made, or kept, part of a school. Each says so in words for who asked."""

from __future__ import annotations


class MembershipRefused(Exception):
    """Nothing was written; ``str()`` is the reason as a sentence."""


class AlreadyAnswered(MembershipRefused):
    """Somebody else was quicker, and answered differently."""


class NotYours(MembershipRefused):
    """The person who asks may not decide this."""


class TooManyRequests(MembershipRefused):
    """One person has asked as often as they can for now."""


class LastApprover(MembershipRefused):
    """The school would be left without anybody who can confirm its people."""
