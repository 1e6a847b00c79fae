"""The admin's views of what was billed elsewhere: writing it down, reading it, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bookings.finance.elsewhere.models import LONGEST_REASON, LONGEST_REFERENCE, BilledElsewhere
from bookings.finance.elsewhere.services import record_elsewhere, take_back
from bookings.finance.errors import FinanceError
from bookings.finance.payables import Payable, to_bill
from bookings.finance.people import name_of
from portal.accounts.models import School, User
from portal.accounts.validators import validate_one_line
from portal.base import clock
from portal.base.admin_forms import AdminForm
from portal.base.admin_views import RowsView, SheetView
from portal.base.money import exact_pounds, say_pounds
from portal.base.spreadsheets import SafeExportMixin

RIGHT = "finance.add_billedelsewhere"


class ElsewhereForm(AdminForm):
    """What another system billed, and under which reference. Nothing is ticked before: it is said for each."""

    payables = forms.MultipleChoiceField(
        label="What was billed elsewhere",
        widget=forms.CheckboxSelectMultiple,
        help_text="Without VAT.",
        error_messages={"required": "Tick what was billed elsewhere."},
    )
    reference = forms.CharField(
        label="Reference",
        max_length=LONGEST_REFERENCE,
        validators=[validate_one_line],
        help_text="The number it has there, e.g. an invoice’s in Oracle: 7004711.",
        error_messages={"required": "Say under which reference it was billed."},
    )
    reason = forms.CharField(
        label="Why it is not billed here",
        max_length=LONGEST_REASON,
        validators=[validate_one_line],
        help_text="Read by finance and auditors, e.g. “Billed in summer, before the portal”. Name no person.",
        error_messages={"required": "Say why: it stays in the record."},
    )

    def __init__(self, *args: Any, payables: Sequence[Payable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.key: one for one in payables}
        self.fields["payables"].choices = [  # type: ignore[attr-defined]
            (one.key, f"{one.text}: {say_pounds(one.net_pence)}") for one in payables
        ]

    @property
    def chosen(self) -> list[Payable]:
        """What was ticked; after ``is_valid``."""
        return [self.known[key] for key in self.cleaned_data["payables"]]


class TakeBackForm(AdminForm):
    """Why it is to be invoiced here after all."""

    reason = forms.CharField(
        label="Why it is to be invoiced here after all",
        max_length=LONGEST_REASON,
        validators=[validate_one_line],
        help_text="Read by finance and auditors. It stays in the record, beside what it takes back.",
        error_messages={"required": "Say why: it stays in the record."},
    )


class ForWriters(WagtailAdminTemplateMixin, FormView):
    """For those who write such records."""

    model = BilledElsewhere
    header_icon = "redirect"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ElsewhereView(ForWriters):
    """One school: what of its list another system billed."""

    form_class = ElsewhereForm
    template_name = "admin/finance/elsewhere.html"
    page_title = "Billed elsewhere"

    @cached_property
    def school(self) -> School:
        return get_object_or_404(School, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "payables": to_bill(school_id=self.school.pk)}

    def get_page_subtitle(self) -> str:
        return self.school.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(school=self.school, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("to_invoice:index"), "label": "To invoice"},
            {"url": "", "label": self.page_title, "sublabel": self.school.name},
        ]

    def form_valid(self, form: ElsewhereForm) -> HttpResponse:
        try:
            rows = record_elsewhere(
                school=self.school,
                payables=form.chosen,
                reference=form.cleaned_data["reference"],
                reason=form.cleaned_data["reason"],
                by_id=self.request.user.pk,
            )
        except FinanceError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        words = "1 entry is" if len(rows) == 1 else f"{len(rows)} entries are"
        messages.success(self.request, f"{words} written down as billed elsewhere.")
        return redirect("to_invoice:index")


class ElsewhereIndexView(SafeExportMixin, RowsView):
    """All records, the latest first, those that take others back among them."""

    list_export = ["what", "school", "pounds", "reference", "reason", "state", "when", "by"]
    export_headings = {name: name.replace("_", " ").capitalize() for name in list_export}
    export_filename = "billed-elsewhere"

    def get_base_queryset(self) -> QuerySet[BilledElsewhere]:
        names = User.objects.filter(pk=OuterRef("by_id")).values("name")[:1]
        rows = BilledElsewhere.objects.select_related("taken_back_by")
        return rows.annotate(by_name=Subquery(names)).order_by("-at", "-pk")

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """One record as a row."""
        return {
            "what": item.text,
            "school": item.school,
            "pounds": exact_pounds(item.net_pence),
            "reference": item.reference,
            "reason": item.reason,
            "state": item.state_words,
            "when": clock.say_moment(item.at),
            "by": item.by_name or "–",
        }


class ElsewhereSheetView(SheetView):
    """One record, and the one that took it back or that it takes back."""

    page_title = "Billed elsewhere"
    template_name = "admin/finance/elsewhere_record.html"

    def get_object(self, queryset: QuerySet[BilledElsewhere] | None = None) -> BilledElsewhere:
        rows = BilledElsewhere.objects.select_related("taken_back_by", "takes_back")
        return get_object_or_404(rows, pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record: BilledElsewhere = self.object
        return super().get_context_data(
            record=record,
            by=name_of(record.by_id),
            may_take_back=record.is_standing and self.request.user.has_perm(RIGHT),
            **kwargs,
        )


class TakeBackView(ForWriters):
    """Says that a record was an error; what it is about is to be invoiced again."""

    form_class = TakeBackForm
    template_name = "admin/finance/elsewhere_back.html"
    page_title = "Take it back"
    header_icon = "rotate"

    @cached_property
    def record(self) -> BilledElsewhere:
        rows = BilledElsewhere.objects.filter(takes_back=None)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(record=self.record, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("billed_elsewhere:index"), "label": "Billed elsewhere"},
            {
                "url": reverse("billed_elsewhere:inspect", args=[self.record.pk]),
                "label": self.record.reference,
            },
            {"url": "", "label": self.page_title},
        ]

    def form_valid(self, form: TakeBackForm) -> HttpResponse:
        try:
            take_back(
                record_id=self.record.pk,
                reason=form.cleaned_data["reason"],
                by_id=self.request.user.pk,
            )
        except FinanceError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, "It is taken back, and stands under “To invoice” again.")
        return redirect("billed_elsewhere:index")
