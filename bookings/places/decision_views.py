"""Deciding in the admin whether a session goes ahead."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

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
from bookings.places.errors import CannotConfirm
from bookings.places.services.confirming import (
    confirm_session,
    confirmation_refusal,
    numbers_words,
)
from training.models import Session

TOO_FEW = "Too few people could come"


class SessionDecideView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Shows how many are booked; “it goes ahead” is said here, and the other answer leads to cancelling."""

    model = Session
    permission_required = "change"
    form_class = forms.Form
    template_name = "admin/places/session_decide.html"
    page_title = "Does it go ahead?"
    header_icon = "help"
    index_url_name = edit_url_name = inspect_url_name = ""

    @cached_property
    def session(self) -> Session:
        rows = Session.objects.select_related("course", "venue", "seats")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.session)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse(self.index_url_name), "label": "Sessions"},
            {"url": "", "label": self.page_title, "sublabel": str(self.session)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        affected = affected_by(self.session.pk)
        cancel = reverse("sessions:cancel", args=[self.session.pk])
        return super().get_context_data(
            session=self.session,
            refusal=confirmation_refusal(self.session),
            numbers=numbers_words(self.session, affected),
            affected=affected,
            cancel_url=f"{cancel}?{urlencode({'reason': TOO_FEW})}",
            later_url=reverse(self.edit_url_name, args=[self.session.pk]),
            **kwargs,
        )

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            told = confirm_session(session_id=self.session.pk, actor=self.request.user)  # type: ignore[arg-type]
        except CannotConfirm as refusal:
            messages.error(self.request, str(refusal))
            return redirect(reverse(self.inspect_url_name, args=[self.session.pk]))
        people = f" Everybody with a place is told: {len(told)} in all." if told else ""
        messages.success(self.request, f"It goes ahead.{people}")
        return redirect(reverse(self.inspect_url_name, args=[self.session.pk]))
