"""Why finance refuses something, in words for staff."""

from __future__ import annotations


class FinanceError(Exception):
    """Something that cannot be done; ``str`` says why, and what to do instead."""


class VatUndecided(FinanceError):
    """No signed-off VAT rule says what to charge."""


class NotIssued(FinanceError):
    """What was asked for cannot be issued."""


class PeriodClosed(FinanceError):
    """The year that a day belongs to is closed."""


class NotAllocated(FinanceError):
    """A payment that cannot be allocated as was asked."""


class NotPayable(FinanceError):
    """Something that cannot be paid by card now."""


class NotRefunded(FinanceError):
    """Money that cannot be paid back to the card."""


class NotJournalled(FinanceError):
    """A journal that cannot be made, posted or taken back as was asked."""
