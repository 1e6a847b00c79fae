"""The admin's screen of duplicates: what was merged, what may be the same, two side by side."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from portal.accounts.merging import services
from portal.accounts.merging.admin_forms import ChoosePeople, ChooseSchools, MergeForm
from portal.accounts.merging.plans import MODELS, Plan, plan
from portal.accounts.merging.suggestions import suggestions
from portal.accounts.models import Merge, Person, School
from portal.base.admin_views import ReadOnlyViewSet

FORMS: dict[str, type[ChooseSchools]] = {form.kind: form for form in (ChooseSchools, ChoosePeople)}


def compare_url(kind: str, kept: int, gone: int) -> str:
    """Where two rows stand side by side."""
    return f"{reverse('merges:compare')}?{urlencode({'kind': kind, 'kept': kept, 'gone': gone})}"


class MergesIndexView(IndexView):
    """Merges with what stays of each, in one query."""

    page_title = "Duplicates"
    add_item_label = "Look for duplicates"

    def get_base_queryset(self) -> QuerySet[Merge]:
        schools = School.objects.filter(pk=OuterRef("kept_id"))
        people = Person.objects.filter(pk=OuterRef("kept_id"))
        rows: QuerySet[Merge] = super().get_base_queryset().select_related("merged_by")
        return rows.annotate(
            school_name=Subquery(schools.values("name")),
            school_town=Subquery(schools.values("town")),
            person_name=Subquery(people.values("name")),
        )


class Trail:
    """Leads back to the record of merges, and gives the page its heading."""

    page_title: str

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("merges:index"), "label": "Duplicates"},
            {"url": "", "label": self.page_title},
        ]


class LookView(Trail, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Two rows chosen by hand, or one of the pairs that look alike."""

    permission_required = "add"
    model = Merge
    page_title = "Look for duplicates"
    header_icon = "copy"
    template_name = "admin/accounts/duplicates.html"
    add_url_name = index_url_name = inspect_url_name = ""

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        chosen = FORMS.get(request.POST.get("kind", ""))
        if chosen is None:
            raise Http404
        form = chosen(request.POST)
        if form.is_valid():
            kept, gone = form.cleaned_data["kept"], form.cleaned_data["gone"]
            return redirect(compare_url(form.kind, kept.pk, gone.pk))
        return self.render_to_response(self.get_context_data(failed=form))

    def get_context_data(self, failed: Any = None, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        forms = [failed if failed and failed.kind == kind else form() for kind, form in FORMS.items()]
        pairs = [
            {"pair": pair, "url": compare_url(pair.kind, pair.kept.pk, pair.gone.pk)}
            for pair in suggestions()
        ]
        media = sum((form.media for form in forms[1:]), forms[0].media)
        return {**context, "forms": forms, "pairs": pairs, "media": media}


class CompareView(Trail, PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Two rows side by side; pressing the button merges them."""

    permission_required = "add"
    model = Merge
    form_class = MergeForm
    page_title = "Merge two into one"
    header_icon = "copy"
    template_name = "admin/accounts/merge.html"
    add_url_name = index_url_name = inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A pair that may not be merged leads back, with the reason."""
        self.refusal = ""
        if self.user_has_permission("add"):
            if not request.GET:
                return redirect("merges:add")
            try:
                _ = self.plan
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
                return redirect("merges:add")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def plan(self) -> Plan:
        """The merge that the address names; 404 for what it does not name."""
        kind, model = self.request.GET.get("kind", ""), MODELS.get(self.request.GET.get("kind", ""))
        rows = [_row(model, self.request.GET, name) for name in ("kept", "gone")]
        return plan(kind=kind, kept=rows[0], gone=rows[1])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "plan": self.plan}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "plan": self.plan}

    def form_valid(self, form: MergeForm) -> HttpResponse:
        shown = self.plan
        try:
            services.merge(
                kind=shown.kind,
                kept_id=shown.kept.pk,
                gone_id=shown.gone.pk,
                choices=form.choices,
                stamp=form.cleaned_data["stamp"],
                actor=self.request.user,
            )
        except ValidationError as refusal:
            fresh = MergeForm({**self.request.POST.dict(), "stamp": shown.stamp}, plan=shown)
            if fresh.is_valid():
                fresh.tell(refusal)
            return self.render_to_response(self.get_context_data(form=fresh))
        name = "schools" if shown.kind == Merge.Kind.SCHOOL else "people"
        messages.success(self.request, f"Merged: “{shown.kept}” has everything of both.")
        return redirect(reverse(f"{name}:inspect", args=[shown.kept.pk]))


def _row(model: Any, given: QueryDict, name: str) -> Any:
    pk = given.get(name, "")
    if model is None or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    row = model.objects.filter(pk=int(pk)).first()
    if row is None:
        raise Http404
    return row


def _say_kept(merge: Any) -> str:
    """What the row that stays is called; expects what ``MergesIndexView`` adds."""
    is_school = merge.kind == Merge.Kind.SCHOOL
    name = merge.school_name if is_school else merge.person_name
    if name is None:
        return f"{merge.kept_id}, no longer there"
    return str(School(name=name, town=merge.school_town)) if is_school else str(name)


def _say_moved(merge: Merge) -> str:
    return ", ".join(f"{number} {words}" for words, number in merge.moved.items()) or "Nothing"


class MergeViewSet(ReadOnlyViewSet):
    """Duplicates: the record of merges, and the way to the next one."""

    model = Merge
    name = "merges"
    icon = "copy"
    menu_label = "Duplicates"
    index_view_class = MergesIndexView
    list_filter = ["kind", "merged_at"]
    list_display = [
        Column("kept", label="Stays", accessor=_say_kept),
        Column("kind", label="Kind", accessor="get_kind_display"),
        Column("gone_name", label="Merged into it", accessor=lambda row: row.gone_name or row.gone_id),
        Column("moved", label="What moved", accessor=_say_moved),
        Column("merged_by", label="By", accessor=lambda row: row.merged_by or "Somebody who has left"),
        DateColumn("merged_at", label="When", sort_key="merged_at"),
    ]
    ordering = "-merged_at"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"add_url_name": self.get_url_name("add"), **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("look/", self.construct_view(LookView), name="add"),
            path("compare/", self.construct_view(CompareView), name="compare"),
        ]
