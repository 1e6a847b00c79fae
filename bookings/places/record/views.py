"""My training, and a school's training overview: as pages and as files for a spreadsheet."""

from __future__ import annotations

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from bookings.places.record import own, school
from portal.accounts.choices import SchoolRole
from portal.accounts.memberships.school_views import SchoolView
from portal.accounts.models import Membership
from portal.base import clock
from portal.base.spreadsheets import csv_response

READS_OVERVIEW = (SchoolRole.SENCO, SchoolRole.APPROVER)
"""Who plans what colleagues learn: the SENCO, and the head or approver."""


class MyTrainingView(LoginRequiredMixin, View):
    """What the reader has done, wherever they worked."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        mine = Membership.objects.of_user(request.user).filter(role__in=READS_OVERVIEW)  # type: ignore[arg-type]
        context = {
            "record": own.own_record(request.user),  # type: ignore[arg-type]
            "schools": [row.school for row in mine],
            "printed_on": clock.today(),
        }
        return render(request, "pages/record/own.html", context)


class MyTrainingFileView(LoginRequiredMixin, View):
    """The same for a spreadsheet."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = own.own_rows(request.user)  # type: ignore[arg-type]
        return csv_response(name="my-training", headings=own.HEADINGS, rows=rows)


class SchoolTrainingView(SchoolView):
    """The overview, for those who plan. Everybody else is not told that it exists."""

    http_method_names = ["get", "head"]
    roles = READS_OVERVIEW

    def get(self, request: HttpRequest, school_id: int) -> HttpResponse:
        context = {
            "school": self.school,
            "overview": school.school_overview(self.school),
            "demonstration": self.school.demonstration,
            "printed_on": clock.today(),
        }
        return render(request, "pages/record/school.html", context)


class SchoolTrainingFileView(SchoolView):
    """The same for a spreadsheet."""

    http_method_names = ["get", "head"]
    roles = READS_OVERVIEW

    def get(self, request: HttpRequest, school_id: int) -> HttpResponse:
        rows = school.school_rows(self.school)
        return csv_response(name="school-training", headings=school.HEADINGS, rows=rows)
