"""The form of a school in the admin: what the register owns is shown and not typed into."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from portal.accounts.models import School
from portal.accounts.register.comparing import OWNED
from portal.base.admin_forms import AdminModelForm
from portal.vocabulary.models import District
from portal.vocabulary.places import PlaceKind, is_postcode, look_up, tidy_postcode

REGISTERED = "Comes from the national register. The school changes it there, and it follows here."


class SchoolForm(AdminModelForm):
    """A school or setting. An address in Kent finds its district and place by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.from_register_on is not None:
            for name in set(OWNED) & set(self.fields):
                self.fields[name].disabled = True
                self.fields[name].help_text = REGISTERED

    def clean_ofsted_number(self) -> str | None:
        """As capitals; none rather than empty, as two settings may both have none."""
        number = (self.cleaned_data["ofsted_number"] or "").strip().upper()
        return number or None

    def clean_postcode(self) -> str:
        given: str = self.cleaned_data["postcode"]
        if given and not is_postcode(given):
            raise ValidationError("Enter a whole postcode, like CT9 1HQ.")
        return tidy_postcode(given)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._place(data)
        successor: School | None = data.get("successor")
        if successor is not None and successor == self.instance:
            self.add_error("successor", "A school cannot take over from itself.")
        elif (
            successor is not None
            and successor.successor_id
            and successor.successor_id == self.instance.pk
        ):
            self.add_error("successor", f"{successor.name} was itself followed by this school.")
        return data

    def _place(self, data: dict[str, Any]) -> None:
        """Fills in what the postcode tells and nobody typed; a new postcode moves the place."""
        place = look_up(data.get("postcode") or "")
        if place is None or place.kind is not PlaceKind.POSTCODE:
            return
        if "district" in data and data["district"] is None:
            data["district"] = District.objects.filter(slug=place.district).first()
        typed = {"latitude", "longitude"} & set(self.changed_data)
        if not typed and ("postcode" in self.changed_data or data.get("latitude") is None):
            data["latitude"], data["longitude"] = place.latitude, place.longitude
