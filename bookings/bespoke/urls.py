"""Addresses of requests for bespoke training, under ``/bookings/``."""

from __future__ import annotations

from django.urls import path

from bookings.bespoke.school.views import NewRequestView, RequestListView, RequestView

app_name = "bespoke"

urlpatterns = [
    path("requests/", RequestListView.as_view(), name="requests"),
    path("requests/new/", NewRequestView.as_view(), name="new"),
    path("requests/<str:reference>/", RequestView.as_view(), name="request"),
]
