"""Form fields of the admin that Wagtail does not have: pounds over pence, and lists of choosers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser

from portal.base.money import decimal_pounds

MOST_POUNDS = Decimal("99999.99")


class PoundsField(forms.DecimalField):
    """Shows and reads pounds; gives and takes whole pence (``int``)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", Decimal(0))
        options.setdefault("max_value", MOST_POUNDS)
        # As many digits as the largest sum has, so that nothing within the bounds is refused.
        digits = len(str(int(options["max_value"]))) + 2
        super().__init__(max_digits=max(digits, 7), decimal_places=2, **options)
        self.widget.attrs.update({"step": "0.01", "inputmode": "decimal"})

    def prepare_value(self, value: Any) -> Any:
        """An ``int`` is stored pence; anything else is what somebody typed."""
        if isinstance(value, int):
            return decimal_pounds(value)
        return value

    def clean(self, value: Any) -> int:
        """Pence. An empty field is 0."""
        typed = value.strip().removeprefix("£") if isinstance(value, str) else value
        pounds = super().clean(typed)
        return int(pounds * 100) if pounds is not None else 0

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether what was typed means another sum."""
        pounds = Decimal(initial) / 100 if initial else None
        return super().has_changed(pounds, data)


class Checkboxes(forms.CheckboxSelectMultiple):
    """Checkboxes in as many columns as there is room for."""

    def __init__(self) -> None:
        super().__init__(attrs={"class": "kd-columns"})


class ChooserListWidget(forms.Widget):
    """Several choosers under each other: one for each chosen row and ``spare`` empty ones.

    Works for tables of any size, where checkboxes or a select would list every row.
    """

    spare = 3

    def __init__(self, chooser: BaseChooser, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.chooser = chooser

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> list[str]:
        """Chosen ids in order, without gaps or repeats."""
        posted = [
            (key, value) for key, value in data.items() if key.startswith(f"{name}-row-") and value
        ]
        return list(dict.fromkeys(value for _key, value in posted))

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        return not any(key.startswith(f"{name}-row-") for key in data)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = list(value or [])
        id_ = (attrs or {}).get("id", f"id_{name}")
        rows = [
            (self.chooser.render(f"{name}-row-{number}", row, {"id": f"{id_}-row-{number}"}),)
            for number, row in enumerate([*chosen, *[None] * self.spare])
        ]
        return format_html(
            '<ul class="kd-chooser-list" id="{}">{}</ul>', id_, format_html_join("", "<li>{}</li>", rows)
        )

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-row-0" if id_ else ""

    @property
    def media(self) -> forms.Media:
        return self.chooser.media
