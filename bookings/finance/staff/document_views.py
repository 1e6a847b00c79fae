"""The admin's views of what was issued: list, one of it, its paper, and crediting."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bookings.finance.cards.refunds import refundable
from bookings.finance.documents.answers import pdf_answer
from bookings.finance.documents.paper import is_untouched
from bookings.finance.errors import FinanceError
from bookings.finance.ledger.cuts import Cut
from bookings.finance.models import Document, DocumentLine, LedgerEntry
from bookings.finance.people import name_of
from bookings.finance.services.billing import give_back
from bookings.finance.services.issuing import left_to_credit
from bookings.finance.staff.exports import ControlledExportMixin
from bookings.finance.staff.forms import CreditForm
from bookings.finance.staff.reminder_views import reminder_facts
from portal.base import clock
from portal.base.admin_views import RowsView, SheetView
from portal.base.money import exact_pounds

READ, ISSUE = "finance.view_document", "finance.add_document"
PAY_BACK = "finance.add_cardrefund"


class DocumentIndexView(ControlledExportMixin, RowsView):
    """The latest first."""

    sums = ("pounds_without_vat", "vat", "pounds")
    list_export = [
        "number",
        "kind",
        "issued",
        "tax_date",
        "to_pay_by",
        "issuer",
        "school",
        "who_pays",
        "purchase_order",
        "cost_code",
        "pounds_without_vat",
        "vat",
        "pounds",
        "corrects",
    ]
    export_headings = {name: name.replace("_", " ").capitalize() for name in list_export}
    export_filename = "invoices"

    def get_base_queryset(self) -> QuerySet[Document]:
        rows = Document.objects.select_related("account__issuer", "account__school", "corrects")
        # Where money moves, what was only tried out is in no list that somebody adds up.
        rows = rows if settings.CARD_TEST else rows.filter(test=False)
        return rows.order_by("-issued_at", "-pk")

    def up_to(self, queryset: QuerySet[Document], end: Cut) -> QuerySet[Document]:
        """Without tests, which are in no total."""
        return queryset.filter(test=False)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """One document as a row; what a credit note gives back is below 0, so that columns add up."""
        sign = -1 if item.corrects_id else 1
        return {
            "number": item.number,
            "kind": item.get_kind_display(),
            "issued": clock.in_london(item.issued_at).date().isoformat(),
            "tax_date": item.tax_date.isoformat(),
            "to_pay_by": item.due_on.isoformat() if item.due_on else "",
            "issuer": item.account.issuer.name,
            "school": item.account.school.name,
            "who_pays": item.get_buyer_display(),
            "purchase_order": item.purchase_order,
            "cost_code": item.cost_code,
            "pounds_without_vat": exact_pounds(sign * item.net_pence),
            "vat": exact_pounds(sign * item.vat_pence),
            "pounds": exact_pounds(sign * item.gross_pence),
            "corrects": item.corrects.number if item.corrects else "",
        }


class DocumentSheetView(SheetView):
    """One document: its lines, what moved it, its credit notes, and the hash of its paper."""

    page_title = "Invoice"
    template_name = "admin/finance/document.html"

    def get_object(self, queryset: QuerySet[Document] | None = None) -> Document:
        rows = (
            Document.objects.with_outstanding()
            .select_related("account__issuer", "account__school", "corrects", "file")
            .prefetch_related("lines", "credit_notes", "payment_reminders")
        )
        return get_object_or_404(rows, pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document: Document = self.object
        return super().get_context_data(
            document=document,
            entries=LedgerEntry.objects.filter(document=document).order_by("position"),
            issued_by=name_of(document.issued_by_id),
            untouched=is_untouched(document.file),
            reminders=reminder_facts(document),
            may_pause=self.request.user.has_perm(ISSUE),
            may_credit=not document.corrects_id
            and self.request.user.has_perm(ISSUE)
            and any(left_to_credit(document).values()),
            may_pay_back=refundable(document)[1] if self.request.user.has_perm(PAY_BACK) else 0,
            **kwargs,
        )


class DocumentPdfView(View):
    """The paper as it was issued."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm(READ):
            raise PermissionDenied
        return pdf_answer(get_object_or_404(Document.objects.select_related("file"), pk=pk))


class CreditView(WagtailAdminTemplateMixin, FormView):
    """Gives back some or all of a document."""

    model = Document
    form_class = CreditForm
    template_name = "admin/finance/credit.html"
    page_title = "Issue a credit note"
    header_icon = "undo"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(ISSUE):
            raise PermissionDenied
        if self.document.corrects_id or not self.lines:
            messages.info(request, "Nothing is left of it to credit.")
            return redirect("invoices:inspect", self.document.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def document(self) -> Document:
        rows = Document.objects.select_related("account__issuer", "account__school")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def lines(self) -> list[tuple[DocumentLine, int]]:
        left = left_to_credit(self.document)
        return [(line, left[line.pk]) for line in self.document.lines.all() if left[line.pk]]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lines": self.lines}

    def get_page_subtitle(self) -> str:
        return self.document.number

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        sheet = reverse("invoices:inspect", args=[self.document.pk])
        return [
            {"url": reverse("invoices:index"), "label": "Invoices"},
            {"url": sheet, "label": self.document.number},
            {"url": "", "label": self.page_title, "sublabel": self.document.number},
        ]

    def form_valid(self, form: CreditForm) -> HttpResponse:
        try:
            note = give_back(
                document=self.document,
                net_pence=form.net_pence,
                reason=form.cleaned_data["reason"],
                actor_id=self.request.user.pk,
            )
        except FinanceError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"{note.number} is issued, and the school is told.")
        return redirect("invoices:inspect", note.pk)
