"""The calendar page and the calendar files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from training.calendar.feed import FeedFile, calendar_file, course_file
from training.calendar.page import calendar_page
from training.models import CoursePage

FRESH_FOR = 3_600
"""Seconds for which caches may keep a calendar file."""


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """A month, or a day of it."""
    return render(request, "pages/training/calendar/page.html", {"calendar": calendar_page(request.GET)})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The calendar for people's own calendars."""
    return _answer(request, calendar_file(request.GET), "kent-training.ics")


@require_safe
def course_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The dates of one course. Raises ``Http404`` for a draft and an unknown one."""
    course = get_object_or_404(CoursePage.objects.live().defer_streamfields(), slug=slug)
    return _answer(request, course_file(course), f"{course.slug}.ics")


def _answer(request: HttpRequest, file: FeedFile, name: str) -> HttpResponse:
    """The file, or only that it has not changed."""
    etag, modified = file.etag, int(file.last_modified.timestamp())
    answer = get_conditional_response(request, etag=etag, last_modified=modified)
    if answer is None:
        answer = HttpResponse(file.text, content_type="text/calendar; charset=utf-8")
        answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["ETag"] = etag
    answer.headers["Last-Modified"] = http_date(modified)
    patch_cache_control(answer, public=True, max_age=FRESH_FOR)
    return answer
