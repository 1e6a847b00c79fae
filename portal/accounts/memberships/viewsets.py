"""Admin lists of requests to join a school, and of what happened to memberships."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django_filters import (
    ChoiceFilter,
    DateFromToRangeFilter,
)
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from portal.accounts.choices import SchoolRole
from portal.accounts.memberships.admin_views import (
    RecordIndexView,
    RequestDecideView,
    RequestIndexView,
    RequestSheetView,
)
from portal.accounts.memberships.models import MembershipEvent, MembershipRequest
from portal.accounts.memberships.querysets import RequestQuerySet
from portal.base import clock
from portal.base.admin_filters import any_choice, any_of
from portal.base.admin_views import ReadOnlyViewSet
from portal.vocabulary.models import District

AGES = [("3", "More than 3 days"), ("7", "More than a week"), ("14", "More than 2 weeks")]


class RequestFilters(WagtailFilterSet):
    """By state, district, how long it waits, role, and who can answer."""

    state = ChoiceFilter(
        choices=MembershipRequest.State.choices,
        label="State",
        widget=forms.RadioSelect,
        empty_label="Any",
    )
    school__district = any_of(District, "District")
    waits = ChoiceFilter(
        choices=AGES,
        label="Asked",
        method="filter_waits",
        widget=forms.RadioSelect,
        empty_label="Whenever",
    )
    who = ChoiceFilter(
        choices=[("us", "Only us"), ("school", "The school’s approver")],
        label="Who can answer",
        method="filter_who",
        widget=forms.RadioSelect,
        empty_label="Anybody",
    )
    role = any_choice(SchoolRole.choices, "Role")

    class Meta:
        model = MembershipRequest
        fields = ["state", "school__district", "role"]

    def filter_waits(
        self, rows: QuerySet[MembershipRequest], _name: str, days: str
    ) -> QuerySet[MembershipRequest]:
        """Asked at least so many days ago."""
        return rows.filter(asked_at__lte=clock.now() - timedelta(days=int(days)))

    def filter_who(self, rows: RequestQuerySet, _name: str, who: str) -> RequestQuerySet:
        """Whether the school has an approver who could answer."""
        return rows.with_approver().filter(has_approver=who == "school")


class RequestViewSet(ReadOnlyViewSet):
    """Who asks to belong to which school. Approvers answer on the public site, officers here."""

    model = MembershipRequest
    name = "membership_requests"
    icon = "mail"
    menu_label = "Requests to join"
    index_view_class = RequestIndexView
    index_template_name = "admin/accounts/requests.html"
    inspect_view_enabled = True
    inspect_view_class = RequestSheetView
    inspect_view_fields = ["person", "school", "role"]
    filterset_class = RequestFilters
    search_fields = ["person__name", "person__email", "school__name", "school__town"]
    list_display = [
        "person",
        Column("email", label="E-mail", accessor="person.email", sort_key="person__email"),
        Column("school", label="School", sort_key="school__name"),
        Column("district", label="District", accessor=lambda row: row.school.district or "Outside Kent"),
        Column("role", label="As", accessor="get_role_display", sort_key="role"),
        Column(
            "asked_at",
            label="Asked",
            accessor=lambda row: clock.say_date(row.asked_at),
            sort_key="asked_at",
        ),
        Column(
            "who",
            label="Who can answer",
            accessor=lambda row: "The school" if row.has_approver else "Only us",
        ),
        Column("state", label="State", accessor="get_state_display", sort_key="state"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        decide = self.construct_view(
            RequestDecideView,
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
        )
        return [
            *super().get_urlpatterns(),
            path("decide/<int:pk>/", decide, name="decide"),
        ]


class RecordFilters(WagtailFilterSet):
    """By what happened, when, and in which district."""

    kind = any_choice(MembershipEvent.Kind.choices, "What")
    at = DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)
    school__district = any_of(District, "District")

    class Meta:
        model = MembershipEvent
        fields = ["kind", "at", "school__district"]


class RecordViewSet(ReadOnlyViewSet):
    """What happened to memberships: who asked, was confirmed, joined or left, by whom and when."""

    model = MembershipEvent
    name = "membership_record"
    icon = "history"
    menu_label = "Who joined and left"
    index_view_class = RecordIndexView
    filterset_class = RecordFilters
    search_fields = ["person__name", "person__email", "school__name"]
    list_display = [
        Column("at", label="When", accessor=lambda row: clock.say_moment(row.at), sort_key="at"),
        Column("kind", label="What", accessor="get_kind_display", sort_key="kind"),
        Column("person", label="Who", accessor=lambda row: row.person or "–", sort_key="person__name"),
        Column("school", label="School", sort_key="school__name"),
        Column("role", label="As", accessor="get_role_display"),
        Column("actor", label="By", accessor=lambda row: row.actor or "The portal"),
        Column("reason", label="Reason"),
    ]
