"""The admin's report of what people searched for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets import Button

from portal.base import clock
from portal.base.admin_views import ReadOnlyViewSet
from portal.base.spreadsheets import SafeExportMixin
from search.log.actions import actions_for
from search.log.models import Wording
from search.log.querysets import WordingQuerySet

PERIODS = {"30": "Last 30 days", "90": "Last 90 days", "396": "Last 13 months"}
USUAL_PERIOD = "90"
OUTCOMES = {"nothing": "Found nothing", "unopened": "Found something, nobody opened it"}


class WordingFilters(WagtailFilterSet):
    """Over how long, and what became of it."""

    period = ChoiceFilter(
        choices=list(PERIODS.items()),
        label="Counted over",
        widget=forms.RadioSelect,
        empty_label=f"As usual ({PERIODS[USUAL_PERIOD].lower()})",
        method="in_period",
    )
    outcome = ChoiceFilter(
        choices=list(OUTCOMES.items()),
        label="What became of it",
        widget=forms.RadioSelect,
        empty_label="Anything",
        method="with_outcome",
    )

    class Meta:
        model = Wording
        fields: list[str] = []

    def in_period(self, rows: WordingQuerySet, _name: str, _value: str) -> WordingQuerySet:
        """The view has counted over the period already."""
        return rows

    def with_outcome(self, rows: WordingQuerySet, _name: str, value: str) -> WordingQuerySet:
        """Those that found nothing, or led nowhere."""
        return rows.that_found_nothing() if value == "nothing" else rows.that_led_nowhere()


def _period(request: HttpRequest) -> str:
    asked = request.GET.get("period", "")
    return asked if asked in PERIODS else USUAL_PERIOD


def _first_day(request: HttpRequest) -> date:
    return clock.today() - timedelta(days=int(_period(request)))


def _share(part: int, whole: int) -> str:
    """“12 of 40”; nothing at all says “none”."""
    return f"{min(part, whole)} of {whole}" if part else "None"


class WordingIndexView(SafeExportMixin, IndexView):
    """The report, most searched first; each line leads to what staff can do about it."""

    list_export = ["text", "searches", "without_results", "opened", "last_day"]
    export_headings = {
        "text": "What people typed",
        "searches": "Searches",
        "without_results": "Found nothing",
        "opened": "Opened a result",
        "last_day": "Last searched for",
    }

    def get_page_title(self) -> str:
        """As the menu says it, and over how long."""
        return f"What people search for: {PERIODS[_period(self.request)].lower()}"

    def get_base_queryset(self) -> QuerySet[Wording]:
        rows = Wording.objects.kept().counted_since(_first_day(self.request))
        return rows.order_by("-searches", "text")


class WordingColumn(ButtonsColumnMixin, TitleColumn):
    """The wording, and below it what this reader may do about it."""

    def get_buttons(self, instance: Wording, parent_context: Any) -> list[Any]:
        return [
            Button(
                action.label,
                url=action.address(instance.text),
                classname="button button-small button-secondary",
            )
            for action in actions_for(parent_context["request"].user)
        ]


class WordingViewSet(ReadOnlyViewSet):
    """What people searched for; read only."""

    model = Wording
    name = "wordings"
    url_prefix = "search/wordings"
    icon = "search"
    menu_label = "What people search for"
    menu_order = 10
    index_view_class = WordingIndexView
    filterset_class = WordingFilters
    search_fields = ["text"]
    ordering = ["-searches", "text"]
    list_display = [
        WordingColumn(
            "text",
            label="What people typed",
            get_url=lambda row: f"{reverse('search:results')}?{urlencode({'q': row.text})}",
            sort_key="text",
        ),
        Column("searches", label="Searches", sort_key="searches"),
        Column(
            "without_results",
            label="Found nothing",
            accessor=lambda row: _share(row.without_results, row.searches),
            sort_key="without_results",
        ),
        Column(
            "opened",
            label="Opened a result",
            accessor=lambda row: _share(row.opened, row.searches),
            sort_key="opened",
        ),
        Column(
            "last_day",
            label="Last",
            accessor=lambda row: clock.say_date(row.last_day),
            sort_key="last_day",
        ),
    ]
