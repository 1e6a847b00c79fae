"""The admin's list of gaps in the offer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import ModelMultipleChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, IndexView

from portal.base import clock
from portal.base.admin_views import CarefulDeleteView, EditableViewSet
from portal.base.fields import Checkboxes
from portal.base.spreadsheets import SafeExportMixin
from portal.vocabulary.models import Need
from search.log.actions import Action, register
from training.choices import GapState
from training.gaps import Gap

FILLED_IN = 120


class GapFilters(WagtailFilterSet):
    """By how far they have come, and by need."""

    state = MultipleChoiceFilter(
        choices=GapState.choices, label="State", widget=forms.CheckboxSelectMultiple
    )
    needs = ModelMultipleChoiceFilter(
        queryset=Need.objects.all(), label="Need", widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Gap
        fields = ["state", "needs"]


class GapIndexView(SafeExportMixin, IndexView):
    """The list, also as a spreadsheet."""

    list_export = ["title", "get_state_display", "wordings", "course", "reason", "recorded_on"]
    export_headings = {
        "title": "What is missing",
        "get_state_display": "State",
        "wordings": "What people searched for",
        "course": "Course that answers it",
        "reason": "Why it is not taken up",
        "recorded_on": "Recorded",
    }

    def get_base_queryset(self) -> QuerySet[Gap]:
        return super().get_base_queryset().select_related("course").prefetch_related("needs")


class GapCreateView(CreateView):
    """A new gap, with the words of the report's line already filled in."""

    def get_initial(self) -> dict[str, Any]:
        words = self.request.GET.get("words", "")[:FILLED_IN]
        given = {"title": words[:1].upper() + words[1:], "wordings": words} if words else {}
        return {**super().get_initial(), **given}


class GapViewSet(EditableViewSet):
    """What is missing, and what became of it."""

    model = Gap
    name = "gaps"
    url_prefix = "training/gaps"
    icon = "help"
    menu_label = "Gaps in the offer"
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = GapIndexView
    add_view_class = GapCreateView
    delete_view_class = CarefulDeleteView
    filterset_class = GapFilters
    search_fields = ["title", "wordings", "details"]
    ordering = ["-recorded_on", "title"]
    list_display = [
        "title",
        Column("state", label="State", accessor="get_state_display", sort_key="state"),
        Column(
            "needs",
            label="Needs",
            accessor=lambda gap: ", ".join(str(need) for need in gap.needs.all()) or "–",
        ),
        Column("course", label="Answered by", accessor=lambda gap: gap.course or "–"),
        Column(
            "recorded_on",
            label="Recorded",
            accessor=lambda gap: clock.say_date(gap.recorded_on),
            sort_key="recorded_on",
        ),
    ]
    panels = [
        FieldPanel("title"),
        FieldPanel("wordings"),
        FieldPanel("details"),
        MultiFieldPanel(
            [FieldPanel("needs", widget=Checkboxes), FieldPanel("phases", widget=Checkboxes)],
            heading="What it is about",
        ),
        MultiFieldPanel(
            [
                FieldPanel("state"),
                PageChooserPanel("course", "training.CoursePage"),
                FieldPanel("reason"),
            ],
            heading="What became of it",
        ),
    ]


def register_actions() -> None:
    """Lets staff record a gap from a line of the report of searches."""
    register(Action("gap", "Record a gap", 30, "gaps:add", "training.add_gap"))
