"""Forms of the admin, which look as Wagtail draws them and ask for what is missing by its name."""

from __future__ import annotations

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm

from portal.base.forms import AsksByName


class AdminForm(AsksByName, forms.Form):
    """A form of an admin screen of ours."""


class AdminModelForm(AsksByName, WagtailAdminModelForm):
    """The form of a record in the admin."""
