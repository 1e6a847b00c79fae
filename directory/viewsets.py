"""Admin lists of resources, services and organisations."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from directory.entries import Entry, Organisation, Resource, Service
from directory.panels import organisation_editor, resource_editor, service_editor
from portal.base import clock
from portal.base.admin_filters import any_choice, any_of
from portal.base.admin_views import CarefulSnippetDeleteView
from portal.publishing import workflow_views
from portal.publishing.entry_views import CarefulEditView
from portal.vocabulary.models import AreaOfNeed, Audience, District, ResourceType


class ResourceFilters(WagtailFilterSet):
    """By type, area of need and audience."""

    resource_type = any_of(ResourceType, "Type")
    area_of_need = any_of(AreaOfNeed, "Area of need")
    audiences = any_of(Audience, "Who it is for")

    class Meta:
        model = Resource
        fields = ["resource_type", "area_of_need", "audiences", "live"]


class ServiceFilters(WagtailFilterSet):
    """By area of need, district and status."""

    area_of_need = any_of(AreaOfNeed, "Area of need")
    districts = any_of(District, "District")
    status = any_choice(Service.Status.choices, "Status")

    class Meta:
        model = Service
        fields = ["area_of_need", "districts", "status", "live"]


def _checked(entry: Entry) -> str:
    if entry.assured_on is None:
        return "Not yet"
    return clock.say_date(entry.assured_on)


def _published(entry: Entry) -> str:
    """From the row alone: Wagtail's own words ask twice for every row."""
    if not entry.live:
        return "Draft"
    return "Live, with a newer draft" if entry.has_unpublished_changes else "Live"


CHECKED = Column("assured_on", label="Facts checked", accessor=_checked, sort_key="assured_on")
STATUS = StatusTagColumn(
    "status", label="Page", accessor=_published, sort_key="live", primary=lambda entry: entry.live
)


class EntryViewSet(SnippetViewSet):
    """What the three kinds share. ``shown_with`` names the relations that the list shows."""

    shown_with: tuple[str, ...] = ()
    search_backend_name = None
    search_fields = ["title", "summary"]
    ordering = "title"
    edit_view_class = CarefulEditView
    workflow_action_view_class = workflow_views.EntryAction
    collect_workflow_action_data_view_class = workflow_views.EntryActionData
    confirm_workflow_cancellation_view_class = workflow_views.EntryEndsReview
    workflow_preview_view_class = workflow_views.EntryReviewPreview
    delete_view_class = CarefulSnippetDeleteView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        """Entries with what their columns show, in one query."""
        return self.model._default_manager.select_related(*self.shown_with)


class ResourceViewSet(EntryViewSet):
    model = Resource
    base_url_path = "resources"
    icon = "doc-full"
    menu_label = "Resources"
    edit_handler = resource_editor
    shown_with = ("resource_type", "area_of_need")
    filterset_class = ResourceFilters
    list_display = ["title", "resource_type", "area_of_need", CHECKED, STATUS]


class ServiceViewSet(EntryViewSet):
    model = Service
    base_url_path = "services"
    icon = "group"
    menu_label = "Services"
    edit_handler = service_editor
    shown_with = ("organisation", "area_of_need")
    filterset_class = ServiceFilters
    list_display = [
        "title",
        "organisation",
        "area_of_need",
        Column("status_words", label="Service", accessor="get_status_display", sort_key="status"),
        CHECKED,
        STATUS,
    ]


class OrganisationViewSet(EntryViewSet):
    model = Organisation
    base_url_path = "organisations"
    icon = "globe"
    menu_label = "Organisations"
    edit_handler = organisation_editor
    list_filter = ["independent_advice", "live"]
    list_display = ["title", "phone", "email", CHECKED, STATUS]


class DirectoryGroup(SnippetViewSetGroup):
    """The menu “Directory”."""

    items = (ResourceViewSet, ServiceViewSet, OrganisationViewSet)
    menu_label = "Directory"
    menu_name = "directory"
    menu_icon = "folder-open-1"
    menu_order = 110
