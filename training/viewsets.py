"""Admin lists of courses, venues and trainers. Sessions: see ``bookings.places``, which owns seats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.generic import IndexView as GenericIndexView
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from portal.base import clock
from portal.base.admin_filters import any_choice, any_of
from portal.base.admin_views import CarefulDeleteView, EditableViewSet, SheetView
from portal.base.money import say_pounds
from portal.vocabulary.models import AreaOfNeed, Audience, District, Level
from portal.vocabulary.registry import terms
from training.choices import Funding
from training.models import CoursePage
from training.panels import trainer_panels, venue_panels
from training.sessions import Session, Trainer, Venue


class CourseFilters(WagtailFilterSet):
    """What an editor looks for: by subject, level, who it is for, and who pays."""

    area_of_need = any_of(AreaOfNeed, "Area of need")
    level = any_of(Level, "Level")
    audiences = any_of(Audience, "Who it is for")
    funding = any_choice(Funding.choices, "Cost")

    class Meta:
        model = CoursePage
        fields = ["area_of_need", "level", "audiences", "funding"]


def _area(course: CoursePage) -> str:
    return str(terms("areas").by_id[course.area_of_need_id])


def _level(course: CoursePage) -> str:
    return str(terms("levels").by_id[course.level_id]) if course.level_id else "Not needed"


def _funding(course: CoursePage) -> str:
    return "Free to Kent" if course.funding == Funding.CORE_OFFER else say_pounds(course.price_pence)


def _next_date(course: Any) -> str:
    return clock.say_date(course.next_start) if course.next_start else "No date to come"


class CourseIndexView(IndexView):
    """All courses, with the date that comes next."""

    def get_base_queryset(self) -> Any:
        soonest = Session.objects.upcoming().filter(course=OuterRef("pk")).values("starts_at")[:1]
        return super().get_base_queryset().annotate(next_start=Subquery(soonest))


class ForWriters(MenuItem):
    """Shown to those who may write or publish pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(user_has_any_page_permission(request.user))


class CourseListing(PageListingViewSet):
    """Courses in one list, wherever they stand in the tree."""

    name = "courses"
    model = CoursePage
    icon = "glasses"
    menu_label = "Courses"
    menu_item_class = ForWriters
    index_view_class = CourseIndexView
    filterset_class = CourseFilters
    ordering = "title"
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Course", sort_key="title", classname="title"),
        Column("area", label="Area of need", accessor=_area, sort_key="area_of_need"),
        Column("level", label="Level", accessor=_level, sort_key="level"),
        Column("funding", label="Cost", accessor=_funding, sort_key="price_pence"),
        Column("next_date", label="Next session", accessor=_next_date),
        Column("offer", label="In the offer", accessor=lambda course: course.offer_state().label),
        PageStatusColumn("status", label="Page", sort_key="live"),
    ]


class VenueFilters(WagtailFilterSet):
    """Venues by district."""

    district = any_of(District, "District")

    class Meta:
        model = Venue
        fields = ["district"]


class VenueIndexView(GenericIndexView):
    """Venues with their districts, in one query."""

    def get_base_queryset(self) -> QuerySet[Venue]:
        return Venue.objects.select_related("district")


class VenueViewSet(EditableViewSet):
    """Where sessions are held."""

    model = Venue
    name = "venues"
    icon = "site"
    menu_label = "Venues"
    panels = venue_panels
    index_view_class = VenueIndexView
    list_display = ["name", "town", "postcode", "district"]
    filterset_class = VenueFilters
    search_fields = ["name", "town", "postcode"]
    ordering = "name"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = SheetView
    delete_view_class = CarefulDeleteView
    inspect_view_fields = [
        "name",
        "address",
        "town",
        "postcode",
        "district",
        "access_features",
        "access_notes",
        "travel_notes",
    ]


class TrainerViewSet(EditableViewSet):
    """Who gives sessions."""

    model = Trainer
    name = "trainers"
    icon = "user"
    menu_label = "Trainers"
    panels = trainer_panels
    list_display = ["name", "job_title", "qualifications"]
    search_fields = ["name", "job_title", "qualifications"]
    ordering = "name"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = SheetView
    delete_view_class = CarefulDeleteView
    inspect_view_fields = ["name", "job_title", "qualifications"]


class VenueSearch(BaseFilterForm):
    """Search by name, town or postcode."""

    q = forms.CharField(
        label="Name, town or postcode",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Name, town or postcode"}),
    )

    def filter(self, objects: QuerySet[Venue]) -> QuerySet[Venue]:
        """Venues whose name, town or postcode holds the words."""
        words = self.cleaned_data.get("q")
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        return objects.filter(
            Q(name__icontains=words) | Q(town__icontains=words) | Q(postcode__icontains=words)
        )


class ChooseVenue(ChooseView):
    filter_form_class = VenueSearch


class ChooseVenueResults(ChooseResultsView):
    filter_form_class = VenueSearch


class VenueChooser(ChooserViewSet):
    """Finds a venue by name or town; a new one can be made on the spot."""

    model = Venue
    name = "venue_chooser"
    choose_view_class = ChooseVenue
    choose_results_view_class = ChooseVenueResults
    icon = "site"
    choose_one_text = "Choose a venue"
    choose_another_text = "Choose another venue"
    edit_item_text = "Edit this venue"
    form_fields = ["name", "address", "town", "postcode", "district"]
    create_action_label = "Add this venue"
    creation_tab_label = "New venue"
