"""Admin views of lost second steps: the list, one of them, beginning one and deciding it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.lost_step import services
from portal.accounts.lost_step.admin_forms import BeginForm, DecideForm, IdentifyForm
from portal.accounts.lost_step.models import LostStep
from portal.accounts.permissions import sees_to_lost_steps
from portal.base.admin_views import RowsView, SheetView

TITLE = "Lost second steps"


class LostStepIndexView(RowsView):
    """What waits first, the oldest at the top."""

    add_item_label = "Begin for somebody who rang"

    def get_base_queryset(self) -> QuerySet[LostStep]:
        waits = Case(When(state__in=LostStep.OPEN, then=0), default=1)
        people = ("user", "identified_by", "decided_by")
        rows: QuerySet[LostStep] = super().get_base_queryset().select_related(*people)
        return rows.order_by(waits, "-asked_at")


class LostStepSheetView(SheetView):
    """All about one, and what can be done next."""

    template_name = "admin/accounts/lost_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.object.is_open and sees_to_lost_steps(self.request.user)
        return super().get_context_data(loss=self.object, may_decide=may, **kwargs)


class SeesToThem(WagtailAdminTemplateMixin):
    """Pages for those of whom two remove a lost second step."""

    model = LostStep
    template_name = "admin/accounts/lost_step_form.html"
    header_icon = "key"
    index_url_name = inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sees_to_lost_steps(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse(self.index_url_name), "label": TITLE},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def refused(self, form: forms.Form, refusal: ValidationError) -> HttpResponse:
        """Says by the form what the service would not do."""
        for message in refusal.messages:
            form.add_error(None, message)
        return self.form_invalid(form)

    def done(self, loss: LostStep, message: str) -> HttpResponse:
        messages.success(self.request, message)
        return redirect(self.inspect_url_name, loss.pk)


class LostStepBeginView(SeesToThem, FormView):
    """Somebody rang: a colleague has made sure who it is, and writes down how."""

    form_class = BeginForm
    page_title = "Begin for somebody who rang"

    def form_valid(self, form: BeginForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            loss = services.identify(
                user=form.user, by=self.request.user, how=data["how"], note=data["note"]
            )
        except ValidationError as refusal:
            return self.refused(form, refusal)
        return self.done(loss, "Written down. Now a second colleague confirms; the person is told.")


class LostStepDecideView(SeesToThem, FormView):
    """The next step of one: making sure who asks, or the second colleague's answer."""

    @cached_property
    def loss(self) -> LostStep:
        rows = LostStep.objects.select_related("user", "identified_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def identifies(self) -> bool:
        return self.loss.state == LostStep.State.ASKED

    @property
    def page_title(self) -> str:
        return "Make sure who it is" if self.identifies else "Confirm or refuse"

    def get_page_subtitle(self) -> str:
        return str(self.loss.user or "Somebody who is gone")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.loss.is_open:
            return redirect(self.inspect_url_name, self.loss.pk)
        return super().get(request, *args, **kwargs)

    def get_form_class(self) -> type[forms.Form]:
        return IdentifyForm if self.identifies else DecideForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if not self.identifies:
            kwargs["obstacle"] = services.obstacle_for(loss=self.loss, by=self.request.user)
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(loss=self.loss, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        data, by = form.cleaned_data, self.request.user
        try:
            if self.identifies:
                services.identify(user=self.loss.user, by=by, how=data["how"], note=data["note"])
                return self.done(self.loss, "Written down. Now a second colleague confirms.")
            if data["answer"] == DecideForm.YES:
                services.confirm(loss_id=self.loss.pk, by=by)
                return self.done(self.loss, "Their second step is removed, and all three are told.")
            services.refuse(loss_id=self.loss.pk, by=by, reason=data["reason"])
        except ValidationError as refusal:
            return self.refused(form, refusal)
        return self.done(self.loss, "Refused: everything stays as it is, and they are told.")
