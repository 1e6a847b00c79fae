"""Admin of clinics and LIFT: the dates, the actions, and the numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.generic import TemplateView
from django_filters import ChoiceFilter, DateFromToRangeFilter, ModelChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from bookings.slots.choices import Kind, MeetingState
from bookings.slots.counts import count, headings, period_of, periods, tables
from bookings.slots.models import LiftAction, SupportMeeting
from bookings.slots.querysets import LiftActionQuerySet
from bookings.slots.staff.action_views import (
    ActionDoneView,
    ActionIndexView,
    ActionSheetView,
    RecordView,
)
from bookings.slots.staff.forms import meeting_editor
from bookings.slots.staff.meeting_views import (
    AgendaView,
    MeetingCancelView,
    MeetingCreateView,
    MeetingEditView,
    MeetingIndexView,
    MeetingSeriesView,
)
from portal.accounts.models import Person
from portal.base import clock
from portal.base.admin_filters import any_choice, any_of
from portal.base.admin_views import CarefulDeleteView, EditableViewSet, ReadOnlyViewSet, RowTitle
from portal.base.spreadsheets import csv_response
from portal.vocabulary.models import AreaOfNeed, District


class MeetingFilters(WagtailFilterSet):
    """By kind, state, district, area of need and day."""

    kind = any_choice(Kind.choices, "Kind")
    state = any_choice(MeetingState.choices, "State")
    district = any_of(District, "District")
    area_of_need = any_of(AreaOfNeed, "Area of need")
    starts_at = DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)

    class Meta:
        model = SupportMeeting
        fields = ["kind", "state", "district", "area_of_need", "starts_at"]


class SupportMeetingViewSet(EditableViewSet):
    """Drop-in clinics and LIFT meetings."""

    model = SupportMeeting
    name = "support_meetings"
    url_prefix = "clinics-and-lift"
    icon = "group"
    menu_label = "Clinics and LIFT meetings"
    menu_order = 10
    edit_handler = meeting_editor
    index_view_class = MeetingIndexView
    add_view_class = MeetingCreateView
    edit_view_class = MeetingEditView
    delete_view_class = CarefulDeleteView
    inspect_view_class = AgendaView
    inspect_view_enabled = True
    inspect_view_fields = ["kind", "state"]
    copy_view_enabled = False
    filterset_class = MeetingFilters
    search_fields = ["district__name", "area_of_need__name", "venue__name", "trainers__name"]
    list_display = [
        RowTitle("title", label="What", accessor="title"),
        Column(
            "when",
            label="When",
            accessor=lambda row: clock.say_span(row.starts_at, row.ends_at),
            sort_key="starts_at",
        ),
        Column("place", label="Where", accessor="place_words"),
        Column("state", label="State", accessor="get_state_display", sort_key="state"),
        Column("booked", label="Booked", accessor=lambda row: f"{row.booked_count} of {row.slot_count}"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        views = {"cancel": MeetingCancelView, "series": MeetingSeriesView, "record": RecordView}
        return [
            *super().get_urlpatterns(),
            *(
                path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
                for name, view in views.items()
            ),
        ]


STATES = [("open", "Not done"), ("overdue", "Overdue"), ("untold", "School not told"), ("done", "Done")]


class ActionFilters(WagtailFilterSet):
    """By state, district, who does it, and when it is due."""

    state = ChoiceFilter(
        choices=STATES, label="State", method="in_state", widget=forms.RadioSelect, empty_label="Any"
    )
    meeting__district = any_of(District, "District")
    owner = ModelChoiceFilter(
        queryset=Person.objects.filter(lift_actions__isnull=False).distinct(),
        label="Who does it",
        null_label="The school",
        null_value="school",
    )
    due_on = DateFromToRangeFilter(label="Due", widget=DateRangePickerWidget)

    class Meta:
        model = LiftAction
        fields = ["state", "meeting__district", "owner", "due_on"]

    def in_state(self, rows: LiftActionQuerySet, _name: str, wanted: str) -> QuerySet[LiftAction]:
        """Those in one of ``STATES``."""
        if wanted == "done":
            return rows.filter(done_at__isnull=False)
        return {"open": rows.not_done, "overdue": rows.overdue, "untold": rows.untold}[wanted]()


class LiftActionViewSet(ReadOnlyViewSet):
    """What LIFT meetings agreed: recorded at the meeting, chased, and said to be done."""

    model = LiftAction
    name = "lift_actions"
    url_prefix = "lift-actions"
    icon = "tasks"
    menu_label = "LIFT actions"
    menu_order = 20
    index_view_class = ActionIndexView
    inspect_view_class = ActionSheetView
    inspect_view_enabled = True
    inspect_view_fields = ["text"]
    filterset_class = ActionFilters
    search_fields = ["text", "owner__name", "booking__school__name"]
    list_display = [
        "text",
        Column(
            "school",
            label="School",
            accessor=lambda row: row.booking.school if row.booking else "The meeting as a whole",
        ),
        Column("owner", label="Who does it", accessor="owner_words"),
        Column("due", label="Due", accessor=lambda row: clock.say_date(row.due_on), sort_key="due_on"),
        Column(
            "told",
            label="School told",
            accessor=lambda row: clock.say_date(row.told_at) if row.told_at else "Not yet",
            sort_key="told_at",
        ),
        Column("state", label="State", accessor="state_words"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("done/<int:pk>/", ActionDoneView.as_view(), name="done"),
            path("reopen/<int:pk>/", ActionDoneView.as_view(done=False), name="reopen"),
        ]


class CountsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The numbers of a school year or term, as a table or a spreadsheet."""

    model = SupportMeeting
    any_permission_required = ["view"]
    template_name = "admin/slots/counts.html"
    page_title = "Clinics and LIFT in numbers"
    header_icon = "history"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") != "csv":
            return super().get(request, *args, **kwargs)
        period = period_of(request.GET.get("period"))
        rows = [line.cells() for line in count(period)]
        return csv_response(name=f"clinics-and-lift-{period.key}", headings=headings(), rows=rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period = period_of(self.request.GET.get("period"))
        return super().get_context_data(
            period=period,
            periods=periods(),
            tables=tables(count(period)),
            **kwargs,
        )

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [{"url": "", "label": self.page_title}]


class SupportCountsViewSet(ReadOnlyViewSet):
    """How much of it there is and what comes of it."""

    model = SupportMeeting
    name = "support_counts"
    url_prefix = "clinics-and-lift-in-numbers"
    icon = "history"
    menu_label = "In numbers"
    menu_order = 30

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.construct_view(CountsView), name="index")]
