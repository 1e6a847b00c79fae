"""A school's invoices, and their papers."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views import View

from bookings.finance.documents.answers import pdf_answer
from bookings.finance.models import Document
from bookings.finance.reports.statement_files import statement_csv
from bookings.finance.reports.statements import asked_period, statement
from bookings.finance.school.invoices import accounts_of, invoices_of


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


class StatementView(LoginRequiredMixin, View):
    """All that moved one account in a period; 404 where it is not the reader's school's."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = get_object_or_404(accounts_of(request.user), pk=pk)  # type: ignore[arg-type]
        period = asked_period(request.GET)
        found = statement(account, first=period.first, last=period.last)
        if request.GET.get("export") == "csv":
            return statement_csv(found)
        context = {"statement": found, "period": period}
        return render(request, "pages/finance/statement.html", context)
