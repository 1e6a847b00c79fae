"""Addresses that exist only where demonstration content is allowed."""

from __future__ import annotations

from django.urls import path

from portal.home import dev_views

app_name = "dev"

urlpatterns = [
    path("mail/", dev_views.mail_list, name="mail"),
    path("mail/<str:name>/", dev_views.mail_detail, name="mail_detail"),
    path("mfa/", dev_views.mfa_code, name="mfa"),
]
