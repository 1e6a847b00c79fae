"""How the admin's lists of the vocabulary can be narrowed."""

from __future__ import annotations

from django import forms
from django_filters import BooleanFilter
from wagtail.admin.filters import WagtailFilterSet

from portal.base.admin_filters import any_choice, any_of
from portal.vocabulary import models as m
from portal.vocabulary.choices import AudienceGroup, KentArea, StandardsSection


def _retired() -> BooleanFilter:
    choices = [("", "Any"), ("false", "In use"), ("true", "Retired")]
    return BooleanFilter(label="State", widget=forms.Select(choices=choices))


class NeedFilters(WagtailFilterSet):
    """By area of need and state."""

    area = any_of(m.AreaOfNeed, "Area of need")
    retired = _retired()

    class Meta:
        model = m.Need
        fields = ["area", "retired"]


class AudienceFilters(WagtailFilterSet):
    """Professionals or families, and state."""

    group = any_choice(AudienceGroup.choices, "Who they are")
    retired = _retired()

    class Meta:
        model = m.Audience
        fields = ["group", "retired"]


class StandardFilters(WagtailFilterSet):
    """By section and state."""

    section = any_choice(StandardsSection.choices, "Section")
    retired = _retired()

    class Meta:
        model = m.CoreStandard
        fields = ["section", "retired"]


class DistrictFilters(WagtailFilterSet):
    """By area of Kent and state."""

    area = any_choice(KentArea.choices, "Area")
    retired = _retired()

    class Meta:
        model = m.District
        fields = ["area", "retired"]


class CommunityFilters(WagtailFilterSet):
    """By district and state."""

    district = any_of(m.District, "District")
    retired = _retired()

    class Meta:
        model = m.Community
        fields = ["district", "retired"]
