"""The form in which staff change the words of a mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.panels import FieldPanel, ObjectList, Panel

from portal.base.admin_forms import AdminModelForm
from portal.notify.kinds import kind_called
from portal.notify.models import MessageTemplate
from portal.notify.rendering import check_words


class MessageTemplateForm(AdminModelForm):
    """Subject and body; placeholders that this mail does not offer are refused by the field."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        try:
            kind = kind_called(self.instance.key)
        except KeyError:
            self.add_error(
                None, "The portal no longer sends this message, so its words stay as they are."
            )
            return cleaned
        try:
            check_words(kind, subject=cleaned.get("subject", ""), body=cleaned.get("body", ""))
        except ValidationError as refusal:
            for name, messages in refusal.message_dict.items():
                if name not in self.errors:
                    self.add_error(name, messages)
        return cleaned


def placeholders_of(template: MessageTemplate) -> Mapping[str, str]:
    """What may stand in this mail's words, each with an example."""
    try:
        return kind_called(template.key).placeholders
    except KeyError:
        return {}


class PlaceholdersPanel(Panel):
    """Lists the placeholders that this mail offers."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/notify/placeholders.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "placeholders": placeholders_of(self.instance)}


message_editor = ObjectList(
    [
        PlaceholdersPanel(heading="What you can put in"),
        FieldPanel("subject"),
        FieldPanel("body", widget=forms.Textarea(attrs={"rows": 18, "class": "kd-mail-text"})),
    ],
    base_form_class=MessageTemplateForm,
)
