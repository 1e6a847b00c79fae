"""Officers look certificates up, and withdraw one when the register was corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from django_filters import BooleanFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.models import IndexView

from bookings.places.attendance.models import Attendance, Presence
from bookings.places.attendance.services import attendance_of
from bookings.places.certificates.forms import ReasonForm
from bookings.places.certificates.models import Certificate
from bookings.places.certificates.services import restore_certificate, revoke_certificate
from portal.base import clock
from portal.base.admin_views import ReadOnlyViewSet, SheetView

CHANGE = "places.change_certificate"


class CertificateFilters(WagtailFilterSet):
    """Withdrawn ones, and those whose register shows an absence."""

    withdrawn = BooleanFilter(
        label="State",
        field_name="revoked_at",
        lookup_expr="isnull",
        exclude=True,
        widget=forms.Select(choices=[("", "Any"), ("true", "Withdrawn"), ("false", "Not withdrawn")]),
    )
    absence = BooleanFilter(
        label="Register",
        method="with_absence",
        widget=forms.Select(choices=[("", "Any"), ("true", "Shows an absence")]),
    )

    class Meta:
        model = Certificate
        fields: list[str] = []

    def with_absence(
        self, rows: QuerySet[Certificate], _name: str, wanted: bool
    ) -> QuerySet[Certificate]:
        """Of a meeting, wholly or in part: perhaps the register was corrected since."""
        away = Attendance.objects.filter(place=OuterRef("place")).exclude(state=Presence.ATTENDED)
        return rows.filter(Exists(away)) if wanted else rows.exclude(Exists(away))


def _with_all() -> QuerySet[Certificate]:
    return Certificate.objects.select_related(
        "place__person", "place__booking__school", "place__session__course", "revoked_by"
    )


class CertificateIndexView(IndexView):
    """The latest first."""

    def get_base_queryset(self) -> QuerySet[Certificate]:
        return _with_all().order_by("-issued_at", "-pk")


class CertificateSheetView(SheetView):
    """One certificate, and what the register says now."""

    template_name = "admin/places/certificate.html"

    def get_queryset(self) -> QuerySet[Certificate]:
        return _with_all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            certificate=self.object,
            register=attendance_of(self.object.place).label,
            may_change=self.request.user.has_perm(CHANGE),
            **kwargs,
        )


class CertificateChangeView(WagtailAdminTemplateMixin, FormView):
    """An officer says why it does not count any more, or why it counts again."""

    model = Certificate
    form_class = ReasonForm
    template_name = "admin/places/certificate_change.html"
    header_icon = "clipboard-list"
    index_url_name = inspect_url_name = ""
    restores = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def certificate(self) -> Certificate:
        return get_object_or_404(_with_all(), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return "Let a certificate count again" if self.restores else "Withdraw a certificate"

    def get_page_subtitle(self) -> str:
        return self.certificate.place.person.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse(self.index_url_name), "label": "Certificates"},
            {
                "url": reverse(self.inspect_url_name, args=[self.certificate.pk]),
                "label": self.certificate.code,
            },
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        change = restore_certificate if self.restores else revoke_certificate
        said = {"reason": form.cleaned_data["reason"], "by": self.request.user}
        if change(certificate=self.certificate, **said):  # type: ignore[arg-type]
            words = "counts again" if self.restores else "is withdrawn. Whoever checks its code reads so"
            messages.success(self.request, f"The certificate {words}.")
        else:
            messages.error(self.request, "A colleague has done this already.")
        return redirect(self.inspect_url_name, self.certificate.pk)


class CertificateViewSet(ReadOnlyViewSet):
    """Certificates that people have."""

    model = Certificate
    name = "certificates_given"
    url_prefix = "certificates"
    icon = "success"
    menu_label = "Certificates"
    menu_order = 45
    index_view_class = CertificateIndexView
    inspect_view_enabled = True
    inspect_view_class = CertificateSheetView
    inspect_view_fields = ["code"]
    filterset_class = CertificateFilters
    search_fields = ["code", "place__person__name", "place__session__course__title"]
    list_display = [
        "code",
        Column("person", label="Holder", accessor=lambda row: row.place.person.name),
        Column("course", label="Course", accessor=lambda row: row.place.session),
        Column("issued", label="Issued", accessor=lambda row: clock.say_date(row.issued_at)),
        Column(
            "state",
            label="State",
            accessor=lambda row: "Withdrawn" if row.revoked_at else "Issued",
        ),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        back = {
            "index_url_name": self.get_url_name("index"),
            "inspect_url_name": self.get_url_name("inspect"),
        }
        revoke = self.construct_view(CertificateChangeView, **back)
        restore = self.construct_view(CertificateChangeView, restores=True, **back)
        return [
            *super().get_urlpatterns(),
            path("revoke/<int:pk>/", revoke, name="revoke"),
            path("restore/<int:pk>/", restore, name="restore"),
        ]
