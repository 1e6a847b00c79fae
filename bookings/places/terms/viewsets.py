"""The admin's lists of terms and of charges that wait for a decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import URLPattern, path
from django_filters import ChoiceFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from bookings.places.terms.admin_views import (
    ChargeDecideView,
    ChargeIndexView,
    ChargeSheetView,
    TermsCreateView,
    TermsEditView,
    TermsIndexView,
)
from bookings.places.terms.forms import TermsForm
from bookings.places.terms.models import ProposedCharge, Terms
from portal.base import clock
from portal.base.admin_filters import any_of
from portal.base.admin_views import EditableViewSet, ReadOnlyViewSet, RowTitle
from portal.base.money import say_pounds
from portal.vocabulary.models import District


def _late(terms: Terms) -> str:
    if terms.late_percent:
        return f"{terms.late_percent}% of the price"
    return say_pounds(terms.late_pence) if terms.late_pence else "Nothing"


def _free_until(terms: Terms) -> str:
    if not terms.free_until_days:
        return "It begins"
    return f"{terms.free_until_days} days before"


class TermsViewSet(EditableViewSet):
    """Until when cancelling is free, and what it may cost after that. Nothing here is ever deleted."""

    model = Terms
    name = "terms"
    url_prefix = "bookings-terms"
    icon = "form"
    menu_label = "Terms"
    menu_order = 30
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = TermsIndexView
    index_template_name = "admin/places/terms.html"
    add_view_class = TermsCreateView
    edit_view_class = TermsEditView
    list_display = [
        RowTitle("offering", label="Kind of place", accessor="get_offering_display"),
        Column("free", label="Free to cancel until", accessor=_free_until),
        Column("late", label="Cancelled late", accessor=_late),
        Column("no_show", label="Not coming", accessor=lambda row: say_pounds(row.no_show_pence)),
        Column("version", label="Version", accessor="version"),
        Column("state", label="In force", accessor=lambda row: "Yes" if row.current else "Replaced"),
        Column("since", label="Since", accessor=lambda row: clock.say_date(row.created_at)),
        Column("by", label="By", accessor=lambda row: row.changed_by or "–"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("offering", widget=forms.RadioSelect),
            MultiFieldPanel(
                [
                    FieldPanel("free_until_days"),
                    FieldPanel("late_percent"),
                    FieldPanel("late_pence", heading="Charge for cancelling late, in pounds"),
                ],
                heading="Cancelling",
            ),
            FieldPanel("no_show_pence", heading="Charge for not coming, in pounds"),
            FieldPanel("substitution_hours"),
            FieldPanel("waivers"),
        ],
        base_form_class=TermsForm,
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        nowhere = dict.fromkeys(["delete_url_name", "history_url_name", "usage_url_name"])
        return super().get_common_view_kwargs(**{**nowhere, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        gone = {"delete", "history", "history_results", "usage"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in gone]


class ChargeFilters(WagtailFilterSet):
    """By what was decided, what for, when, and the school's district."""

    state = ChoiceFilter(
        choices=ProposedCharge.State.choices, label="State", widget=forms.RadioSelect, empty_label="Any"
    )
    kind = ChoiceFilter(
        choices=ProposedCharge.Kind.choices,
        label="What for",
        widget=forms.RadioSelect,
        empty_label="Any",
    )
    proposed_at = DateFromToRangeFilter(label="Proposed", widget=DateRangePickerWidget)
    place__booking__school__district = any_of(District, "School’s district")

    class Meta:
        model = ProposedCharge
        fields = ["state", "kind", "proposed_at", "place__booking__school__district"]


class ChargeViewSet(ReadOnlyViewSet):
    """Charges that the terms ask for, which an officer confirms or waives."""

    model = ProposedCharge
    name = "proposed_charges"
    url_prefix = "bookings-charges"
    icon = "clipboard-list"
    menu_label = "Proposed charges"
    menu_order = 25
    index_view_class = ChargeIndexView
    inspect_view_enabled = True
    inspect_view_class = ChargeSheetView
    inspect_view_fields = ["kind", "state"]
    filterset_class = ChargeFilters
    search_fields = [
        "place__booking__reference",
        "place__person__name",
        "place__booking__booker__name",
        "place__booking__school__name",
        "place__session__course__title",
    ]
    list_display = [
        RowTitle("person", label="Whose place", accessor=lambda row: row.place.person.name),
        Column("school", label="School", accessor=lambda row: row.place.booking.school or "–"),
        Column("session", label="Session", accessor=lambda row: row.place.session),
        Column("kind", label="What for", accessor="get_kind_display", sort_key="kind"),
        Column("sum", label="Charge", accessor=lambda row: say_pounds(row.pence), sort_key="pence"),
        Column("state", label="State", accessor="get_state_display", sort_key="state"),
        Column(
            "proposed",
            label="Proposed",
            accessor=lambda row: clock.say_moment(row.proposed_at),
            sort_key="proposed_at",
        ),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        decide: Any = self.construct_view(
            ChargeDecideView,
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
        )
        return [*super().get_urlpatterns(), path("decide/<int:pk>/", decide, name="decide")]
