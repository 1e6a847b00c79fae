"""Who probably pays for a school."""

from __future__ import annotations

from bookings.finance.choices import Buyer
from portal.accounts.models import School


def likely_buyer(school: School) -> Buyer:
    """As the register tells the school's type; staff choose."""
    kind = school.kind.lower()
    if "academy" in kind or "free school" in kind:
        return Buyer.ACADEMY
    if "independent" in kind:
        return Buyer.INDEPENDENT
    return Buyer.DELEGATED if school.district_id else Buyer.OTHER_AUTHORITY
