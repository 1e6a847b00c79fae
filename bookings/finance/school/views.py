"""A school's invoices, and their papers."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views import View

from bookings.finance.documents.answers import pdf_answer
from bookings.finance.models import Document
from bookings.finance.school.invoices import invoices_of


class InvoicesView(LoginRequiredMixin, View):
    """All that was issued to the reader's schools."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"schools": invoices_of(request.user)}  # type: ignore[arg-type]
        return render(request, "pages/finance/invoices.html", context)


class InvoicePdfView(LoginRequiredMixin, View):
    """One paper; 404 where it is not the reader's school's."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        rows = Document.objects.readable_by(request.user).select_related("file")  # type: ignore[arg-type]
        return pdf_answer(get_object_or_404(rows, uid=uid))
