"""Forms that officers and administrators fill in about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.admin.widgets import AdminDateInput

from portal.accounts import services
from portal.accounts.choosers import person_chooser, school_chooser
from portal.accounts.email_change.services import change_email_for
from portal.accounts.models import Membership, User
from portal.base import clock
from portal.base.admin_forms import AdminModelForm


class InviteForm(forms.ModelForm):
    """A new sign-in. The password is chosen by its owner, through a mailed link."""

    required_css_class = "required"
    EMAIL_HINT = "We send a link there, with which they choose a password. It works for 3 days."

    class Meta:
        model = User
        fields = ["name", "email", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = self.EMAIL_HINT
        self.fields[
            "groups"
        ].help_text = (
            "What they do in this admin. None for people who only book: they can sign up themselves."
        )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if services.email_is_taken(email=email, by_other_than=self._present()):
            raise ValidationError("Somebody signs in with this e-mail already.")
        return email

    def _present(self) -> User | None:
        return self.instance if self.instance.pk else None

    def save(self, commit: bool = True) -> User:
        """Invites at once: a sign-in without its mailed link would be of no use."""
        data = self.cleaned_data
        self.instance = services.invite(name=data["name"], email=data["email"], groups=data["groups"])
        return self.instance


class SignInForm(InviteForm):
    """An existing sign-in. Only a superuser sees who else is one."""

    EMAIL_HINT = (
        "What they sign in with. A new one counts once they follow the link that we send there; "
        "their present address is told, and can stop it."
    )

    class Meta(InviteForm.Meta):
        fields = ["name", "email", "groups", "is_active", "is_superuser"]

    def __init__(self, *args: Any, editor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editor = editor
        self.fields["is_superuser"].label = "May do everything"
        self.fields["is_superuser"].help_text = "For the few who look after the portal itself."
        if editor == self.instance:
            del self.fields["is_active"]
        if editor == self.instance or not editor.is_superuser:
            del self.fields["is_superuser"]

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        before = User.objects.get(pk=self.instance.pk).email
        email = self.cleaned_data["email"]
        self.instance.email = before
        user: User = forms.ModelForm.save(self)
        if email != before:
            change_email_for(user=user, email=email, by=self.editor)
        return user


class MembershipForm(AdminModelForm):
    """Makes somebody part of a school."""

    class Meta:
        model = Membership
        fields = ["person", "school", "role", "started_on"]
        widgets = {
            "person": person_chooser.widget_class,
            "school": school_chooser.widget_class,
            "started_on": AdminDateInput,
        }
        help_texts = {
            "person": "Not in the list? Add them in the same window, e.g. “Asha Okafor”.",
            "role": (
                "All but members of staff book places for colleagues. Somebody who is part of the "
                "school already changes to this role."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started_on"].initial = clock.today

    def clean(self) -> dict[str, Any]:
        """Says by the field what the service would refuse."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        present = Membership.objects.filter(
            person=data.get("person"), school=data.get("school"), ended_on__isnull=True
        ).first()
        if present is None:
            return data
        if present.role == data.get("role"):
            self.add_error("person", f"Already part of this school as {present.get_role_display()}.")
        elif data.get("started_on") and data["started_on"] < present.started_on:
            since = clock.say_date(present.started_on)
            self.add_error("started_on", f"The present role began on {since}: choose that day or later.")
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """The service ends the present membership first, so one row more is not one too many."""
        return {*super()._get_validation_exclusions(), "school"}

    def save(self, commit: bool = True) -> Membership:
        self.instance = services.join_school(**self.cleaned_data, actor=self.for_user)
        return self.instance


class MembershipEditForm(AdminModelForm):
    """Corrects a membership, or ends it."""

    class Meta:
        model = Membership
        fields = ["role", "started_on", "ended_on"]
        widgets = {"started_on": AdminDateInput, "ended_on": AdminDateInput}
        help_texts = {
            "role": (
                "Only to put a mistake right. For a new role from today, add the person to the school "
                "again with that role: this one then ends by itself."
            ),
            "ended_on": (
                "The first day on which it no longer counts, e.g. the first day of the holidays. From "
                "then they book and see nothing for the school; their bookings stay with it. Empty "
                "while it lasts."
            ),
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("started_on"), data.get("ended_on")
        if first and last and last < first:
            self.add_error("ended_on", "The last day cannot be before the first.")
        return data

    def save(self, commit: bool = True) -> Membership:
        services.correct_membership(membership=self.instance, actor=self.for_user)
        return self.instance
