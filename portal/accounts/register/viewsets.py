"""The admin's screen of the national register: upload a file, see what it would change, apply it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.models import CreateView, IndexView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from portal.accounts.models import RegisterLoad
from portal.accounts.register import uploads
from portal.accounts.register.comparing import ChangeKind
from portal.accounts.register.reports import ORDER
from portal.base.admin_forms import AdminModelForm
from portal.base.admin_views import ReadOnlyViewSet, SheetView
from portal.base.spreadsheets import csv_response

PROBLEMS_SHOWN = 25
MANY_CLOSING = 20
"""From so many schools closing at once the page asks to look twice."""


class UploadForm(AdminModelForm):
    """A file of the register. Nothing is changed by uploading it."""

    file = forms.FileField(
        label="CSV file",
        help_text=(
            "From “Download all establishment data” or “Search results” of Get Information about Schools, "
            "e.g. edubasealldata20261123.csv. You see what it would change before anything is written."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    class Meta:
        model = RegisterLoad
        fields = ["kind", "everywhere"]
        widgets = {"kind": forms.RadioSelect}

    field_order = ["kind", "file", "everywhere"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > uploads.MOST_BYTES:
            raise ValidationError(
                "The file is too large: 150 MB at most. Use manage.py load_schools for it."
            )
        return file


class LoadIndexView(IndexView):
    """Loads with who uploaded them, in one query, and without the files."""

    add_item_label = "Upload a file"

    def get_base_queryset(self) -> QuerySet[RegisterLoad]:
        return super().get_base_queryset().select_related("uploaded_by").defer("payload")


class UploadView(CreateView):
    """Keeps the file and leads to what it would change."""

    page_title = "Upload a file of the register"
    submit_button_label = "See what would change"
    success_message = None

    def form_valid(self, form: UploadForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            load = uploads.keep_upload(
                file=data["file"],
                name=data["file"].name,
                kind=data["kind"],
                everywhere=data["everywhere"],
                uploaded_by=self.request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        return redirect(reverse("register_loads:inspect", args=[load.pk]))


class LoadSheetView(SheetView):
    """What a file would change, or has changed, with the buttons that decide."""

    template_name = "admin/accounts/register_load.html"
    page_title = "What the file changes"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        report = self.object.report
        counts = report.get("counts", {})
        groups = [
            {
                "label": kind.label,
                "count": counts.get(kind.value, 0),
                "rows": report.get("changes", {}).get(kind.value, []),
            }
            for kind in ORDER
            if counts.get(kind.value)
        ]
        problems = report.get("problems", [])
        closing = counts.get(ChangeKind.CLOSED.value, 0) + counts.get(ChangeKind.MERGED.value, 0)
        return {
            **context,
            "report": report,
            "groups": groups,
            "same": counts.get(ChangeKind.SAME.value, 0),
            "problems": problems[:PROBLEMS_SHOWN],
            "more_problems": max(0, len(problems) - PROBLEMS_SHOWN),
            "many_closing": closing if closing >= MANY_CLOSING else 0,
            "waits": self.object.state == RegisterLoad.State.WAITING,
            "may_apply": self.user_has_permission("change"),
        }


class DecideView(PermissionCheckedMixin, View):
    """Applies or leaves one file."""

    permission_required = "change"
    model = RegisterLoad
    http_method_names = ["post"]
    apply = True

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        load = get_object_or_404(RegisterLoad, pk=pk)
        if not self.apply:
            uploads.leave_upload(load_id=load.pk)
            messages.success(request, "Nothing was changed, and the file is dropped.")
        elif uploads.apply_upload(load_id=load.pk).state == RegisterLoad.State.APPLIED:
            messages.success(request, "The file is applied. What it changed stands below.")
        return redirect(reverse("register_loads:inspect", args=[load.pk]))


class LeaveView(DecideView):
    apply = False


class ProblemsView(PermissionCheckedMixin, View):
    """The lines that were left out, for a spreadsheet."""

    any_permission_required = ["view", "change"]
    model = RegisterLoad

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        load = get_object_or_404(RegisterLoad, pk=pk)
        return csv_response(
            name=f"register-problems-{load.pk}",
            headings=["Line", "Column", "What stands there", "What is wrong"],
            rows=load.report.get("problems", []),
        )


def _say_counts(load: RegisterLoad) -> str:
    counts = load.report.get("counts", {})
    said = [f"{counts[kind.value]} {kind.label.lower()}" for kind in ORDER if counts.get(kind.value)]
    bad = load.report.get("bad_rows", 0)
    return ", ".join([*said, *([f"{bad} bad rows"] if bad else [])]) or "Nothing"


class RegisterLoadViewSet(ReadOnlyViewSet):
    """Files of the national register: uploaded, looked at, applied."""

    model = RegisterLoad
    name = "register_loads"
    icon = "download"
    menu_label = "National register"
    index_view_class = LoadIndexView
    add_view_class = UploadView
    inspect_view_enabled = True
    inspect_view_class = LoadSheetView
    inspect_view_fields = ["file_name", "kind", "state", "uploaded_by", "uploaded_at", "applied_at"]
    list_filter = ["state", "kind"]
    list_display = [
        "file_name",
        Column("kind", label="Holds", accessor="get_kind_display"),
        Column("state", label="State", accessor="get_state_display", sort_key="state"),
        Column("counts", label="Changes", accessor=_say_counts),
        Column("uploaded_by", label="By"),
        DateColumn("uploaded_at", label="Uploaded", sort_key="uploaded_at"),
    ]
    ordering = "-uploaded_at"
    kept = ReadOnlyViewSet.kept | {"add"}

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return UploadForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"add_url_name": self.get_url_name("add"), **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("apply/<int:pk>/", self._view(DecideView), name="apply"),
            path("leave/<int:pk>/", self._view(LeaveView), name="leave"),
            path("problems/<int:pk>/", self._view(ProblemsView), name="problems"),
        ]

    def _view(self, view: type[View]) -> Any:
        return self.construct_view(view)
