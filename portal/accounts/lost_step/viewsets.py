"""The admin's list of lost second steps."""

from __future__ import annotations

from django import forms
from django.db.models import DateTimeField
from django.urls import URLPattern, path
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from portal.accounts.lost_step.admin_views import (
    LostStepBeginView,
    LostStepDecideView,
    LostStepIndexView,
    LostStepSheetView,
)
from portal.accounts.lost_step.models import LostStep
from portal.base import clock
from portal.base.admin_views import ReadOnlyViewSet, RowTitle


class LostStepFilters(WagtailFilterSet):
    """By how far it has come, and how they made sure."""

    state = ChoiceFilter(
        choices=LostStep.State.choices, label="State", widget=forms.RadioSelect, empty_label="Any"
    )
    how = ChoiceFilter(
        choices=LostStep.How.choices,
        label="How they made sure",
        widget=forms.RadioSelect,
        empty_label="Any",
    )

    class Meta:
        model = LostStep
        fields = ["state", "how"]


def _moment(name: str) -> Column:
    label = str(LostStep._meta.get_field(name).verbose_name).capitalize()
    assert isinstance(LostStep._meta.get_field(name), DateTimeField)

    def say(loss: LostStep) -> str:
        moment = getattr(loss, name)
        return clock.say_moment(moment) if moment else "Not yet"

    return Column(name, label=label, accessor=say, sort_key=name)


class LostStepViewSet(ReadOnlyViewSet):
    """Read, begun and decided; never edited, never deleted: it is the record."""

    model = LostStep
    name = "lost_steps"
    icon = "key"
    menu_label = "Lost second steps"
    index_view_class = LostStepIndexView
    inspect_view_enabled = True
    inspect_view_class = LostStepSheetView
    inspect_view_fields = ["user", "state"]
    filterset_class = LostStepFilters
    search_fields = ["user__name", "user__email"]
    list_display = [
        RowTitle(
            "user",
            label="Who",
            accessor=lambda loss: loss.user or "Somebody who is gone",
        ),
        Column("state", label="State", accessor="get_state_display", sort_key="state"),
        _moment("asked_at"),
        Column(
            "identified_by",
            label="Who made sure",
            accessor=lambda loss: loss.identified_by or "Nobody yet",
        ),
        Column("how", label="How", accessor=lambda loss: loss.get_how_display() or "–", sort_key="how"),
        Column("decided_by", label="Who decided", accessor=lambda loss: loss.decided_by or "Nobody yet"),
        _moment("expires_at"),
    ]

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        given: dict[str, object] = super().get_index_view_kwargs(**kwargs)
        return {**given, "add_url_name": self.get_url_name("add")}

    def get_urlpatterns(self) -> list[URLPattern]:
        names = {
            "index_url_name": self.get_url_name("index"),
            "inspect_url_name": self.get_url_name("inspect"),
        }
        return [
            *super().get_urlpatterns(),
            path("begin/", self.construct_view(LostStepBeginView, **names), name="add"),
            path("decide/<int:pk>/", self.construct_view(LostStepDecideView, **names), name="decide"),
        ]
