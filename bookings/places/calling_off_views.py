"""Cancelling a session in the admin: who is concerned, why, and what happens then."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from bookings.places.affected import affected_by
from bookings.places.errors import CannotCallOff
from bookings.places.models import Booking
from bookings.places.services.calling_off import call_off_refusal, call_off_session
from portal.base.admin_forms import AdminForm
from training.models import Session


class CallOffForm(AdminForm):
    """Why it does not take place."""

    reason = forms.CharField(
        label="Why it does not take place",
        max_length=300,
        help_text="Goes to everybody concerned, for example “The trainer is ill” or “Too few people could come”. "
        "Name nobody.",
    )


class SessionCallOffView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Shows whom it concerns and asks why, then cancels through the service."""

    model = Session
    permission_required = "change"
    form_class = CallOffForm
    template_name = "admin/places/session_cancel.html"
    page_title = "Cancel this session"
    header_icon = "cross"
    index_url_name = edit_url_name = inspect_url_name = ""

    @cached_property
    def session(self) -> Session:
        return get_object_or_404(Session.objects.select_related("course"), pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        """A page that leads here may propose the reason; it is shown, and can be changed."""
        return {"reason": self.request.GET.get("reason", "")[:300]}

    def get_page_subtitle(self) -> str:
        return str(self.session)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse(self.index_url_name), "label": "Sessions"},
            {"url": "", "label": self.page_title, "sublabel": str(self.session)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        owing = Booking.objects.filter(
            session=self.session, state=Booking.State.CONFIRMED, price_pence__gt=0
        )
        return super().get_context_data(
            session=self.session,
            refusal=call_off_refusal(self.session),
            affected=affected_by(self.session.pk),
            owing=owing.count(),
            keep_url=reverse(self.edit_url_name, args=[self.session.pk]),
            **kwargs,
        )

    def form_valid(self, form: CallOffForm) -> HttpResponse:
        try:
            ended = call_off_session(
                session_id=self.session.pk,
                reason=form.cleaned_data["reason"],
                actor=self.request.user,  # type: ignore[arg-type]
            )
        except CannotCallOff as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        told = (
            "Nobody had a place." if not ended else f"Everybody concerned is told: {len(ended)} in all."
        )
        messages.success(self.request, f"The session is cancelled. {told}")
        return redirect(reverse(self.inspect_url_name, args=[self.session.pk]))
