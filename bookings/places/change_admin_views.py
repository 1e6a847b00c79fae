"""Officers change a booking for somebody who rings, and always say why.

They give places back, to another person or another date, or change the booking's turn in a line.
"""

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

from bookings.places.changes import clashes_there, dates_for
from bookings.places.clashes import Clashes, clashes_of, people_meant
from bookings.places.delegates import Delegate
from bookings.places.errors import BookingRefused
from bookings.places.forms import role_called, role_choices
from bookings.places.models import Booking, Place, WaitingGroup
from bookings.places.permissions import CANCEL, bookings_for_staff
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.recipients import answering
from bookings.places.services.substitutions import substitute
from bookings.places.services.transfers import transfer_places
from bookings.places.services.waiting import pin_group
from bookings.places.session_reads import session_for_booking
from portal.accounts.models import Person, User
from portal.accounts.validators import validate_one_line
from portal.base.admin_forms import AdminForm
from portal.base.validators import validate_address
from portal.vocabulary.choices import AudienceGroup

ALL_TOLD = "Everybody concerned gets an e-mail."


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


class ChargingForm(ReasonedForm):
    """A change that the terms may ask a charge for."""

    waive = forms.BooleanField(
        label="Charge nothing, for this reason",
        required=False,
        help_text="Otherwise what the agreed terms ask for giving a date up late is proposed as a charge.",
    )


class CancelForm(ChargingForm):
    """Which of a booking's places to give back; none is ticked to begin with."""

    field_order = ("places", "reason", "waive")
    places = forms.ModelMultipleChoiceField(
        Place.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Whose place to cancel",
        error_messages={"required": "Tick at least one person, or go back without cancelling."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["places"]
        field.queryset = self.booking.places.active().select_related("person")
        field.label_from_instance = _name_and_state


class PinForm(ReasonedForm):
    """Whether the booking is to be first; said with the form, so that pressing twice does not undo it."""

    field_order = ("reason", "first")
    first = forms.BooleanField(required=False, widget=forms.HiddenInput)


def _name_and_state(place: Place) -> str:
    """The name; of somebody without a place yet, also how far they have come."""
    name = place.person.name
    return name if place.state in Place.LIVE else f"{name} ({place.get_state_display().lower()})"


class TransferForm(ChargingForm):
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
    button_class = ""
    keep = "Change nothing"

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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(button=self.get_button(), warning=self.get_warning(), **kwargs)

    def get_button(self) -> str:
        """What the button says."""
        return self.button

    def get_warning(self) -> str:
        """What to know before pressing it, if anything."""
        return ""

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
        clashes = self.clashes(form)
        if clashes.unread(self.request.POST):
            return self.render_to_response(self.get_context_data(form=form, clashes=clashes))
        try:
            shown, done = self.change(form)
        except BookingRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, done)
        return redirect(self.inspect_url_name, shown.pk)

    def clashes(self, form: Any) -> Clashes:
        """What to warn of before anything is changed."""
        return Clashes()

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

    def clashes(self, form: SubstituteForm) -> Clashes:
        booking = self.booking
        return clashes_of(
            session=session_for_booking(booking.session_id),
            people=people_meant([form.delegate], booker=booking.booker, school=booking.school),
            school=booking.school,
            own=booking.booker_id,
            you=False,
        )

    def change(self, form: SubstituteForm) -> tuple[Booking, str]:
        new = substitute(
            place=form.cleaned_data["place"],
            delegate=form.delegate,
            actor=self.user,
            staff=True,
            reason=form.cleaned_data["reason"],
        )
        return self.booking, f"{new.person.name} has the place. {ALL_TOLD}"


class BookingTransferView(BookingChangeView):
    """Places move to another date of the course."""

    form_class = TransferForm
    page_title = "Move to another date"
    button = "Move the places"
    explanation = "Both dates change together or not at all. The places moved make a new booking, linked to this one."

    def clashes(self, form: TransferForm) -> Clashes:
        moving, to = list(form.cleaned_data["places"]), int(form.cleaned_data["to"])
        return clashes_there(self.booking, moving, to=to, own=self.booking.booker_id, you=False)

    def change(self, form: TransferForm) -> tuple[Booking, str]:
        new = transfer_places(
            booking=self.booking,
            places=list(form.cleaned_data["places"]),
            to_session_id=int(form.cleaned_data["to"]),
            actor=self.user,
            reason=form.cleaned_data["reason"],
            waive=form.cleaned_data["waive"],
        )
        return new, f"Moved: this is the new booking {new.reference}. {ALL_TOLD}"


class BookingCancelView(BookingChangeView):
    """Gives places back, and takes people off the waiting list."""

    form_class = CancelForm
    page_title = "Cancel places"
    header_icon = "cross"
    button, button_class = "Cancel these places", "serious"
    keep = "Keep them all"

    def get_warning(self) -> str:
        told = [person.name for person in answering(self.booking)]
        said = (
            f"{' and '.join(told)} {'get' if len(told) > 1 else 'gets'} an e-mail that says whose place was "
            "cancelled, and so does each of these people whose address we know."
            if told
            else "Each of these people whose address we know gets an e-mail."
        )
        return (
            "The seats are offered to the first on the waiting list, or go back to the public, at once. "
            + said
        )

    def change(self, form: CancelForm) -> tuple[Booking, str]:
        ended = cancel_places(
            booking=self.booking,
            places=list(form.cleaned_data["places"]),
            actor=self.user,
            reason=form.cleaned_data["reason"],
            waive=form.cleaned_data["waive"],
        )
        places = "1 place was" if len(ended) == 1 else f"{len(ended)} places were"
        return self.booking, f"{places} cancelled. The people concerned are told by e-mail."


class BookingPinView(BookingChangeView):
    """Puts the booking first on its waiting list, or back in its turn."""

    form_class = PinForm
    template_name = "admin/places/booking_pin.html"
    header_icon = "thumbtack"
    keep = "Leave it as it is"

    @cached_property
    def group(self) -> WaitingGroup | None:
        """None when nobody of the booking waits any longer."""
        waits = self.booking.places.filter(state=Place.State.WAITING).exists()
        return WaitingGroup.objects.filter(booking=self.booking).first() if waits else None

    @property
    def is_first(self) -> bool:
        return self.group is not None and self.group.pinned

    @property
    def page_title(self) -> str:
        return "Back to its turn" if self.is_first else "Put first on the list"

    def get_button(self) -> str:
        return "Put back in its turn" if self.is_first else "Put first"

    def get_warning(self) -> str:
        if self.is_first:
            return (
                "The booking goes back to the turn it joined in. What was kept for it is offered to the "
                "next at once."
            )
        passes = "The booking passes everybody who joined before it."
        if self.group is not None and self.group.together:
            passes += (
                " It wants places for all of its people together: what comes free is kept until there are "
                "enough, and nobody else is offered a place until then."
            )
        return passes

    def get_initial(self) -> dict[str, Any]:
        return {"first": not self.is_first}

    def change(self, form: PinForm) -> tuple[Booking, str]:
        if self.group is None:
            return self.booking, "Nobody of this booking waits for a place."
        first = form.cleaned_data["first"]
        pin_group(group=self.group, pinned=first, actor=self.user, reason=form.cleaned_data["reason"])
        said = "is first on the waiting list" if first else "is in its turn again"
        return self.booking, f"{self.booking.reference} {said}."
