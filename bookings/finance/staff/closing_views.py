"""Closing the books of an issuer: what stands open first, then the day once more, then for good."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from bookings.finance.closing.standing import standing
from bookings.finance.errors import FinanceError
from bookings.finance.ledger.services import close_through
from bookings.finance.models import Closing, Issuer
from bookings.finance.staff.report_forms import CloseAgainForm, CloseForm
from portal.base import clock
from portal.base.admin_views import RowsView

CLOSE = "finance.add_closing"


class ClosingIndexView(RowsView):
    """The latest first."""

    def get_base_queryset(self) -> QuerySet[Closing]:
        return Closing.objects.select_related("ledger__issuer").order_by("-closed_at", "-pk")

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_buttons
        if self.request.user.has_perm(CLOSE):
            close = reverse("closings:close_books")
            buttons = [*buttons, HeaderButton("Close the books", url=close, icon_name="lock")]
        return buttons


class CloseView(WagtailAdminTemplateMixin, TemplateView):
    """Asks for issuer and day, shows what stands open, and closes once the day is typed again."""

    model = Closing
    template_name = "admin/finance/close.html"
    page_title = "Close the books"
    header_icon = "lock"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(CLOSE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("closings:index"), "label": "Year end"},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CloseForm(request.GET if "day" in request.GET else None)
        return self._answer(form, CloseAgainForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, again = CloseForm(request.GET), CloseAgainForm(request.POST)
        if not (form.is_valid() and again.is_valid()):
            return self._answer(form, again)
        issuer, day = form.cleaned_data["issuer"], form.cleaned_data["day"]
        if again.cleaned_data["again"] != day:
            again.add_error("again", f"This is not {clock.say_date(day)}. Type the day that you close.")
            return self._answer(form, again)
        return self._close(issuer, day, form, again)

    def _close(self, issuer: Issuer, day: date, form: CloseForm, again: CloseAgainForm) -> HttpResponse:
        try:
            close_through(issuer_id=issuer.pk, day=day, by_id=self.request.user.pk)
        except FinanceError as refusal:
            again.add_error(None, str(refusal))
            return self._answer(form, again)
        messages.success(self.request, f"The books of {issuer} are closed up to {clock.say_date(day)}.")
        return redirect("closings:index")

    def _answer(self, form: CloseForm, again: CloseAgainForm) -> HttpResponse:
        chosen = form.cleaned_data if form.is_valid() else None
        return self.render_to_response(
            self.get_context_data(
                form=form,
                again=again,
                chosen=chosen,
                standing=standing(chosen["issuer"], chosen["day"]) if chosen else None,
            )
        )
