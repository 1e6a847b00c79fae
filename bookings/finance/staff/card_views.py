"""The admin's views of card payments: one of them, paying back, deciding about it, and what is to be looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bookings.finance.cards.booking import parts_of
from bookings.finance.cards.models import CardRefund, CardTask, PaymentAttempt
from bookings.finance.cards.refunds import ask_refund, decide_refund, refundable
from bookings.finance.cards.tasks import close_task
from bookings.finance.errors import NotRefunded
from bookings.finance.models import Document
from bookings.finance.people import name_of
from bookings.finance.staff.card_forms import AskRefundForm
from portal.base.admin_views import RowsView, SheetView
from portal.base.money import say_pounds

ASK, DECIDE, LOOK = "finance.add_cardrefund", "finance.change_cardrefund", "finance.change_cardtask"


class PaymentSheetView(SheetView):
    """One payment: what it pays, what went back, what is to be looked at."""

    page_title = "Card payment"
    template_name = "admin/finance/card_payment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        attempt: PaymentAttempt = self.object
        return super().get_context_data(
            attempt=attempt,
            parts=parts_of(attempt),
            refunds=attempt.refunds.select_related("document"),
            disputes=attempt.disputes.all(),
            tasks=attempt.tasks.all(),
            started_by=name_of(attempt.started_by_id),
            **kwargs,
        )


class RefundIndexView(RowsView):
    """What waits for a decision first, then the latest."""

    def get_base_queryset(self) -> QuerySet[CardRefund]:
        waits = Case(When(state=CardRefund.State.WAITING, then=0), default=1)
        rows = CardRefund.objects.select_related("document", "attempt__account__school")
        return rows.order_by(waits, "-requested_at", "-pk")


class RefundSheetView(SheetView):
    """One refund, and the way to decide about it."""

    page_title = "Card refund"
    template_name = "admin/finance/card_refund.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refund: CardRefund = self.object
        return super().get_context_data(
            refund=refund,
            requested_by="Stripe’s dashboard" if refund.external else name_of(refund.requested_by_id),
            decided_by=name_of(refund.decided_by_id),
            may_decide=refund.state == CardRefund.State.WAITING and self.request.user.has_perm(DECIDE),
            **kwargs,
        )


class CardFormView(WagtailAdminTemplateMixin, FormView):
    """A form for those who have ``right``."""

    model = CardRefund
    header_icon = "undo"
    right = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.right):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("card_refunds:index"), "label": "Card refunds"},
            {"url": "", "label": self.page_title},
        ]


class AskRefundView(CardFormView):
    """Asks to pay back what an invoice that was paid by card has in credit."""

    form_class = AskRefundForm
    template_name = "admin/finance/ask_refund.html"
    page_title = "Pay back to the card"
    right = ASK

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.has_perm(self.right) and not self.left_pence:
            messages.info(request, "Nothing can be paid back to a card: credit the invoice first.")
            return redirect("invoices:inspect", self.document.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def document(self) -> Document:
        rows = Document.objects.select_related("account__issuer", "account__school")
        return get_object_or_404(rows, pk=self.kwargs["document"])

    @cached_property
    def left_pence(self) -> int:
        return refundable(self.document)[1]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "left_pence": self.left_pence}

    def get_page_subtitle(self) -> str:
        return self.document.number

    def form_valid(self, form: AskRefundForm) -> HttpResponse:
        try:
            refund = ask_refund(
                document=self.document,
                pence=form.cleaned_data["pounds"],
                seen_pence=form.cleaned_data["seen_pence"],
                reason=form.cleaned_data["reason"],
                by_id=int(self.request.user.pk or 0),
            )
        except NotRefunded as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        sum_ = say_pounds(refund.pence)
        if refund.state == CardRefund.State.WAITING:
            messages.success(self.request, f"{sum_} goes back once a colleague has approved it.")
        else:
            messages.success(self.request, f"{sum_} goes back to the card in the next minutes.")
        return redirect("card_refunds:inspect", refund.pk)


class DecideRefundView(CardFormView):
    """Approves a refund or refuses it."""

    form_class = forms.Form
    template_name = "admin/finance/decide_refund.html"
    page_title = "Decide about a refund"
    right = DECIDE

    @cached_property
    def refund(self) -> CardRefund:
        rows = CardRefund.objects.select_related("document", "attempt__account__school")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = name_of(self.refund.requested_by_id)
        return super().get_context_data(refund=self.refund, requested_by=asked, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        approve = self.request.POST.get("decision") == "approve"
        try:
            decide_refund(
                refund_id=self.refund.pk, approve=approve, by_id=int(self.request.user.pk or 0)
            )
        except NotRefunded as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        said = "Approved: it goes back to the card in the next minutes." if approve else "Refused."
        messages.success(self.request, said)
        return redirect("card_refunds:inspect", self.refund.pk)


class TaskIndexView(RowsView):
    """What is to be done first, the oldest first, then what was done."""

    def get_base_queryset(self) -> QuerySet[CardTask]:
        done = Case(When(done_at=None, then=0), default=1)
        return CardTask.objects.select_related("attempt").order_by(done, "opened_at", "pk")


class TaskSheetView(SheetView):
    """One thing to look at."""

    page_title = "To look at"
    template_name = "admin/finance/card_task.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        task: CardTask = self.object
        return super().get_context_data(
            task=task,
            done_by=name_of(task.done_by_id),
            may_close=task.done_at is None and self.request.user.has_perm(LOOK),
            **kwargs,
        )


class TaskDoneView(View):
    """Says that something was looked at."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm(LOOK):
            raise PermissionDenied
        if close_task(task_id=pk, by_id=int(request.user.pk or 0)):
            messages.success(request, "Marked as done.")
        return redirect("card_tasks:index")
