"""A yes or a no to what somebody asks, and with a no the reason that others read."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.accounts.validators import MOST_WORDS, validate_no_link

MISSING = "Choose yes or no"


def words_field(
    label: str, *, hint: str, required: bool = False, missing: str = "", most: int = MOST_WORDS
) -> forms.CharField:
    """A few plain sentences, ``most`` characters, that somebody else reads.

    ``missing`` is said where they have to be there.
    """
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=most,
        validators=[validate_no_link],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing} if missing else None,
    )


class YesOrNo(forms.Form):
    """The answer. Forms that take it say with their own ``reason`` who reads that."""

    YES, NO = "confirm", "decline"
    say_why = "Say why: the person reads it"

    answer = forms.ChoiceField(
        label="Do they belong to the school in this role?",
        choices=[(YES, "Yes, confirm it"), (NO, "No, decline it")],
        widget=forms.RadioSelect,
        error_messages={"required": MISSING, "invalid_choice": MISSING},
    )
    reason = words_field("If no, why?", hint="The person reads it.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("answer") == self.NO and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", self.say_why)
        return data
