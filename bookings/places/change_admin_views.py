"""Officers change a booking for somebody who rings: another person, or another date, with a reason."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bookings.places.changes import dates_for
from bookings.places.delegates import Delegate
from bookings.places.errors import BookingRefused
from bookings.places.forms import role_called, role_choices
from bookings.places.models import Booking, Place
from bookings.places.permissions import CANCEL, bookings_for_staff
from bookings.places.services.substitutions import substitute
from bookings.places.services.transfers import transfer_places
from portal.accounts.models import Person, User
from portal.accounts.validators import validate_one_line
from portal.base.admin_forms import AdminForm
from portal.base.validators import validate_address
from portal.vocabulary.choices import AudienceGroup


class ReasonedForm(AdminForm):
    """A change by staff, which always says why."""

    reason = forms.CharField(
        label="Why",
        max_length=300,
        validators=[validate_one_line],
        help_text="Read by staff only, e.g. “Rang us: ill”. It stays in the record.",
        error_messages={"required": "Say why: it stays in the record."},
    )

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.booking = booking


class SubstituteForm(ReasonedForm):
    """Whose place goes to whom: somebody the school knows, or somebody new."""

    field_order = ("place", "person", "name", "email", "role", "reason")
    place = forms.ModelChoiceField(
        Place.objects.none(), label="Whose place", widget=forms.RadioSelect, empty_label=None
    )
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who goes instead",
        required=False,
        empty_label="Somebody who is not listed",
    )
    name = forms.CharField(
        label="If they are not listed: full name",
        max_length=150,
        required=False,
        validators=[validate_one_line],
    )
    email = forms.EmailField(
        label="Their e-mail", max_length=254, required=False, validators=[validate_address]
    )
    role = forms.ChoiceField(label="What they do", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        going = Place.objects.active().filter(session=self.booking.session_id).values("person_id")
        place: Any = self.fields["place"]
        place.queryset = self.booking.places.live().select_related("person")
        place.label_from_instance = lambda row: row.person.name
        person: Any = self.fields["person"]
        if self.booking.school is not None:
            known = Person.objects.known_to(self.booking.school).exclude(pk__in=going)
            person.queryset = known.order_by("name", "pk")
        self.fields["role"].choices = role_choices(AudienceGroup.PROFESSIONAL)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("person"):
            for name, said in (("name", "name"), ("email", "e-mail"), ("role", "role")):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, f"Choose somebody above, or enter their {said}.")
        return cleaned

    @property
    def delegate(self) -> Delegate:
        """Who goes; after ``is_valid``."""
        said = self.cleaned_data
        if said["person"]:
            return Delegate(person_id=said["person"].pk)
        return Delegate(name=said["name"], email=said["email"], role=role_called(said["role"]))


class TransferForm(ReasonedForm):
    """Whose places move, and to which date."""

    field_order = ("places", "to", "reason", "waive")
    places = forms.ModelMultipleChoiceField(
        Place.objects.none(), label="Whose places", widget=forms.CheckboxSelectMultiple
    )
    to = forms.ChoiceField(
        label="To which date",
        widget=forms.RadioSelect,
        help_text="Dates of the same course with places left.",
        error_messages={"required": "Choose a date. If there is none, no date has places left."},
    )
    waive = forms.BooleanField(
        label="Charge nothing, for this reason",
        required=False,
        help_text="Otherwise what the agreed terms ask for leaving a date late is proposed as a charge.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: Any = self.fields["places"]
        places.queryset = self.booking.places.live().select_related("person")
        places.label_from_instance = lambda row: row.person.name
        dates = [(key, f"{when}. {hint}") for key, when, hint in dates_for(self.booking)]
        self.fields["to"].choices = dates  # type: ignore[attr-defined]


class BookingChangeView(WagtailAdminTemplateMixin, FormView):
    """A change of one booking by an officer. ``change`` does it and says what was done."""

    model = Booking
    template_name = "admin/places/booking_change.html"
    header_icon = "edit"
    index_url_name = inspect_url_name = button = explanation = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(CANCEL):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """The officer; ``dispatch`` lets nobody else in."""
        return cast(User, self.request.user)

    @cached_property
    def booking(self) -> Booking:
        rows = bookings_for_staff(self.user).select_related(
            "session__course", "booker", "school", "terms"
        )
        return get_object_or_404(rows.distinct(), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "booking": self.booking}

    def get_page_subtitle(self) -> str:
        return self.booking.reference

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse(self.index_url_name), "label": "Bookings"},
            {
                "url": reverse(self.inspect_url_name, args=[self.booking.pk]),
                "label": self.booking.reference,
            },
            {"url": "", "label": str(self.page_title), "sublabel": self.booking.reference},
        ]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            shown, done = self.change(form)
        except BookingRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"{done} Everybody concerned gets an e-mail.")
        return redirect(self.inspect_url_name, shown.pk)

    def change(self, form: Any) -> tuple[Booking, str]:
        """The booking to show afterwards, and what was done."""
        raise NotImplementedError


class BookingSubstituteView(BookingChangeView):
    """A colleague goes instead, also after the deadline of the terms."""

    form_class = SubstituteForm
    page_title = "Somebody else goes"
    button = "Give them the place"
    explanation = (
        "The place stays taken and nothing is charged. You can do this until the session begins, also "
        "after the deadline of the terms."
    )

    def change(self, form: SubstituteForm) -> tuple[Booking, str]:
        new = substitute(
            place=form.cleaned_data["place"],
            delegate=form.delegate,
            actor=self.user,
            staff=True,
            reason=form.cleaned_data["reason"],
        )
        return self.booking, f"{new.person.name} has the place."


class BookingTransferView(BookingChangeView):
    """Places move to another date of the course."""

    form_class = TransferForm
    page_title = "Move to another date"
    button = "Move the places"
    explanation = "Both dates change together or not at all. The places moved make a new booking, linked to this one."

    def change(self, form: TransferForm) -> tuple[Booking, str]:
        new = transfer_places(
            booking=self.booking,
            places=list(form.cleaned_data["places"]),
            to_session_id=int(form.cleaned_data["to"]),
            actor=self.user,
            reason=form.cleaned_data["reason"],
            waive=form.cleaned_data["waive"],
        )
        return new, f"Moved: this is the new booking {new.reference}."
