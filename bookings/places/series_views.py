"""Copying a session to several days in term time: the days are shown before anything is made."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminDateInput

from bookings.places.services.copies import Proposal, copy_to_days, propose_copies
from portal.base import clock
from portal.base.admin_forms import AdminForm
from training.models import Session
from training.services import check_year
from training.term_dates import MOST, Rhythm


class SeriesForm(AdminForm):
    """From which day, how often, and how many times."""

    first_day = forms.DateField(
        label="First day",
        widget=AdminDateInput,
        validators=[check_year],
        help_text="For example 2027-03-09.",
    )
    rhythm = forms.ChoiceField(
        label="How often",
        choices=Rhythm.choices,
        help_text="For example every week, on the weekday of the first day.",
    )
    number = forms.IntegerField(
        label="How many sessions",
        min_value=1,
        max_value=MOST,
        help_text="For example 5. Days in school holidays and bank holidays are left out and not counted.",
    )

    def clean_first_day(self) -> date:
        day: date = self.cleaned_data["first_day"]
        if day < clock.today():
            raise ValidationError("Choose today or a day to come.")
        return day


class SessionSeriesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The question and, once it is answered, the days to choose from; a POST makes drafts of those ticked."""

    model = Session
    permission_required = "add"
    template_name = "admin/places/session_series.html"
    page_title = "Copy to term dates"
    header_icon = "copy"
    index_url_name = ""

    @cached_property
    def session(self) -> Session:
        rows = Session.objects.select_related("course", "venue")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.session)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse(self.index_url_name), "label": "Sessions"},
            {"url": "", "label": self.page_title, "sublabel": str(self.session)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET if "first_day" in self.request.GET else None
        form = SeriesForm(asked, initial={"rhythm": Rhythm.WEEKLY, "number": 5})
        proposals = self.proposals(form) if asked is not None and form.is_valid() else None
        return super().get_context_data(
            session=self.session,
            form=form,
            proposals=proposals,
            wanted=form.cleaned_data["number"] if proposals is not None else 0,
            possible=sum(1 for row in proposals or [] if not row.skipped),
            **kwargs,
        )

    def proposals(self, form: SeriesForm) -> list[Proposal]:
        return propose_copies(
            session=self.session,
            first_day=form.cleaned_data["first_day"],
            rhythm=Rhythm(form.cleaned_data["rhythm"]),
            number=form.cleaned_data["number"],
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        days = [
            day for day in map(posted_day, request.POST.getlist("day")[:MOST]) if day >= clock.today()
        ]
        if not days:
            messages.error(request, "Tick at least one day to come.")
            return self.get(request, *args, **kwargs)
        try:
            made = copy_to_days(session=self.session, days=days)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return self.get(request, *args, **kwargs)
        words = "1 draft was" if len(made) == 1 else f"{len(made)} drafts were"
        messages.success(request, f"{words} made. Check each, then set its state to “Open for booking”.")
        return redirect(f"{reverse(self.index_url_name)}?state=draft")


def posted_day(value: str) -> date:
    """The day as the page wrote it; the first of all days for anything else, which is never to come."""
    try:
        day = parse_date(value) or date.min
        check_year(day)
    except (ValueError, ValidationError):
        return date.min
    return day
