"""Staff read what courses were worth."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from bookings.places.evaluations.models import Evaluation, Stage
from bookings.places.evaluations.results import By, Line, detail, latest_year, results
from bookings.places.school_years import read_year, say_year, year_of
from portal.base import clock
from portal.base.admin_views import ReadOnlyViewSet
from portal.base.ids import read_id
from portal.base.spreadsheets import csv_response

HEADINGS = [
    "People who answered",
    "Answers before",
    "Answers after",
    "Answers three months later",
    "Confidence before",
    "Confidence after",
    "Change",
    "People who answered before and after",
    "Have used it",
]
YEARS_BACK = 5


class ResultsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Lines by course, session, trainer or district; or all about one of them."""

    model = Evaluation
    any_permission_required = ["view"]
    template_name = "admin/places/evaluations.html"
    page_title = "What courses were worth"
    header_icon = "comment"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") != "csv":
            return super().get(request, *args, **kwargs)
        by, year = self.asked()
        rows = [_cells(line) for line in results(by=by, year=year, reader=request.user)]  # type: ignore[arg-type]
        return csv_response(name="evaluations", headings=[by.label, *HEADINGS], rows=rows)

    def asked(self) -> tuple[By, int | None]:
        """What to count by, and which school year; anything strange is the usual: the last year with answers."""
        query = self.request.GET
        by = By(query["by"]) if query.get("by") in By.values else By.COURSE
        if query.get("year") == "all":
            return by, None
        asked = read_year(query.get("year"))
        return by, asked or latest_year(reader=self.request.user) or year_of(clock.now())  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        by, year = self.asked()
        key = read_id(self.request.GET.get("of", ""))
        found: Any = {}
        if key is not None:
            found["detail"] = detail(by=by, key=key, year=year, reader=self.request.user)
        else:
            found["lines"] = results(by=by, year=year, reader=self.request.user)
        this = year_of(clock.now())
        return super().get_context_data(
            by=by,
            year=year or "all",
            years=[(str(one), say_year(one)) for one in range(this, this - YEARS_BACK, -1)]
            + [("all", "All years")],
            bys=By.choices,
            query=urlencode({"by": by.value, "year": year or "all"}),
            **found,
            **kwargs,
        )

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [{"url": "", "label": self.page_title}]


def _cells(line: Line) -> list[Any]:
    """One line for a spreadsheet; empty where too few people stand behind a number."""
    if line.hidden:
        return [line.name, "Too few", *[""] * (len(HEADINGS) - 1)]
    numbers = [line.before, line.after, line.change]
    return [
        line.name,
        line.people,
        *(line.answers[stage] for stage in Stage.values),
        *("" if number is None else number for number in numbers),
        line.pairs,
        "" if line.used is None else f"{line.used[0]} of {line.used[1]}",
    ]


class EvaluationViewSet(ReadOnlyViewSet):
    """What courses were worth; counted, never listed by person."""

    model = Evaluation
    name = "evaluations"
    url_prefix = "evaluations"
    icon = "comment"
    menu_label = "Evaluations"
    menu_order = 40

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.construct_view(ResultsView), name="index")]
