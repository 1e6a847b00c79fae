"""The admin's list of synonyms, with a place to try them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from portal.base import clock
from portal.base.admin_views import CarefulDeleteView
from search.lines import shortly
from search.synonyms.forms import SynonymRuleForm, tried
from search.synonyms.models import Direction, SynonymRule

LONGEST_TRIED, LONGEST_FILLED_IN = 200, 80
SHOWN = 4


def _finds(rule: SynonymRule) -> str:
    return shortly(rule.meanings, SHOWN) if rule.meanings else "each other"


def _changed(rule: SynonymRule) -> str:
    who = f" by {rule.changed_by.get_full_name() or rule.changed_by}" if rule.changed_by else ""
    return clock.say_date(rule.changed_at) + who


class SynonymFilters(WagtailFilterSet):
    """By direction and use."""

    direction = ChoiceFilter(
        choices=[(Direction.BOTH, "Both ways"), (Direction.ONE_WAY, "One way")],
        label="Works",
        widget=forms.RadioSelect,
        empty_label="Any",
    )

    class Meta:
        model = SynonymRule
        fields = ["direction", "active"]


class SynonymIndexView(IndexView):
    """The list; who changed what comes with it. Only who may change a rule is led to its form."""

    def _get_title_column(self, field_name: str, **kwargs: Any) -> Any:
        return super()._get_title_column(
            field_name, accessor=lambda rule: shortly(rule.words, SHOWN), **kwargs
        )

    def get_base_queryset(self) -> QuerySet[SynonymRule]:
        return super().get_base_queryset().select_related("changed_by")


def _filled_in(request: HttpRequest) -> str:
    """The words of the report's line."""
    return request.GET.get("words", "")[:LONGEST_FILLED_IN]


class _Trying:
    """Shows beside the form what a question becomes with the rules as saved."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view: Any = self
        question = view.request.GET.get("try", "")[:LONGEST_TRIED]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "try_question": question,
            "tried": tried(question),
            "filled_in": _filled_in(view.request),
        }


class SynonymCreateView(_Trying, CreateView):
    """A new rule, with the words of the report's line already filled in."""

    template_name = "admin/search/synonym_form.html"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "words": _filled_in(self.request)}


class SynonymEditView(_Trying, EditView):
    """Changes a rule."""

    template_name = "admin/search/synonym_form.html"


class SynonymViewSet(ModelViewSet):
    """Words that find the same."""

    model = SynonymRule
    name = "synonyms"
    url_prefix = "search/synonyms"
    icon = "openquote"
    menu_label = "Synonyms"
    menu_order = 20
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    index_view_class = SynonymIndexView
    add_view_class = SynonymCreateView
    edit_view_class = SynonymEditView
    delete_view_class = CarefulDeleteView
    filterset_class = SynonymFilters
    search_fields = ["words", "meanings", "note"]
    ordering = ["words", "pk"]
    list_display = [
        "words",
        Column("meanings", label="Also find", accessor=_finds),
        Column("active", label="In use", accessor=lambda rule: "Yes" if rule.active else "No"),
        Column("changed_at", label="Changed", accessor=_changed, sort_key="changed_at"),
        Column("note", label="Note"),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        return SynonymRuleForm
