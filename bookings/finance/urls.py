"""Addresses of schools' invoices, under ``/bookings/``."""

from __future__ import annotations

from django.urls import path

from bookings.finance.school.views import InvoicePdfView, InvoicesView

app_name = "finance"

urlpatterns = [
    path("invoices/", InvoicesView.as_view(), name="invoices"),
    path("invoices/<uuid:uid>.pdf", InvoicePdfView.as_view(), name="pdf"),
]
