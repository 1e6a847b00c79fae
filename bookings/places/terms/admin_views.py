"""Admin views of terms, each change of which is a new version, and of proposed charges."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.models import CreateView, EditView

from bookings.places.models import PlaceEvent
from bookings.places.permissions import DECIDE_CHARGES
from bookings.places.services.charges import decide_charge
from bookings.places.terms.forms import WAIVE, DecideForm
from bookings.places.terms.models import ProposedCharge, Terms
from bookings.places.terms.services import offerings_without_terms, save_terms
from portal.base import clock
from portal.base.admin_views import RowsView, SheetView
from portal.base.money import decimal_pounds
from portal.base.spreadsheets import SafeExportMixin


class TermsIndexView(RowsView):
    """What is in force, and below it what was."""

    def get_base_queryset(self) -> QuerySet[Terms]:
        return Terms.objects.select_related("changed_by").order_by("-current", "offering", "-version")

    def get_edit_url(self, instance: Terms) -> str | None:
        """What was replaced stays as it was."""
        url: str | None = super().get_edit_url(instance) if instance.current else None
        return url

    def get_add_url(self) -> str | None:
        """Terms are added for a kind that has none; the others are changed in the list."""
        url: str | None = super().get_add_url() if offerings_without_terms() else None
        return url


class TermsCreateView(CreateView):
    """Terms for a kind of place that has none."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not offerings_without_terms():
            messages.info(request, "Every kind of place has terms. Choose one below to change it.")
            return redirect(self.index_url_name)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def save_instance(self) -> Terms:
        return save_terms(terms=self.form.save(commit=False), by=self.request.user)


class TermsEditView(EditView):
    """The next version, begun from this one; only what is in force is changed."""

    def get_queryset(self) -> QuerySet[Terms]:
        return Terms.objects.filter(current=True)

    def save_instance(self) -> Terms:
        return save_terms(terms=self.form.save(commit=False), by=self.request.user)


class ChargeIndexView(SafeExportMixin, RowsView):
    """What is to be decided first, then the latest."""

    list_export = [
        "whose_place",
        "school",
        "booking",
        "course",
        "session",
        "what_for",
        "pounds",
        "state",
        "proposed",
        "reason",
        "decided_by",
    ]
    export_headings = {name: name.replace("_", " ").capitalize() for name in list_export}
    export_filename = "charges"

    def get_base_queryset(self) -> QuerySet[ProposedCharge]:
        waits = Case(When(state__in=ProposedCharge.TO_DECIDE, then=0), default=1)
        rows = ProposedCharge.objects.select_related(
            "place__person", "place__booking__school", "place__session__course", "decided_by"
        )
        return rows.order_by(waits, "-proposed_at", "-pk")

    def to_row_dict(self, item: ProposedCharge) -> dict[str, Any]:
        """One charge as a row."""
        session = item.place.session
        return {
            "whose_place": item.place.person.name,
            "school": str(item.place.booking.school or ""),
            "booking": item.place.booking.reference,
            "course": session.title,
            "session": clock.say_moment(session.starts_at) if session.starts_at else "",
            "what_for": item.get_kind_display(),
            "pounds": decimal_pounds(item.pence),
            "state": item.get_state_display(),
            "proposed": clock.say_date(item.proposed_at),
            "reason": item.reason,
            "decided_by": str(item.decided_by or ""),
        }


class ChargeSheetView(SheetView):
    """One charge, what was agreed, and what was decided."""

    template_name = "admin/places/charge.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        undecided = self.object.state in ProposedCharge.TO_DECIDE
        return super().get_context_data(
            charge=self.object,
            history=self.object.place.events.filter(kind__in=PlaceEvent.OF_CHARGES).select_related(
                "actor"
            ),
            may_decide=undecided and self.request.user.has_perm(DECIDE_CHARGES),
            **kwargs,
        )


class ChargeDecideView(WagtailAdminTemplateMixin, FormView):
    """An officer confirms the charge, or waives it and says why."""

    model = ProposedCharge
    form_class = DecideForm
    template_name = "admin/places/charge_decide.html"
    page_title = "Decide about a charge"
    header_icon = "clipboard-list"
    index_url_name = inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(DECIDE_CHARGES):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def charge(self) -> ProposedCharge:
        rows = ProposedCharge.objects.select_related(
            "place__person", "place__booking__school", "place__session__course", "terms"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "charge": self.charge}

    def get_page_subtitle(self) -> str:
        return self.charge.place.person.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        name = self.charge.place.person.name
        return [
            {"url": reverse(self.index_url_name), "label": "Proposed charges"},
            {"url": reverse(self.inspect_url_name, args=[self.charge.pk]), "label": name},
            {"url": "", "label": self.page_title, "sublabel": name},
        ]

    def form_valid(self, form: DecideForm) -> HttpResponse:
        waive = form.cleaned_data["answer"] == WAIVE
        decided = decide_charge(
            charge=self.charge,
            waive=waive,
            reason=form.cleaned_data["said"],
            by=self.request.user,
            seen=form.cleaned_data["seen"],
        )
        if decided:
            words = "waived" if waive else "confirmed"
            messages.success(self.request, f"The charge is {words}. Who booked is told by e-mail.")
        else:
            messages.error(
                self.request,
                "It was decided about, or came back, since you opened it. Look at it again.",
            )
        return redirect(self.index_url_name)
