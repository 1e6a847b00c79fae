"""The admin's views of payments by bank: the list, loading a statement, allocating what was not certain."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from bookings.finance.bank.models import BankFile, BankLine
from bookings.finance.bank.services import allocate, leave_aside, load_statement
from bookings.finance.errors import FinanceError
from bookings.finance.issuers.models import Account
from bookings.finance.models import Document, LedgerEntry
from bookings.finance.people import name_of
from bookings.finance.staff.bank_forms import AllocateForm, LeaveForm, StatementForm
from bookings.finance.staff.exports import ControlledExportMixin
from portal.accounts.register.reading import UnreadableFile
from portal.base.admin_views import RowsView, SheetView
from portal.base.money import exact_pounds

RIGHT = "finance.change_bankline"
MOST_SCHOOLS = 20


class BankLineIndexView(ControlledExportMixin, RowsView):
    """What is to be allocated first, then the latest."""

    list_export = ["paid_on", "pounds", "reference", "payer", "issuer", "state", "why"]
    export_headings = {name: name.replace("_", " ").capitalize() for name in list_export}
    export_filename = "payments-by-bank"

    def get_base_queryset(self) -> QuerySet[BankLine]:
        waits = Case(When(state=BankLine.State.OPEN, then=0), default=1)
        return BankLine.objects.select_related("issuer").order_by(waits, "-day", "-pk")

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_buttons
        if self.request.user.has_perm(RIGHT):
            load = reverse("payments:load")
            buttons = [*buttons, HeaderButton("Load a statement", url=load, icon_name="upload")]
        return buttons

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """One payment as a row."""
        return {
            "paid_on": item.day.isoformat(),
            "pounds": exact_pounds(item.pence),
            "reference": item.reference,
            "payer": item.payer,
            "issuer": item.issuer.name,
            "state": item.get_state_display(),
            "why": item.reason or item.why_open,
        }


class ForFinance(WagtailAdminTemplateMixin, FormView):
    """A form for those who may allocate payments."""

    model = BankLine
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("payments:index"), "label": "Payments by bank"},
            {"url": "", "label": self.page_title},
        ]


class LoadView(ForFinance):
    """Loads a statement and says what became of it."""

    form_class = StatementForm
    template_name = "admin/finance/load_statement.html"
    page_title = "Load a statement"

    def form_valid(self, form: StatementForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            loaded = load_statement(
                issuer=form.cleaned_data["issuer"],
                file=file,
                name=file.name,
                by_id=self.request.user.pk,
            )
        except UnreadableFile as refusal:
            form.add_error("file", str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, loaded_words(loaded))
        if loaded.problems:
            lines = ", ".join(str(problem["line"]) for problem in loaded.problems[:10])
            messages.warning(
                self.request,
                f"{len(loaded.problems)} lines could not be read and were left out: {lines}.",
            )
        return redirect("payments:index")


def loaded_words(loaded: BankFile) -> str:
    """“12 new payments, 9 of them matched by themselves; 3 were known before.”"""
    new = "1 new payment" if loaded.new == 1 else f"{loaded.new} new payments"
    known = f"; {loaded.known} known before" if loaded.known else ""
    return f"{new}, {loaded.matched} matched by itself{known}."


class BankLineView(SheetView):
    """One payment, what it paid, and the schools it may be from."""

    page_title = "Payment"
    template_name = "admin/finance/payment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line: BankLine = self.object
        may = line.state == BankLine.State.OPEN and self.request.user.has_perm(RIGHT)
        asked = self.request.GET.get("school", "").strip()
        return super().get_context_data(
            line=line,
            entries=LedgerEntry.objects.filter(
                source="bank", external_id__startswith=f"{line.pk}:"
            ).select_related("document", "account__school"),
            decided_by=name_of(line.decided_by_id) if line.decided_by_id else "the portal",
            may_decide=may,
            asked=asked,
            accounts=_accounts(line, asked) if may and asked else [],
            leave_form=LeaveForm() if may else None,
            **kwargs,
        )


def _accounts(line: BankLine, asked: str) -> QuerySet[Account]:
    rows = Account.objects.filter(issuer=line.issuer_id, school__name__icontains=asked)
    return rows.select_related("school").order_by("school__name")[:MOST_SCHOOLS]


class AllocateView(ForFinance):
    """Gives a payment to invoices of one school."""

    form_class = AllocateForm
    template_name = "admin/finance/allocate.html"
    page_title = "Allocate a payment"

    @cached_property
    def line(self) -> BankLine:
        return get_object_or_404(BankLine.objects.select_related("issuer"), pk=self.kwargs["pk"])

    @cached_property
    def account(self) -> Account:
        rows = Account.objects.filter(issuer=self.line.issuer_id).select_related("school")
        return get_object_or_404(rows, pk=self.kwargs["account"])

    def get_form_kwargs(self) -> dict[str, Any]:
        documents = (
            Document.objects.to_pay()
            .filter(account=self.account, test=False)
            .order_by("issued_at", "pk")
        )
        given = {"line": self.line, "account": self.account, "documents": list(documents)}
        return {**super().get_form_kwargs(), **given}

    def form_valid(self, form: AllocateForm) -> HttpResponse:
        rest = self.account if form.cleaned_data["keep_rest"] else None
        try:
            allocate(
                line_id=self.line.pk,
                parts=form.parts,
                by_id=int(self.request.user.pk or 0),
                rest_to=rest,
            )
        except FinanceError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, "The payment is allocated.")
        return redirect("payments:inspect", self.line.pk)


class LeaveView(ForFinance):
    """Sets a payment aside that is not for an invoice."""

    form_class = LeaveForm
    template_name = "admin/finance/leave.html"
    page_title = "Not ours"

    def form_valid(self, form: LeaveForm) -> HttpResponse:
        done = leave_aside(
            line_id=self.kwargs["pk"],
            reason=form.cleaned_data["reason"],
            by_id=int(self.request.user.pk or 0),
        )
        if done:
            messages.success(self.request, "The payment is set aside.")
        else:
            messages.error(self.request, "A colleague has decided about this payment already.")
        return redirect("payments:index")
