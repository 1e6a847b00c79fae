"""The admin's views of VAT tables: entering, looking, signing off."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.models import CreateView, EditView

from bookings.finance.choices import Buyer, Service
from bookings.finance.errors import FinanceError
from bookings.finance.models import VatTable
from bookings.finance.people import name_of
from bookings.finance.vat.services import save_table, sign_off
from portal.base.admin_views import RowsView, SheetView

CHANGE = "finance.change_vattable"


class VatTableIndexView(RowsView):
    """The latest first."""

    def get_base_queryset(self) -> QuerySet[VatTable]:
        return VatTable.objects.select_related("issuer").order_by("issuer__name", "-from_day", "-pk")

    def get_edit_url(self, instance: VatTable) -> str | None:
        """What is signed off stays as it is."""
        url: str | None = None if instance.is_signed_off else super().get_edit_url(instance)
        return url


class SavesTables:
    """Saves the table with its cells."""

    def save_instance(self) -> VatTable:
        view: Any = self
        return save_table(
            table=view.form.save(commit=False), rules=view.form.rules, by=view.request.user
        )


class VatTableCreateView(SavesTables, CreateView):
    """A table from another day on."""

    template_name = "admin/finance/vat_form.html"


class VatTableEditView(SavesTables, EditView):
    """A table that nobody has signed off yet."""

    template_name = "admin/finance/vat_form.html"

    def get_queryset(self) -> QuerySet[VatTable]:
        return VatTable.objects.filter(signed_off_at=None)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except FinanceError as refusal:  # signed off while this was open
            messages.error(self.request, str(refusal))
            return redirect("vat_tables:index")
        return response


class VatTableSheetView(SheetView):
    """A table as it was entered, and who signed it off."""

    page_title = "VAT table"
    template_name = "admin/finance/vat_table.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table: VatTable = self.object
        said = {(row.buyer, row.service): row for row in table.rules.all()}
        return super().get_context_data(
            table=table,
            services=list(Service),
            rows=[
                (buyer.label, [said.get((buyer.value, service.value)) for service in Service])
                for buyer in Buyer
            ],
            entered_by=name_of(table.entered_by_id),
            signed_off_by=name_of(table.signed_off_by_id),
            may_sign_off=not table.is_signed_off
            and self.request.user.has_perm(CHANGE)
            and table.entered_by_id != self.request.user.pk,
            **kwargs,
        )


class SignOffView(WagtailAdminTemplateMixin, TemplateView):
    """Asks whether it is meant, then puts a table in force."""

    model = VatTable
    any_permission_required = ["change"]
    template_name = "admin/finance/sign_off.html"
    page_title = "Sign off a VAT table"
    header_icon = "check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        self.table = get_object_or_404(VatTable.objects.select_related("issuer"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(table=self.table, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        sheet = reverse("vat_tables:inspect", args=[self.table.pk])
        return [
            {"url": reverse("vat_tables:index"), "label": "VAT tables"},
            {"url": sheet, "label": str(self.table)},
            {"url": "", "label": self.page_title},
        ]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            sign_off(table_id=self.table.pk, by=request.user)  # type: ignore[arg-type]
        except FinanceError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{self.table} is signed off. Documents can be issued by it.")
        return redirect("vat_tables:inspect", self.table.pk)
