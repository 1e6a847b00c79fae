"""The questions of a booking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from bookings.places.drafts import ME
from bookings.places.eligibility import Limits, delegate_refusal
from bookings.places.models import Place
from portal.accounts.models import Person
from portal.accounts.validators import validate_one_line
from portal.base.forms import PortalForm
from portal.base.validators import validate_address
from portal.vocabulary.choices import AudienceGroup
from portal.vocabulary.models import Audience
from portal.vocabulary.registry import terms


def role_choices(*groups: str) -> list[tuple[str, str]]:
    """Roles people can have, for a drop-down list."""
    rows = [row for row in terms("audiences").choosable if row.group in groups]
    return [("", "Choose a role"), *((row.slug, row.name) for row in rows)]


def role_called(slug: str) -> Audience | None:
    """The role with this slug."""
    role: Audience | None = terms("audiences").by_slug.get(slug)
    return role


class PartyForm(PortalForm):
    """For which school, or as a parent."""

    party = forms.ChoiceField(
        label="Who are you booking for?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who you are booking for",
            "invalid_choice": "Choose from this list",
        },
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = choices  # type: ignore[attr-defined]


class DelegatesForm(PortalForm):
    """Who of those the school knows is going, with reasons beside those who cannot."""

    people = forms.MultipleChoiceField(
        label="You and your colleagues",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": "Choose people from this list only: others may have a place already"
        },
    )
    my_role = forms.ChoiceField(
        label="What do you do?",
        required=False,
        error_messages={"invalid_choice": "Choose a role from the list"},
    )

    def __init__(
        self,
        *args: Any,
        booker: Person,
        colleagues: Sequence[Person],
        limits: Limits,
        booked: set[int],
        family: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.booker, self.limits = booker, limits
        self.known = {str(person.pk): person for person in colleagues if person.pk not in booked}
        self.booked = [person.name for person in [booker, *colleagues] if person.pk in booked]
        field: Any = self.fields["people"]
        people = self.known if booker.pk in booked else {ME: booker, **self.known}
        field.choices = [
            (key, f"Me, {who.name}" if key == ME else who.name) for key, who in people.items()
        ]
        field.choice_hints = {key: who.role.name for key, who in people.items() if who.role}
        if booker.role_id is None and limits.own_audiences:
            group = AudienceGroup.FAMILY if family else AudienceGroup.PROFESSIONAL
            self.fields["my_role"].choices = role_choices(group)  # type: ignore[attr-defined]
        else:
            del self.fields["my_role"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for who in self._chosen(cleaned.get("people", [])):
            role = who.role
            if who is self.booker and role is None:
                role = role_called(cleaned.get("my_role", ""))
            if reason := delegate_refusal(self.limits, name=who.name, role=role):
                mine = who is self.booker and "my_role" in self.fields and role is None
                self.add_error("my_role" if mine else "people", "Choose what you do" if mine else reason)
        return cleaned

    def _chosen(self, keys: Sequence[str]) -> list[Person]:
        return [self.booker if key == ME else self.known[key] for key in keys]


class ColleagueForm(PortalForm):
    """Somebody the school does not know yet."""

    name = forms.CharField(
        label="Full name",
        max_length=150,
        validators=[validate_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter your colleague’s full name"},
    )
    email = forms.EmailField(
        label="Work e-mail",
        max_length=254,
        validators=[validate_address],
        help_text="We send the joining details there.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your colleague’s e-mail",
            "invalid": "Enter an e-mail in the right form, like name@school.kent.sch.uk",
        },
    )
    role = forms.ChoiceField(
        label="What they do",
        error_messages={
            "required": "Choose what they do",
            "invalid_choice": "Choose a role from the list",
        },
    )

    def __init__(self, *args: Any, limits: Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limits = limits
        self.fields["role"].choices = role_choices(AudienceGroup.PROFESSIONAL)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        role = role_called(cleaned.get("role", ""))
        if role is not None:
            reason = delegate_refusal(self.limits, name=cleaned.get("name", "This colleague"), role=role)
            if reason:
                self.add_error("role", reason)
        return cleaned


def purchase_order_field() -> forms.CharField:
    """Asked wherever somebody agrees to a price."""
    return forms.CharField(
        label="Purchase order number",
        max_length=40,
        required=False,
        validators=[validate_one_line],
        help_text="If your school uses them. It goes on the invoice.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OrderForm(PortalForm):
    """What goes on the invoice of a session that costs, and what to do when the places are gone."""

    ONE_BY_ONE, TOGETHER = "one-by-one", "together"

    purchase_order = purchase_order_field()
    or_wait = forms.BooleanField(
        label="If somebody else is faster, put us on the waiting list instead", required=False
    )
    together = forms.ChoiceField(
        label="How should we offer places that come free?",
        choices=[
            (ONE_BY_ONE, "One by one, as they come: some of us can go without the others"),
            (TOGETHER, "Only for all of us together"),
        ],
        initial=ONE_BY_ONE,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose from this list"},
    )


class AnswerForm(PortalForm):
    """For whom an offer is answered; with one person there is nothing to choose.

    ``order`` says that a purchase order can be given, as the places cost something.
    """

    place = forms.MultipleChoiceField(
        label="For whom?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one person",
            "invalid_choice": "Choose people from this list only",
        },
    )

    purchase_order = purchase_order_field()

    def __init__(
        self,
        *args: Any,
        places: Sequence[Place],
        most: int | None = None,
        order: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not order:
            del self.fields["purchase_order"]
        self.places = {str(place.pk): place for place in places}
        field: Any = self.fields["place"]
        if len(self.places) == 1:
            field.widget = forms.MultipleHiddenInput()
        field.choices = [(key, place.person.name) for key, place in self.places.items()]
        field.initial = list(self.places)[:most]

    @property
    def chosen(self) -> list[Place]:
        """The places ticked, once it is valid."""
        return [self.places[key] for key in self.cleaned_data["place"]]


def colleague_forms(
    rows: Sequence[dict[str, str]], *, limits: Limits, check: bool, taken: Sequence[str] = ()
) -> list[ColleagueForm]:
    """A form for each row typed. With ``check`` they are bound; an e-mail given twice is told.

    ``taken`` are e-mails of people chosen above them.
    """
    made = []
    seen = {email.lower() for email in taken if email}
    for number, row in enumerate(rows):
        prefix = f"new-{number}"
        if not check:
            made.append(ColleagueForm(initial=row, prefix=prefix, limits=limits))
            continue
        form = ColleagueForm(
            {f"{prefix}-{part}": text for part, text in row.items()}, prefix=prefix, limits=limits
        )
        email = form.cleaned_data.get("email", "").lower() if form.is_valid() else ""
        if email and email in seen:
            form.add_error(
                "email", "This e-mail is in this booking already. Each person needs their own."
            )
        seen.add(email)
        made.append(form)
    return made
