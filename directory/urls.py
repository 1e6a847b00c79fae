"""Addresses under ``/directory/``."""

from __future__ import annotations

from django.urls import path

from directory import views

app_name = "directory"

urlpatterns = [path("<slug:kind>/<slug:slug>/", views.entry, name="entry")]
