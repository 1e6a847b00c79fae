"""Addresses under ``/training/`` that are no course's page."""

from __future__ import annotations

from django.urls import path

from training.calendar import views as calendar_views
from training.near import views as near_views

app_name = "training"

urlpatterns = [
    path("calendar/", calendar_views.month, name="calendar"),
    path("calendar.ics", calendar_views.feed, name="calendar_feed"),
    path("near/", near_views.near, name="near"),
    path("<slug:slug>/dates.ics", calendar_views.course_feed, name="course_feed"),
]
