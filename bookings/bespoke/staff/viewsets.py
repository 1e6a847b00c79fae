"""Admin of requests for bespoke training."""

from __future__ import annotations

from django.urls import URLPattern, path
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from bookings.bespoke.choices import State
from bookings.bespoke.models import Request
from bookings.bespoke.staff.agreed_views import CancelView, CloseView, ScheduleView
from bookings.bespoke.staff.views import (
    DecideView,
    GapView,
    QuoteView,
    RequestIndexView,
    RequestSheetView,
    TakeView,
)
from portal.base import clock
from portal.base.admin_filters import any_choice, any_of
from portal.base.admin_views import ReadOnlyViewSet, RowTitle
from portal.vocabulary.models import AreaOfNeed, District


class RequestFilters(WagtailFilterSet):
    """By state, area of need, the school's district, and day."""

    state = any_choice(State.choices, "State")
    area_of_need = any_of(AreaOfNeed, "Area of need")
    school__district = any_of(District, "School’s district")
    created_at = DateFromToRangeFilter(label="Asked", widget=DateRangePickerWidget)

    class Meta:
        model = Request
        fields = ["state", "area_of_need", "school__district", "created_at"]


class RequestViewSet(ReadOnlyViewSet):
    """What schools ask for beyond the offer."""

    model = Request
    name = "bespoke_requests"
    url_prefix = "bespoke-requests"
    icon = "mail"
    menu_label = "Requests"
    menu_order = 15
    index_view_class = RequestIndexView
    inspect_view_class = RequestSheetView
    inspect_view_enabled = True
    inspect_view_fields = ["reference"]
    filterset_class = RequestFilters
    search_fields = ["reference", "school__name", "requester__name", "aim"]
    list_display = [
        RowTitle("reference", label="Reference", accessor="reference", classname="title kd-reference"),
        Column("school", label="School", accessor="school"),
        Column("area", label="Area of need", accessor="area_of_need"),
        Column("staff", label="Staff", accessor="staff_count", sort_key="staff_count"),
        Column("state", label="State", accessor="get_state_display"),
        Column("officer", label="Who has it", accessor=lambda row: row.officer or "Nobody yet"),
        Column(
            "asked",
            label="Asked",
            accessor=lambda row: clock.say_date(row.created_at),
            sort_key="created_at",
        ),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        views = {
            "decide": DecideView,
            "quote": QuoteView,
            "gap": GapView,
            "schedule": ScheduleView,
            "cancel": CancelView,
        }
        return [
            *super().get_urlpatterns(),
            path("take/<int:pk>/", TakeView.as_view(), name="take"),
            path("close/<int:pk>/", CloseView.as_view(), name="close"),
            *(
                path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
                for name, view in views.items()
            ),
        ]
