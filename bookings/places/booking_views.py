"""The admin's views of one booking: all about it, giving its places back, and its turn in a line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bookings.places.eligibility import cancellation_refusal
from bookings.places.errors import CannotCancel
from bookings.places.models import Booking, Place, WaitingGroup
from bookings.places.permissions import CANCEL, bookings_for_staff
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.waiting import pin_group
from portal.accounts.validators import validate_one_line
from portal.base.admin_forms import AdminForm
from portal.base.admin_views import SheetView


class BookingSheetView(SheetView):
    """A booking with its places and what happened to each."""

    template_name = "admin/places/booking.html"

    def get_object(self, queryset: QuerySet[Booking] | None = None) -> Booking:
        rows = bookings_for_staff(self.request.user).select_related(
            "session__course", "session__venue", "booker", "school", "terms", "moved_from"
        )
        return get_object_or_404(rows.distinct(), pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = self.object.places.select_related("person", "role").prefetch_related(
            "events__actor", "charges"
        )
        can_end = any(p.state in p.ACTIVE for p in places) and not cancellation_refusal(
            self.object.session
        )
        return super().get_context_data(
            booking=self.object,
            places=places,
            may_cancel=can_end and self.request.user.has_perm(CANCEL),
            **kwargs,
        )


def _name_and_state(place: Place) -> str:
    """The name; of somebody without a place yet, also how far they have come."""
    name = place.person.name
    return name if place.state in Place.LIVE else f"{name} ({place.get_state_display().lower()})"


class CancelForm(AdminForm):
    """Which of a booking's places to give back; none is ticked to begin with."""

    places = forms.ModelMultipleChoiceField(
        Place.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Whose place to cancel",
        error_messages={"required": "Tick at least one person, or go back without cancelling."},
    )

    reason = forms.CharField(
        label="Why",
        max_length=300,
        validators=[validate_one_line],
        help_text="Read by staff only, e.g. “Rang us: ill”. It stays in the record.",
        error_messages={"required": "Say why: it stays in the record."},
    )
    waive = forms.BooleanField(
        label="Charge nothing, for this reason",
        required=False,
        help_text="Otherwise what the agreed terms ask for cancelling late is proposed as a charge.",
    )

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["places"]
        field.queryset = booking.places.active().select_related("person")
        field.label_from_instance = _name_and_state


class BookingCancelView(WagtailAdminTemplateMixin, FormView):
    """Asks whose places to cancel and says who will be told, then does it through the service."""

    model = Booking
    form_class = CancelForm
    template_name = "admin/places/booking_cancel.html"
    page_title = "Cancel places"
    header_icon = "cross"
    index_url_name = inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(CANCEL):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def booking(self) -> Booking:
        rows = bookings_for_staff(self.request.user).select_related("session__course", "booker")
        return get_object_or_404(rows.distinct(), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "booking": self.booking}

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.booking.pk])

    def get_page_subtitle(self) -> str:
        return self.booking.reference

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse(self.index_url_name), "label": "Bookings"},
            {"url": self.get_success_url(), "label": self.booking.reference},
            {"url": "", "label": self.page_title, "sublabel": self.booking.reference},
        ]

    def form_valid(self, form: CancelForm) -> HttpResponse:
        try:
            ended = cancel_places(
                booking=self.booking,
                places=list(form.cleaned_data["places"]),
                actor=self.request.user,
                reason=form.cleaned_data["reason"],
                waive=form.cleaned_data["waive"],
            )
        except CannotCancel as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        places = "1 place was" if len(ended) == 1 else f"{len(ended)} places were"
        messages.success(self.request, f"{places} cancelled. The people concerned are told by e-mail.")
        return redirect(self.get_success_url())


class PinForm(AdminForm):
    """Why somebody passes others in the line."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        validators=[validate_one_line],
        help_text="Kept with the booking for staff to read, e.g. “Its first place was cancelled by us”. "
        "Never a pupil’s name.",
    )


class BookingPinView(WagtailAdminTemplateMixin, FormView):
    """Asks why, then changes the booking's place in the line."""

    model = Booking
    form_class = PinForm
    template_name = "admin/places/booking_pin.html"
    header_icon = "thumbtack"
    index_url_name = inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(CANCEL):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def booking(self) -> Booking:
        rows = bookings_for_staff(self.request.user).select_related("session__course", "booker")
        return get_object_or_404(rows.distinct(), pk=self.kwargs["pk"])

    @cached_property
    def group(self) -> WaitingGroup | None:
        """None when nobody of the booking waits any longer."""
        return WaitingGroup.objects.filter(
            booking=self.booking, booking__places__state="waiting"
        ).first()

    @property
    def page_title(self) -> str:
        return "Back to its turn" if self.group and self.group.pinned else "Put first on the list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(booking=self.booking, group=self.group, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.booking.reference

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        inspect = reverse(self.inspect_url_name, args=[self.booking.pk])
        return [
            {"url": reverse(self.index_url_name), "label": "Bookings"},
            {"url": inspect, "label": self.booking.reference},
            {"url": "", "label": self.page_title, "sublabel": self.booking.reference},
        ]

    def form_valid(self, form: PinForm) -> HttpResponse:
        group = self.group
        if group is not None:
            pin_group(
                group=group,
                pinned=not group.pinned,
                actor=self.request.user,
                reason=form.cleaned_data["reason"],
            )
            said = "is in its turn again" if group.pinned else "is first on the waiting list"
            messages.success(self.request, f"{self.booking.reference} {said}.")
        return redirect(reverse("sessions:inspect", args=[self.booking.session_id]))
