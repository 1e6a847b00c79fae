"""Our own addresses under ``/accounts/``; what is not here is django-allauth's."""

from __future__ import annotations

from django.urls import path

from portal.accounts.email_change.views import ConfirmView, StopView
from portal.accounts.own.views import DetailsView, HomeView
from portal.accounts.personal_data.views import DataView, DeletedView, DeleteView

app_name = "accounts"

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("details/", DetailsView.as_view(), name="details"),
    path("data/", DataView.as_view(), name="data"),
    path("delete/", DeleteView.as_view(), name="delete"),
    path("deleted/", DeletedView.as_view(), name="deleted"),
    path("email/confirm/<str:key>/", ConfirmView.as_view(), name="email_confirm"),
    path("email/stop/<str:key>/", StopView.as_view(), name="email_stop"),
]
