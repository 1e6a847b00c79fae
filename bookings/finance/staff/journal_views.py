"""The admin's views of journals: the list, making one, its sheet, and what became of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from bookings.finance.errors import FinanceError
from bookings.finance.journals.files import journal_csv
from bookings.finance.journals.models import JournalBatch
from bookings.finance.journals.services import (
    make_batch,
    mark_posted,
    reverse_batch,
    to_journal,
    withdraw,
)
from bookings.finance.models import Issuer
from bookings.finance.people import name_of
from bookings.finance.staff.journal_forms import MakeForm, PostedForm, WithdrawForm
from portal.base import clock
from portal.base.admin_views import RowsView, SheetView

RIGHT = "finance.add_journalbatch"


class JournalIndexView(RowsView):
    """The latest first."""

    def get_base_queryset(self) -> QuerySet[JournalBatch]:
        rows = JournalBatch.objects.select_related("issuer", "outcome", "reverses")
        return rows.annotate(recharges=Count("lines"), pence=Sum("lines__pence")).order_by(
            "-made_at", "-pk"
        )

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_buttons
        if self.request.user.has_perm(RIGHT):
            make = reverse("journals:make")
            buttons = [*buttons, HeaderButton("Make a journal", url=make, icon_name="plus")]
        return buttons


class ForJournals(WagtailAdminTemplateMixin, FormView):
    """A form for those who make journals."""

    model = JournalBatch
    header_icon = "list-ol"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("journals:index"), "label": "Journals"},
            {"url": "", "label": self.page_title},
        ]


class MakeView(ForJournals):
    """Shows the recharges that are to be journalled, and puts all of an issuer's into one."""

    form_class = MakeForm
    template_name = "admin/finance/make_journal.html"
    page_title = "Make a journal"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = [(issuer, list(to_journal(issuer))) for issuer in Issuer.objects.all()]
        return super().get_context_data(
            waiting=[(issuer, rows) for issuer, rows in waiting if rows], **kwargs
        )

    def form_valid(self, form: MakeForm) -> HttpResponse:
        try:
            batch = make_batch(
                issuer_id=form.cleaned_data["issuer"].pk, by_id=int(self.request.user.pk or 0)
            )
        except FinanceError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"{batch.number} is made. Enter it in the finance system.")
        return redirect("journals:inspect", batch.pk)


class JournalSheetView(SheetView):
    """One journal: its lines, and what became of it."""

    page_title = "Journal"
    template_name = "admin/finance/journal.html"

    def get_queryset(self) -> QuerySet[JournalBatch]:
        return JournalBatch.objects.select_related("issuer", "outcome", "reverses", "reversed_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch: JournalBatch = self.object
        lines = list(batch.lines.select_related("document__account__school").order_by("pk"))
        may = self.request.user.has_perm(RIGHT)
        return super().get_context_data(
            batch=batch,
            lines=lines,
            pence=sum(line.pence for line in lines),
            made_by=name_of(batch.made_by_id),
            decided_by="" if batch.waits else name_of(batch.outcome.by_id),
            reversal=JournalBatch.objects.filter(reverses=batch).first(),
            may_decide=may and batch.waits,
            may_reverse=may and batch.is_posted,
            **kwargs,
        )


class OutcomeView(ForJournals):
    """Says what became of a journal."""

    template_name = "admin/finance/journal_outcome.html"
    words = ""

    @cached_property
    def batch(self) -> JournalBatch:
        return get_object_or_404(JournalBatch.objects.select_related("issuer"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.batch.number

    def save(self, form: Any) -> None:
        """Raises ``FinanceError`` for what cannot be."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.save(form)
        except FinanceError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"{self.batch.number} is {self.words}.")
        return redirect("journals:inspect", self.batch.pk)


class PostView(OutcomeView):
    """Books the journal as paid."""

    form_class = PostedForm
    page_title = "Mark as posted"
    words = "posted, and its recharges are settled by it"

    def get_initial(self) -> dict[str, Any]:
        return {"day": clock.today()}

    def save(self, form: PostedForm) -> None:
        said = form.cleaned_data
        mark_posted(
            batch_id=self.batch.pk,
            reference=said["reference"],
            day=said["day"],
            by_id=int(self.request.user.pk or 0),
        )


class WithdrawView(OutcomeView):
    """Frees its recharges."""

    form_class = WithdrawForm
    page_title = "Withdraw it"
    words = "withdrawn"

    def save(self, form: WithdrawForm) -> None:
        withdraw(
            batch_id=self.batch.pk,
            reason=form.cleaned_data["reason"],
            by_id=int(self.request.user.pk or 0),
        )


class ReverseView(View):
    """Makes the journal that takes a posted one back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        batch = get_object_or_404(JournalBatch, pk=pk)
        try:
            made = reverse_batch(batch_id=batch.pk, by_id=int(request.user.pk or 0))
        except FinanceError as refusal:
            messages.error(request, str(refusal))
            return redirect("journals:inspect", batch.pk)
        messages.success(
            request, f"{made.number} takes {batch.number} back. Enter it and mark it posted."
        )
        return redirect("journals:inspect", made.pk)


class JournalFileView(View):
    """The journal as a file for the finance system."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("finance.view_journalbatch"):
            raise PermissionDenied
        return journal_csv(get_object_or_404(JournalBatch, pk=pk))
