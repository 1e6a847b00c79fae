"""Forms about oneself."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.accounts.models import Person, User
from portal.accounts.validators import validate_one_line
from portal.base.forms import PortalForm
from portal.base.validators import validate_address
from portal.vocabulary.registry import terms


class DetailsForm(PortalForm):
    """Name, what they do, and where mail about places goes."""

    name = forms.CharField(
        label="Full name",
        help_text="As you would say it on the phone. Trainers see it on their list.",
        max_length=Person._meta.get_field("name").max_length,
        validators=[validate_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    role = forms.TypedChoiceField(
        label="What do you do?",
        help_text="Some dates are for certain roles only. Places you have already keep the role of their day.",
        required=False,
        coerce=int,
        empty_value=None,
    )
    email = forms.EmailField(
        label="E-mail for joining details",
        required=False,
        validators=[validate_address],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, user: User, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = person.role_id if person else None
        rows = [row for row in terms("audiences").rows if not row.retired or row.pk == present]
        self.fields["role"].choices = [("", "Not said"), *((row.pk, row.name) for row in rows)]
        self.fields["email"].help_text = f"Empty means {user.email}, which you sign in with."
        self.initial = {
            "name": person.name if person else user.name,
            "email": person.email if person else "",
            "role": present,
        }
