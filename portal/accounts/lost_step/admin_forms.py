"""What staff fill in about a lost second step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.answers import MISSING, YesOrNo, words_field
from portal.accounts.lost_step.models import LostStep
from portal.accounts.models import User
from portal.base.admin_forms import AdminForm


class IdentifyForm(AdminForm):
    """How a colleague made sure who it is."""

    how = forms.ChoiceField(
        label="How did you make sure that it is them?",
        choices=LostStep.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you made sure"},
    )
    note = words_field(
        "What was said",
        hint="For whoever confirms, and for later, e.g. “Rang Oakfield’s office; they put me "
        "through to her. New phone since Monday.” Nothing about a child.",
        required=True,
        missing="Say in a sentence what was said",
    )


class BeginForm(IdentifyForm):
    """The same, for somebody who rang without asking on the sign-in page."""

    field_order = ["email", "how", "note"]

    email = forms.EmailField(
        label="The e-mail they sign in with", help_text="E.g. asha.okafor@oakfield.kent.sch.uk."
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        self.user = User.objects.filter(email=email, is_active=True).first()
        if self.user is None:
            raise ValidationError("Nobody signs in with this e-mail. Ask them which one they use.")
        return email


class DecideForm(YesOrNo):
    """The second colleague's yes or no."""

    NO = "refuse"
    say_why = "Say why, for whoever reads this later"

    answer = forms.ChoiceField(
        label="Remove their second step?",
        choices=[
            (YesOrNo.YES, "Yes: remove app, passkeys and recovery codes, and sign them out everywhere"),
            (NO, "No: leave everything as it is"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": MISSING},
    )
    reason = words_field(
        "If no, why?",
        hint="Colleagues read it, e.g. “The school’s office does not know that number”.",
    )

    def __init__(self, *args: Any, obstacle: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.obstacle = obstacle
        if obstacle:
            self.fields["answer"].choices = [self.fields["answer"].choices[1]]
