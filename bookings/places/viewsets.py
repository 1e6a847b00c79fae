"""Admin lists of sessions, with their places, and of bookings, which are read and never typed over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.urls import URLPattern, path
from django_filters import (
    BooleanFilter,
    ChoiceFilter,
    DateFromToRangeFilter,
)
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.models import IndexView

from bookings.places.approvals.admin_views import BookingApprovalView
from bookings.places.attendance.listing import not_finished
from bookings.places.attendance.services import TAKEN
from bookings.places.booking_views import BookingSheetView
from bookings.places.calling_off_views import SessionCallOffView
from bookings.places.change_admin_views import (
    BookingCancelView,
    BookingPinView,
    BookingSubstituteView,
    BookingTransferView,
)
from bookings.places.decision_views import SessionDecideView
from bookings.places.models import Booking, Place
from bookings.places.permissions import bookings_for_staff
from bookings.places.series_views import SessionSeriesView
from bookings.places.session_form import session_editor
from bookings.places.session_views import (
    SessionCopyView,
    SessionCreateView,
    SessionDelegatesView,
    SessionDeleteView,
    SessionEditView,
    SessionIndexView,
    SessionSheetView,
)
from bookings.places.staff_booking_views import BookForSchoolView
from portal.base import clock
from portal.base.admin_filters import any_choice, any_of
from portal.base.admin_views import EditableViewSet, ReadOnlyViewSet
from portal.base.money import decimal_pounds, say_pounds
from portal.base.spreadsheets import SafeExportMixin
from portal.vocabulary.choices import Format
from portal.vocabulary.models import District
from training.choices import SessionState
from training.models import Session


class SessionFilters(WagtailFilterSet):
    """By state, format, district of the venue, day, whether it is to be decided, and its register."""

    state = any_choice(SessionState.choices, "State")
    format = any_choice(Format.choices, "Format")
    venue__district = any_of(District, "District")
    starts_at = DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)
    to_decide = BooleanFilter(
        label="To decide",
        method="filter_to_decide",
        widget=forms.Select(choices=[("", "Any"), ("true", "Day of decision has come")]),
    )

    register_missing = BooleanFilter(
        label="Register",
        method="filter_register_missing",
        widget=forms.Select(choices=[("", "Any"), ("true", "Not finished, and the session is over")]),
    )

    class Meta:
        model = Session
        fields = ["state", "format", "venue__district", "starts_at"]

    def filter_register_missing(
        self, rows: QuerySet[Session], _name: str, wanted: bool
    ) -> QuerySet[Session]:
        """Sessions that are over and whose register somebody has still to finish."""
        ids = not_finished(Session.objects.filter(state__in=TAKEN)).values("pk")
        return rows.filter(pk__in=ids) if wanted else rows.exclude(pk__in=ids)

    def filter_to_decide(self, rows: QuerySet[Session], _name: str, wanted: bool) -> QuerySet[Session]:
        """Sessions of which somebody has to say whether they go ahead."""
        ids = Session.objects.to_decide().values("pk")
        return rows.filter(pk__in=ids) if wanted else rows.exclude(pk__in=ids)


def _when(session: Session) -> str:
    if session.starts_at is None:
        return "No meeting yet"
    return clock.say_moment(session.starts_at)


def _seats(session: Session) -> str:
    seats = getattr(session, "seats", None)
    if seats is None:
        return "Not set"
    waiting = f", {seats.waiting} waiting" if seats.waiting else ""
    return f"{seats.taken} of {seats.capacity}{waiting}"


def _price(booking: Booking) -> str:
    if booking.price_pence:
        return say_pounds(booking.price_pence)
    if booking.state in (Booking.State.WAITING, Booking.State.APPROVAL):
        return "Nothing yet"  # owed from the first place that counts
    return "Nothing" if booking.state == Booking.State.CANCELLED else "Free"


class SessionViewSet(EditableViewSet):
    """Dated runs of courses."""

    model = Session
    name = "sessions"
    icon = "calendar-alt"
    menu_label = "Sessions"
    edit_handler = session_editor
    index_view_class = SessionIndexView
    add_view_class = SessionCreateView
    edit_view_class = SessionEditView
    delete_view_class = SessionDeleteView
    inspect_view_class = SessionSheetView
    copy_view_class = SessionCopyView
    inspect_view_enabled = True
    inspect_view_fields = ["course", "state", "format", "venue"]
    filterset_class = SessionFilters
    search_fields = ["course__title", "course__reference", "venue__name", "venue__town"]
    list_display = [
        "course",
        Column("when", label="First meeting", accessor=_when, sort_key="starts_at"),
        Column("place", label="Place", accessor="place_words"),
        Column("state", label="State", accessor="get_state_display", sort_key="state"),
        Column("seats", label="Booked", accessor=_seats, sort_key="seats__taken"),
    ]

    def get_copy_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return kwargs

    def get_urlpatterns(self) -> list[URLPattern]:
        delegates = self.construct_view(SessionDelegatesView)
        cancel = self.construct_view(
            SessionCallOffView,
            index_url_name=self.get_url_name("index"),
            edit_url_name=self.get_url_name("edit"),
            inspect_url_name=self.get_url_name("inspect"),
        )
        decide = self.construct_view(
            SessionDecideView,
            index_url_name=self.get_url_name("index"),
            edit_url_name=self.get_url_name("edit"),
            inspect_url_name=self.get_url_name("inspect"),
        )
        series = self.construct_view(SessionSeriesView, index_url_name=self.get_url_name("index"))
        book = self.construct_view(
            BookForSchoolView,
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
        )
        return [
            *super().get_urlpatterns(),
            path("delegates/<int:pk>.csv", delegates, name="delegates"),
            path("cancel/<int:pk>/", cancel, name="cancel"),
            path("decide/<int:pk>/", decide, name="decide"),
            path("series/<int:pk>/", series, name="series"),
            path("book/<int:pk>/", book, name="book"),
        ]


class BookingFilters(WagtailFilterSet):
    """By state, day, district of the school, and whether there is something to invoice or to refund."""

    state = ChoiceFilter(
        choices=Booking.State.choices, label="State", widget=forms.RadioSelect, empty_label="Any"
    )
    created_at = DateFromToRangeFilter(label="Booked", widget=DateRangePickerWidget)
    session__starts_at = DateFromToRangeFilter(label="Session", widget=DateRangePickerWidget)
    school__district = any_of(District, "School’s district")
    to_invoice = BooleanFilter(
        label="To invoice",
        method="filter_to_invoice",
        widget=forms.Select(
            choices=[("", "Any"), ("true", "Something to invoice"), ("false", "Nothing")]
        ),
    )
    to_refund = BooleanFilter(
        label="To refund",
        method="filter_to_refund",
        widget=forms.Select(
            choices=[("", "Any"), ("true", "Owed back if it was paid"), ("false", "Nothing")]
        ),
    )

    class Meta:
        model = Booking
        fields = ["state", "created_at", "session__starts_at", "school__district"]

    def filter_to_invoice(self, rows: QuerySet[Booking], _name: str, wanted: bool) -> QuerySet[Booking]:
        """Confirmed bookings with a price, or all others."""
        owed = Q(state=Booking.State.CONFIRMED, price_pence__gt=0)
        return rows.filter(owed) if wanted else rows.exclude(owed)

    def filter_to_refund(self, rows: QuerySet[Booking], _name: str, wanted: bool) -> QuerySet[Booking]:
        """Bookings of sessions that we cancelled, which had a price."""
        owed = Q(refund_pence__gt=0)
        return rows.filter(owed) if wanted else rows.exclude(owed)


class BookingIndexView(SafeExportMixin, IndexView):
    """Bookings that the signed-in person may read, newest first."""

    list_export = [
        "reference",
        "course",
        "first_meeting",
        "booked_by",
        "e_mail",
        "school",
        "places",
        "state",
        "pounds",
        "pounds_to_refund",
        "purchase_order",
        "booked",
    ]
    export_headings = {name: name.replace("_", " ").capitalize() for name in list_export}
    export_filename = "bookings"

    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Any:
        """References are read out over the phone, so they never break over two lines."""
        return super()._get_title_column(field_name, *args, classname="title kd-reference", **kwargs)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """One booking as a row; people who see the list know these words."""
        return {
            "reference": item.reference,
            "course": item.session.title,
            "first_meeting": _when(item.session),
            "booked_by": item.booker.name,
            "e_mail": item.booker.email,
            "school": str(item.school or ""),
            "places": item.live_places,
            "state": item.get_state_display(),
            "pounds": decimal_pounds(item.price_pence),
            "pounds_to_refund": decimal_pounds(item.refund_pence),
            "purchase_order": item.purchase_order,
            "booked": clock.say_date(item.created_at),
        }

    def get_base_queryset(self) -> QuerySet[Booking]:
        live = Count("places", filter=Q(places__state__in=Place.LIVE))
        rows = bookings_for_staff(self.request.user).annotate(live_places=live)
        return rows.select_related("session__course", "booker", "school").order_by("-created_at")


class BookingViewSet(ReadOnlyViewSet):
    """Bookings: looked up, exported and cancelled, never added or edited by hand."""

    model = Booking
    name = "admin_bookings"
    url_prefix = "bookings"
    icon = "tasks"
    menu_label = "Bookings"
    index_view_class = BookingIndexView
    inspect_view_class = BookingSheetView
    inspect_view_enabled = True
    inspect_view_fields = ["reference", "state"]
    filterset_class = BookingFilters
    search_fields = [
        "reference",
        "booker__name",
        "booker__email",
        "school__name",
        "session__course__title",
    ]
    list_display = [
        "reference",
        Column("session", label="Session", accessor="session", sort_key="session__starts_at"),
        Column("booker", label="Booked by", accessor="booker", sort_key="booker__name"),
        Column("school", label="School", accessor=lambda booking: booking.school or "For themselves"),
        Column("places", label="Places", accessor="live_places", sort_key="live_places"),
        Column("price", label="Price", accessor=_price, sort_key="price_pence"),
        Column("state", label="State", accessor="get_state_display", sort_key="state"),
        Column(
            "booked",
            label="Booked",
            accessor=lambda b: clock.say_date(b.created_at),
            sort_key="created_at",
        ),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        back = {
            "index_url_name": self.get_url_name("index"),
            "inspect_url_name": self.get_url_name("inspect"),
        }
        views = {
            "cancel": BookingCancelView,
            "substitute": BookingSubstituteView,
            "transfer": BookingTransferView,
            "pin": BookingPinView,
            "approval": BookingApprovalView,
        }
        return [
            *super().get_urlpatterns(),
            *(
                path(f"{name}/<int:pk>/", self.construct_view(view, **back), name=name)
                for name, view in views.items()
            ),
        ]
