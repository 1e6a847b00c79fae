"""Pausing the reminders of an invoice, and letting them go on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bookings.finance.choices import DocumentKind
from bookings.finance.errors import FinanceError
from bookings.finance.models import Document
from bookings.finance.people import name_of
from bookings.finance.reminders.services import pause, pause_of, resume
from bookings.finance.reminders.stages import next_day
from bookings.finance.staff.forms import PauseForm
from portal.base import clock

RIGHT = "finance.add_document"


def reminder_facts(document: Any) -> dict[str, Any]:
    """What the sheet of a document says of its reminders: those that went out, the next, and why there is none.

    ``document`` has ``outstanding_pence``.
    """
    if document.kind != DocumentKind.INVOICE or document.test:
        return {"reminds": False}
    sent = list(document.payment_reminders.all())
    paused = pause_of(document)
    coming = next_day(
        document.account.issuer.reminder_days,
        due_on=document.due_on,
        sent=sent[-1].after_days if sent else 0,
        today=clock.today(),
    )
    owed = document.outstanding_pence > 0
    return {
        "reminds": bool(owed or sent or paused),
        "sent": sent,
        "pause": paused,
        "paused_by": name_of(paused.paused_by_id) if paused else "",
        "next": coming if owed and not paused else None,
        "owed": owed,
    }


class PauseView(WagtailAdminTemplateMixin, FormView):
    """Says why a school is not reminded of an invoice for now."""

    model = Document
    form_class = PauseForm
    template_name = "admin/finance/pause.html"
    page_title = "Pause reminders"
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def document(self) -> Document:
        rows = Document.objects.filter(kind=DocumentKind.INVOICE, test=False)
        return get_object_or_404(rows.select_related("account__school"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.document.number

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        sheet = reverse("invoices:inspect", args=[self.document.pk])
        return [
            {"url": reverse("invoices:index"), "label": "Invoices"},
            {"url": sheet, "label": self.document.number},
            {"url": "", "label": self.page_title, "sublabel": self.document.number},
        ]

    def form_valid(self, form: PauseForm) -> HttpResponse:
        try:
            pause(
                document=self.document,
                reason=form.cleaned_data["reason"],
                by_id=int(self.request.user.pk or 0),
            )
        except FinanceError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"No reminders of {self.document.number} are sent for now.")
        return redirect("invoices:inspect", self.document.pk)


class ResumeView(View):
    """Lets the reminders of an invoice go on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        document = get_object_or_404(Document, pk=pk)
        if resume(document=document, by_id=int(request.user.pk or 0)):
            messages.success(request, f"Reminders of {document.number} go on.")
        else:
            messages.info(request, "Its reminders were not paused.")
        return redirect("invoices:inspect", document.pk)
