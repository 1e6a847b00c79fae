"""Admin lists: published content to mend, and the plain words for jargon."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.models import Page

from portal.base import clock
from portal.base.admin_views import CarefulDeleteView, EditableViewSet, ReadOnlyViewSet
from portal.base.spreadsheets import SafeExportMixin
from portal.editorial.checks import Check
from portal.editorial.models import Finding, PlainWord


def editor_of(finding: Finding) -> str | None:
    """Where the page or entry is mended."""
    kind = finding.content_type
    try:
        if kind.model_class() is Page:
            return reverse("wagtailadmin_pages:edit", args=[finding.object_id])
        return reverse(f"wagtailsnippets_{kind.app_label}_{kind.model}:edit", args=[finding.object_id])
    except NoReverseMatch:
        return None


def _kinds() -> list[tuple[str, str]]:
    found = Finding.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return [(kind, kind) for kind in found]


class FindingFilters(WagtailFilterSet):
    """By check and by kind of content."""

    check_name = ChoiceFilter(
        choices=Check.choices, label="Check", widget=forms.RadioSelect, empty_label="Any"
    )
    kind = ChoiceFilter(choices=_kinds, label="Kind", widget=forms.RadioSelect, empty_label="Any")

    class Meta:
        model = Finding
        fields = ["check_name", "kind"]


class FindingIndexView(SafeExportMixin, IndexView):
    """The list, also as a spreadsheet."""

    list_export = ["title", "kind", "get_check_name_display", "message", "found_at"]
    export_headings = {
        "title": "Title",
        "kind": "Kind",
        "get_check_name_display": "Check",
        "message": "What to mend",
        "found_at": "Found",
    }

    def get_base_queryset(self) -> QuerySet[Finding]:
        return super().get_base_queryset().select_related("content_type")


class FindingViewSet(ReadOnlyViewSet):
    """Published content that would be refused today: read only, each row leads to its editor."""

    model = Finding
    name = "findings"
    url_prefix = "editorial/findings"
    icon = "warning"
    menu_label = "To mend"
    menu_order = 60
    index_view_class = FindingIndexView
    filterset_class = FindingFilters
    search_fields = ["title", "message"]
    ordering = ["title", "pk"]
    list_display = [
        TitleColumn("title", label="Title", get_url=editor_of, sort_key="title"),
        Column("kind", label="Kind", sort_key="kind"),
        Column("check_name", label="Check", accessor="get_check_name_display", sort_key="check_name"),
        Column("message", label="What to mend"),
        Column(
            "found_at",
            label="Found",
            accessor=lambda row: clock.say_date(row.found_at),
            sort_key="found_at",
        ),
    ]


class PlainWordViewSet(EditableViewSet):
    """Jargon and what to write instead; the advice beside every editor comes from here."""

    model = PlainWord
    name = "plain_words"
    url_prefix = "editorial/plain-words"
    icon = "openquote"
    menu_label = "Plain words"
    menu_order = 70
    copy_view_enabled = False
    list_per_page = 50
    list_filter = ["families_only"]
    search_fields = ["term", "plain"]
    ordering = ["term"]
    delete_view_class = CarefulDeleteView
    list_display = [
        "term",
        Column("plain", label="In plain words"),
        Column(
            "families_only",
            label="Advice for",
            accessor=lambda row: "Parents’ pages" if row.families_only else "Everybody",
            sort_key="families_only",
        ),
    ]
    panels = [FieldPanel("term"), FieldPanel("plain"), FieldPanel("families_only")]
