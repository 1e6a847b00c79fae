"""Addresses under ``/bookings/``."""

from __future__ import annotations

from django.urls import path

from bookings.places.change_views import InsteadByLinkView, MoveView, SubstituteView
from bookings.places.evaluations.views import QuestionsView, StopView
from bookings.places.feeds.views import CalendarsView, feed
from bookings.places.journey_views import CheckView, DelegatesView, DoneView
from bookings.places.needs.views import NeedsView
from bookings.places.offer_views import OfferView
from bookings.places.own_views import BookingListView, BookingView, CalendarView, CancelView
from bookings.places.place_views import PlaceCalendarView, PlaceView

app_name = "bookings"

urlpatterns = [
    path("", BookingListView.as_view(), name="list"),
    path("new/<uuid:uid>/", DelegatesView.as_view(), name="delegates"),
    path("new/<uuid:uid>/check/", CheckView.as_view(), name="check"),
    path("offer/<str:key>/", OfferView.as_view(), name="offer"),
    path("place/<str:key>/", PlaceView.as_view(), name="place"),
    path("place/<str:key>/calendar.ics", PlaceCalendarView.as_view(), name="place_calendar"),
    path("place/<str:key>/needs/", NeedsView.as_view(), name="place_needs"),
    path("calendars/", CalendarsView.as_view(), name="calendars"),
    path("calendars/<str:key>.ics", feed, name="feed"),
    path("place/<str:key>/instead/", InsteadByLinkView.as_view(), name="place_instead"),
    path("place/<str:key>/questions/stop/", StopView.as_view(), name="questions_stop"),
    path("place/<str:key>/questions/<str:stage>/", QuestionsView.as_view(), name="questions"),
    path("<str:reference>/", BookingView.as_view(), name="detail"),
    path("<str:reference>/done/", DoneView.as_view(), name="done"),
    path("<str:reference>/calendar.ics", CalendarView.as_view(), name="calendar"),
    path("<str:reference>/cancel/", CancelView.as_view(), name="cancel"),
    path("<str:reference>/instead/<int:pk>/", SubstituteView.as_view(), name="instead"),
    path("<str:reference>/move/", MoveView.as_view(), name="move"),
]
