"""The form in which somebody says what they need to take part."""

from __future__ import annotations

from bookings.places.needs.models import LONGEST
from portal.accounts.answers import words_field
from portal.base.forms import PortalForm


class NeedsForm(PortalForm):
    """A few sentences; none takes back what was said."""

    words = words_field(
        "What do you need to take part?",
        most=LONGEST,
        hint="For example step-free access, a hearing loop, large print or no meat. "
        "Write of yourself only: do not name a child or pupil.",
    )
