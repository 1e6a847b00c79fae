"""Addresses of schools' invoices, under ``/bookings/``."""

from __future__ import annotations

from django.urls import path

from bookings.finance.school.card_views import CardEventsView, PaidView, PayView
from bookings.finance.school.views import InvoicePdfView, InvoicesView, StatementView

app_name = "finance"

urlpatterns = [
    path("invoices/", InvoicesView.as_view(), name="invoices"),
    path("invoices/pay/", PayView.as_view(), name="pay"),
    path("invoices/paid/<uuid:uid>/", PaidView.as_view(), name="paid"),
    path("card-events/", CardEventsView.as_view(), name="card_events"),
    path("invoices/statement/<int:pk>/", StatementView.as_view(), name="statement"),
    path("invoices/<uuid:uid>.pdf", InvoicePdfView.as_view(), name="pdf"),
]
