"""The admin's views of what a school has accepted: agreeing its date, cancelling, closing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.generic import FormView, View
from wagtail.admin import messages

from bookings.bespoke.choices import AGREED
from bookings.bespoke.errors import RequestRefused
from bookings.bespoke.services.delivery import (
    cancel_by_staff,
    close,
    schedule,
    what_cancelling_costs,
)
from bookings.bespoke.staff.about import AboutRequest
from bookings.bespoke.staff.agreed_forms import CancelForm, ScheduleForm


class ScheduleView(AboutRequest, FormView):
    """Makes the session that was agreed with the school."""

    page_title = "Agree the date"
    form_class = ScheduleForm
    template_name = "admin/bespoke/schedule.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "about": self.one}

    def form_valid(self, form: ScheduleForm) -> HttpResponse:
        try:
            schedule(request_id=self.one.pk, arranged=form.arranged, by=self.request.user)  # type: ignore[arg-type]
        except RequestRefused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.tell(refusal)
        if form.errors:
            return self.form_invalid(form)
        messages.success(self.request, "The date stands, and the school is told. It books who comes.")
        return self.to_sheet()


class CancelView(AboutRequest, FormView):
    """Cancels what was accepted, for the school or for us."""

    page_title = "Cancel this training"
    form_class = CancelForm
    template_name = "admin/bespoke/cancel.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fee = what_cancelling_costs(self.one) if self.one.state in AGREED else None
        return super().get_context_data(fee=fee, **kwargs)

    def form_valid(self, form: CancelForm) -> HttpResponse:
        said = form.cleaned_data
        try:
            made = cancel_by_staff(
                request_id=self.one.pk,
                by_us=said["who"] == "us",
                reason=said["reason"],
                actor=self.request.user,  # type: ignore[arg-type]
            )
        except RequestRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        owed = (
            "Finance finds the charge under “To invoice”." if made.net_pence else "Nothing is charged."
        )
        messages.success(self.request, f"It is cancelled, and the school is told. {owed}")
        return self.to_sheet()


class CloseView(AboutRequest, View):
    """Nothing is left to do."""

    page_title = "Close"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            close(request_id=self.one.pk, by=request.user)  # type: ignore[arg-type]
        except RequestRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "The request is closed.")
        return self.to_sheet()
