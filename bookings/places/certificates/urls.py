"""Addresses under ``/certificates/``: for whoever is shown a certificate."""

from __future__ import annotations

from django.urls import path

from bookings.places.certificates.views import CheckView, OneView

app_name = "certificates"

urlpatterns = [
    path("check/", CheckView.as_view(), name="check"),
    path("<str:code>/", OneView.as_view(), name="one"),
]
