"""What is to be invoiced, school by school, and issuing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from bookings.finance.buyers import likely_buyer
from bookings.finance.errors import FinanceError
from bookings.finance.models import Document, Issuer
from bookings.finance.payables import Payable, schools_to_bill, to_bill, to_give_back
from bookings.finance.services.billing import bill
from bookings.finance.staff.document_views import ISSUE
from bookings.finance.staff.forms import IssueForm
from portal.accounts.models import School
from portal.base import clock


class ToInvoiceView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Schools with something that is owed and on no invoice."""

    model = Document
    any_permission_required = ["view"]
    template_name = "admin/finance/to_invoice.html"
    page_title = "To invoice"
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = schools_to_bill()
        return super().get_context_data(
            rows=rows,
            net_pence=sum(row.net_pence for row in rows),
            to_give_back=to_give_back(),
            may_issue=self.request.user.has_perm(ISSUE),
            **kwargs,
        )

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [{"url": "", "label": self.page_title}]


class IssueView(WagtailAdminTemplateMixin, FormView):
    """One school: what is billed, who pays; then the document is issued for good."""

    model = Document
    form_class = IssueForm
    template_name = "admin/finance/issue.html"
    page_title = "Issue an invoice"
    header_icon = "list-ul"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(ISSUE):
            raise PermissionDenied
        if not self.payables:
            messages.info(request, "Nothing of this school’s is left to invoice.")
            return redirect("to_invoice:index")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def school(self) -> School:
        return get_object_or_404(School.objects.select_related("district"), pk=self.kwargs["pk"])

    @cached_property
    def payables(self) -> Sequence[Payable]:
        return to_bill(school_id=self.school.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "payables": self.payables}

    def get_initial(self) -> dict[str, Any]:
        orders, codes = (
            {said for one in self.payables if (said := getattr(one, name))}
            for name in ("purchase_order", "cost_code")
        )
        # Agreed with the school only if it was for all that stands here.
        agreed = {one.buyer for one in self.payables}
        buyer = agreed.pop() if len(agreed) == 1 else ""
        return {
            "issuer": Issuer.objects.for_district(self.school.district_id),
            "payables": [one.key for one in self.payables],
            "buyer": buyer or likely_buyer(self.school),
            "purchase_order": orders.pop() if len(orders) == 1 else "",
            "cost_code": codes.pop() if len(codes) == 1 else "",
            "tax_date": clock.today(),
        }

    def get_page_subtitle(self) -> str:
        return self.school.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        issuers = Issuer.objects.filter(active=True)
        return super().get_context_data(school=self.school, no_issuer=not issuers.exists(), **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("to_invoice:index"), "label": "To invoice"},
            {"url": "", "label": self.page_title, "sublabel": self.school.name},
        ]

    def form_valid(self, form: IssueForm) -> HttpResponse:
        try:
            document = bill(
                school=self.school,
                issuer=form.cleaned_data["issuer"],
                payables=form.chosen,
                order=form.order,
                tax_date=form.cleaned_data["tax_date"],
                by=self.request.user,  # type: ignore[arg-type]
            )
        except FinanceError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"{document.number} is issued, and the school is told.")
        return redirect("invoices:inspect", document.pk)
