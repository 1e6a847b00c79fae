"""Addresses under ``/schools/``."""

from __future__ import annotations

from django.urls import path

from portal.accounts.finder import views

app_name = "finder"

urlpatterns = [
    path("", views.find, name="find"),
    path("<int:pk>/", views.school, name="school"),
]
