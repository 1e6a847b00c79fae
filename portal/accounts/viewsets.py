"""Admin lists of schools, people, who works where, and sign-ins."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet
from django.urls import URLPattern, path
from django_filters import (
    BooleanFilter,
    DateFromToRangeFilter,
    ModelMultipleChoiceFilter,
)
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.users.views.users import UserViewSet

from portal.accounts.admin_forms import InviteForm, MembershipEditForm, MembershipForm, SignInForm
from portal.accounts.admin_views import (
    ErasureIndexView,
    InviteView,
    MembershipIndexView,
    OwnAccountView,
    PersonIndexView,
    PersonSheetView,
    SchoolIndexView,
    SchoolSheetView,
    SignInEditView,
    SignInIndexView,
    say_schools,
)
from portal.accounts.lost_step.viewsets import LostStepViewSet
from portal.accounts.memberships.viewsets import RecordViewSet, RequestViewSet
from portal.accounts.merging.viewsets import MergeViewSet
from portal.accounts.models import Erasure, Membership, Person, School
from portal.accounts.personal_data.admin_views import EraseView, GiveDataView
from portal.accounts.querysets import SchoolQuerySet
from portal.accounts.register.panels import school_editor
from portal.accounts.register.viewsets import RegisterLoadViewSet
from portal.base import clock
from portal.base.admin_filters import any_choice, any_of
from portal.base.admin_views import (
    CarefulDeleteView,
    EditableViewSet,
    ReadOnlyViewSet,
    RowTitle,
    SheetView,
)
from portal.vocabulary.models import Audience, District, Phase

own_account = OwnAccountView.as_view()


def _yes_no(label: str, method: str, yes: str, no: str) -> BooleanFilter:
    choices = [("", "Any"), ("true", yes), ("false", no)]
    return BooleanFilter(label=label, method=method, widget=forms.Select(choices=choices))


class SchoolFilters(WagtailFilterSet):
    """By district, phase, and whether the school is open."""

    district = any_of(District, "District")
    phases = any_of(Phase, "Phase")
    open_now = _yes_no("Open", "filter_open", "Open now", "Closed")
    registered = _yes_no("National register", "filter_registered", "From the register", "Added by hand")
    placed = _yes_no("District known", "filter_placed", "In a district", "In none")

    class Meta:
        model = School
        fields = ["district", "phases"]

    def filter_registered(self, rows: SchoolQuerySet, _name: str, wanted: bool) -> SchoolQuerySet:
        """Loaded from the register, or added by an officer, as early-years settings are."""
        return rows.filter(from_register_on__isnull=not wanted)

    def filter_placed(self, rows: SchoolQuerySet, _name: str, wanted: bool) -> SchoolQuerySet:
        """In a district of Kent, or in none."""
        return rows.filter(district__isnull=not wanted)

    def filter_open(self, rows: SchoolQuerySet, _name: str, wanted: bool) -> SchoolQuerySet:
        """Open today, or closed by today."""
        return rows.open() if wanted else rows.filter(closed_on__lte=clock.today())


class SchoolViewSet(EditableViewSet):
    """Schools and early-years settings."""

    model = School
    name = "schools"
    icon = "home"
    menu_label = "Schools"
    list_display = [
        "name",
        "town",
        Column("district", label="District", accessor=lambda school: school.district or "Outside Kent"),
        "kind",
        Column(
            "number", label="Number", accessor=lambda school: school.number or "None", sort_key="urn"
        ),
        Column("status", label="Status", accessor=lambda school: school.status.label),
    ]
    index_view_class = SchoolIndexView
    filterset_class = SchoolFilters
    search_fields = ["name", "town", "postcode", "urn", "ofsted_number"]
    ordering = "name"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = SchoolSheetView
    inspect_view_fields = [
        "name",
        "status",
        "urn",
        "ofsted_number",
        "kind",
        "phases",
        "ages",
        "district",
        "community",
        "address",
        "town",
        "postcode",
        "phone",
        "website",
        "email_domain",
        "trust",
        "capacity",
        "pupils",
        "special_provision",
        "opened_on",
        "closed_on",
        "closing_reason",
        "successor",
        "from_register_on",
    ]
    delete_view_class = CarefulDeleteView
    edit_handler = school_editor


class PersonFilters(WagtailFilterSet):
    """By what they do, where they work now, and whether they can sign in."""

    role = any_of(Audience, "What they do")
    district = ModelMultipleChoiceFilter(
        queryset=District.objects.all(),
        label="District of their school",
        method="filter_district",
        widget=forms.CheckboxSelectMultiple,
    )
    signs_in = _yes_no("Signs in", "filter_signs_in", "Can sign in", "Cannot sign in")

    class Meta:
        model = Person
        fields = ["role"]

    def filter_district(
        self, rows: QuerySet[Person], _name: str, wanted: list[District]
    ) -> QuerySet[Person]:
        """Part of a school in one of the districts now; no district chosen means all."""
        if not wanted:
            return rows
        there = Membership.objects.current().filter(school__district__in=wanted)
        return rows.filter(pk__in=there.values("person"))

    def filter_signs_in(self, rows: QuerySet[Person], _name: str, wanted: bool) -> QuerySet[Person]:
        """With or without a sign-in."""
        return rows.filter(user__isnull=not wanted)


class PersonViewSet(EditableViewSet):
    """People the service knows, whether they sign in or not."""

    model = Person
    name = "people"
    icon = "user"
    menu_label = "People"
    index_view_class = PersonIndexView
    list_display = [
        "name",
        Column("email", label="E-mail", sort_key="email"),
        Column("role", label="What they do", accessor=lambda person: person.role or "Not said"),
        Column("schools", label="Schools", accessor=say_schools),
        Column("signs_in", label="Signs in", accessor=lambda person: "Yes" if person.user_id else "No"),
    ]
    filterset_class = PersonFilters
    search_fields = ["name", "email"]
    ordering = "name"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = PersonSheetView
    inspect_view_fields = ["name", "email", "role", "created_at"]
    delete_view_class = CarefulDeleteView

    def get_urlpatterns(self) -> list[URLPattern]:
        names = {
            "index_url_name": self.get_url_name("index"),
            "inspect_url_name": self.get_url_name("inspect"),
        }
        return [
            *super().get_urlpatterns(),
            path("give/<int:pk>/", self.construct_view(GiveDataView, **names), name="give"),
            path("erase/<int:pk>/", self.construct_view(EraseView, **names), name="erase"),
        ]

    panels = [
        FieldPanel("name", help_text="As you would say it on the phone, e.g. “Asha Okafor”."),
        FieldPanel(
            "email",
            help_text=(
                "Where joining details go. If they sign up with this e-mail, they become this person."
            ),
        ),
        FieldPanel("role"),
    ]


class MembershipFilters(WagtailFilterSet):
    """By role, district, whether it lasts, and whether the person signs in."""

    role = any_choice(Membership.Role.choices, "Role")
    school__district = any_of(District, "District")
    lasts = _yes_no("Now", "filter_lasts", "Lasts", "Ended")
    signs_in = _yes_no("Signs in", "filter_signs_in", "Can sign in", "Cannot sign in")
    started_on = DateFromToRangeFilter(label="From", widget=DateRangePickerWidget)

    class Meta:
        model = Membership
        fields = ["role", "school__district"]

    def filter_lasts(self, rows: QuerySet[Membership], _name: str, wanted: bool) -> QuerySet[Membership]:
        """Current, or ended by today."""
        ended = Q(ended_on__lte=clock.today())
        return rows.exclude(ended) if wanted else rows.filter(ended)

    def filter_signs_in(
        self, rows: QuerySet[Membership], _name: str, wanted: bool
    ) -> QuerySet[Membership]:
        """With or without a sign-in."""
        return rows.filter(person__user__isnull=not wanted)


class MembershipViewSet(EditableViewSet):
    """Who is part of which school, as what, from when until when."""

    model = Membership
    name = "memberships"
    icon = "group"
    menu_label = "Who works where"
    list_display = [
        "person",
        Column("email", label="E-mail", accessor="person.email", sort_key="person__email"),
        Column("school", label="School", sort_key="school__name"),
        Column("role", label="Role", accessor="get_role_display", sort_key="role"),
        Column(
            "started_on",
            label="From",
            accessor=lambda row: clock.say_date(row.started_on),
            sort_key="started_on",
        ),
        Column(
            "ended_on",
            label="Until",
            accessor=lambda row: clock.say_date(row.ended_on) if row.ended_on else "Lasts",
            sort_key="ended_on",
        ),
        Column(
            "signs_in",
            label="Signs in",
            accessor=lambda row: "Yes" if row.person.user_id else "No",
        ),
    ]
    index_view_class = MembershipIndexView
    filterset_class = MembershipFilters
    search_fields = ["person__name", "person__email", "school__name", "school__town"]
    ordering = ["school__name", "person__name"]
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = SheetView
    inspect_view_fields = ["person", "school", "role", "started_on", "ended_on"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return MembershipEditForm if for_update else MembershipForm


class ErasureFilters(WagtailFilterSet):
    """By who asked, and when."""

    asked = any_choice(Erasure.Asked.choices, "Asked")

    class Meta:
        model = Erasure
        fields = ["asked"]


class ErasureViewSet(ReadOnlyViewSet):
    """Deletions: the proof that they took place. Read only, and without names."""

    model = Erasure
    name = "deletions"
    icon = "bin"
    menu_label = "Deletions"
    inspect_view_enabled = True
    inspect_view_class = SheetView
    inspect_view_fields = ["at", "asked", "reason", "carried_out_by"]
    index_view_class = ErasureIndexView
    filterset_class = ErasureFilters
    search_fields = ["reason"]
    list_display = [
        RowTitle("at", label="Deleted", accessor=lambda row: clock.say_date(row.at), sort_key="at"),
        Column("asked", label="Asked", accessor="get_asked_display", sort_key="asked"),
        Column("reason", label="Where the request is kept"),
        Column(
            "carried_out_by",
            label="Carried out by",
            accessor=lambda row: row.carried_out_by or "Themselves",
        ),
    ]
    ordering = "-at"


class SignInViewSet(UserViewSet):
    """Who can sign in, and what for. In place of Wagtail's own list of users."""

    icon = "key"
    menu_label = "Sign-ins"
    index_view_class = SignInIndexView
    add_view_class = InviteView
    edit_view_class = SignInEditView
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return SignInForm if for_update else InviteForm


class PeopleGroup(ViewSetGroup):
    """Everything about people under one heading of the menu."""

    menu_label = "People"
    menu_name = "people"
    menu_icon = "group"
    menu_order = 120
    items = (
        SchoolViewSet,
        PersonViewSet,
        MembershipViewSet,
        RequestViewSet,
        RecordViewSet,
        RegisterLoadViewSet,
        MergeViewSet,
        ErasureViewSet,
        LostStepViewSet,
    )
