"""Labels and hints of ours for the fields of allauth's forms."""

from __future__ import annotations

from typing import Any

from django import forms


class PlainWords:
    """Gives fields our labels and hints, and takes away placeholders, which vanish when typed over."""

    words: dict[str, tuple[str, str]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, form_field in self.fields.items():
            form_field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                form_field.label, form_field.help_text = self.words[name]


class DigitsOnly(PlainWords):
    """For codes: phones show the number pad."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
