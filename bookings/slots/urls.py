"""Addresses of clinics, LIFT meetings and slots, under ``/bookings/``."""

from __future__ import annotations

from django.urls import path

from bookings.slots.choices import Kind
from bookings.slots.own_views import OwnSlotsView
from bookings.slots.slot_views import DoneView, QuestionView, SlotCalendarView, SlotView
from bookings.slots.views import MeetingView, SlotListView

app_name = "slots"

urlpatterns = [
    path("clinics/", SlotListView.as_view(), name="clinics"),
    path("clinics/<uuid:uid>/", MeetingView.as_view(), name="clinic"),
    path("lift/", SlotListView.as_view(kind=Kind.LIFT), name="lift"),
    path("lift/<uuid:uid>/", MeetingView.as_view(kind=Kind.LIFT), name="lift_one"),
    path("slots/", OwnSlotsView.as_view(), name="own"),
    path("slots/<str:key>/", SlotView.as_view(), name="slot"),
    path("slots/<str:key>/done/", DoneView.as_view(), name="done"),
    path("slots/<str:key>/question/", QuestionView.as_view(), name="question"),
    path("slots/<str:key>/calendar.ics", SlotCalendarView.as_view(), name="calendar"),
]
