"""``/schools/`` and the page of one school."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.accounts.finder.page import finder_page
from portal.accounts.finder.sheet import school_sheet
from portal.accounts.merging.services import leads_to
from portal.accounts.models import Merge, School

LARGEST_ID = 2**63 - 1


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Finds a school. Pages of results stay out of other search engines."""
    response = render(request, "pages/schools/find.html", {"finder": finder_page(request.GET)})
    if request.GET:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def school(request: HttpRequest, pk: int) -> HttpResponse:
    """One school: what it is, where, and what its people can do here."""
    row = School.objects.select_related("successor", "community").filter(pk=pk).first()
    if row is None:
        kept = leads_to(kind=Merge.Kind.SCHOOL, gone_id=pk) if pk <= LARGEST_ID else None
        if kept is None:
            raise Http404
        return redirect("finder:school", kept, permanent=True)
    sheet = school_sheet(row)
    context = {"sheet": sheet, "demonstration": row.demonstration}
    return render(request, "pages/schools/school.html", context)
