"""Addresses under ``/bookings/``."""

from __future__ import annotations

from django.urls import path

from bookings.places.approvals.views import ApprovalView
from bookings.places.attendance.finish_views import RegisterFinishView, RegisterOpenView
from bookings.places.attendance.offline_views import offline_register, register_worker
from bookings.places.attendance.views import (
    RegisterMarksView,
    RegisterPrintView,
    RegistersView,
    RegisterView,
)
from bookings.places.attendance.walk_in_views import WalkInView
from bookings.places.certificates.views import CertificatePdfView, CertificateView
from bookings.places.change_views import InsteadByLinkView, MoveView, SubstituteView
from bookings.places.evaluations.views import QuestionsView, StopView
from bookings.places.feeds.views import CalendarsView, feed
from bookings.places.journey_views import CheckView, DelegatesView, DoneView
from bookings.places.needs.views import NeedsView
from bookings.places.offer_views import OfferView
from bookings.places.own_views import BookingListView, BookingView, CalendarView, CancelView
from bookings.places.place_views import PlaceCalendarView, PlaceView
from bookings.places.record.views import (
    MyTrainingFileView,
    MyTrainingView,
    SchoolTrainingFileView,
    SchoolTrainingView,
)

app_name = "bookings"

urlpatterns = [
    path("", BookingListView.as_view(), name="list"),
    path("new/<uuid:uid>/", DelegatesView.as_view(), name="delegates"),
    path("new/<uuid:uid>/check/", CheckView.as_view(), name="check"),
    path("offer/<str:key>/", OfferView.as_view(), name="offer"),
    path("approval/<str:key>/", ApprovalView.as_view(), name="approval"),
    path("place/<str:key>/", PlaceView.as_view(), name="place"),
    path("place/<str:key>/calendar.ics", PlaceCalendarView.as_view(), name="place_calendar"),
    path("place/<str:key>/needs/", NeedsView.as_view(), name="place_needs"),
    path("calendars/", CalendarsView.as_view(), name="calendars"),
    path("calendars/<str:key>.ics", feed, name="feed"),
    path("place/<str:key>/instead/", InsteadByLinkView.as_view(), name="place_instead"),
    path("place/<str:key>/questions/stop/", StopView.as_view(), name="questions_stop"),
    path("place/<str:key>/questions/<str:stage>/", QuestionsView.as_view(), name="questions"),
    path("registers/", RegistersView.as_view(), name="registers"),
    path("registers/offline/", offline_register, name="register_offline"),
    path("registers/worker.js", register_worker, name="register_worker"),
    path("registers/<uuid:uid>/", RegisterView.as_view(), name="register"),
    path("registers/<uuid:uid>/marks/", RegisterMarksView.as_view(), name="register_marks"),
    path("registers/<uuid:uid>/print/", RegisterPrintView.as_view(), name="register_print"),
    path("registers/<uuid:uid>/walk-in/", WalkInView.as_view(), name="walk_in"),
    path("registers/<uuid:uid>/finish/", RegisterFinishView.as_view(), name="register_finish"),
    path("registers/<uuid:uid>/open/", RegisterOpenView.as_view(), name="register_open"),
    path("place/<str:key>/certificate/", CertificateView.as_view(), name="certificate"),
    path("place/<str:key>/certificate.pdf", CertificatePdfView.as_view(), name="certificate_pdf"),
    path("my-training/", MyTrainingView.as_view(), name="my_training"),
    path("my-training.csv", MyTrainingFileView.as_view(), name="my_training_file"),
    path("schools/<int:school_id>/training/", SchoolTrainingView.as_view(), name="school_training"),
    path(
        "schools/<int:school_id>/training.csv",
        SchoolTrainingFileView.as_view(),
        name="school_training_file",
    ),
    path("<str:reference>/", BookingView.as_view(), name="detail"),
    path("<str:reference>/done/", DoneView.as_view(), name="done"),
    path("<str:reference>/calendar.ics", CalendarView.as_view(), name="calendar"),
    path("<str:reference>/cancel/", CancelView.as_view(), name="cancel"),
    path("<str:reference>/instead/<int:pk>/", SubstituteView.as_view(), name="instead"),
    path("<str:reference>/move/", MoveView.as_view(), name="move"),
]
