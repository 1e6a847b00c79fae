"""The form in which somebody says what they need to take part."""

from __future__ import annotations

from django import forms

from bookings.places.needs.models import LONGEST
from portal.accounts.validators import validate_no_link
from portal.base.forms import PortalFormMixin


class NeedsForm(PortalFormMixin, forms.Form):
    """A few sentences; none takes back what was said."""

    words = forms.CharField(
        label="What do you need to take part?",
        required=False,
        max_length=LONGEST,
        validators=[validate_no_link],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For example step-free access, a hearing loop, large print or no meat. "
        "Write of yourself only: do not name a child or pupil.",
    )
