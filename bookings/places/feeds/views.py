"""The page of one's calendar addresses, and what calendars read there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views import View
from django.views.decorators.http import require_safe

from bookings.places.feeds.files import calendar_file
from bookings.places.feeds.models import CalendarAddress
from bookings.places.feeds.page import OWN, own_calendars, own_memberships
from bookings.places.feeds.services import make_address, stop_address
from portal.accounts.models import Membership, Person
from portal.accounts.services import person_for


@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar at a secret address. One that never was and one that ended answer alike."""
    address = get_object_or_404(CalendarAddress.objects.working(), key=key)
    file = calendar_file(address)
    answer = get_conditional_response(request, etag=file.etag)
    if answer is None:
        answer = HttpResponse(file.text, content_type="text/calendar; charset=utf-8")
        answer.headers["Content-Disposition"] = 'inline; filename="training.ics"'
    answer.headers["ETag"] = file.etag
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    patch_cache_control(answer, private=True, no_store=True)
    return answer


class CalendarsView(LoginRequiredMixin, View):
    """Shows the addresses; makes one, in the place of the one before, or stops it."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"calendars": own_calendars(request.user)}
        return render(request, "pages/places/calendars.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        whose = _asked_for(request)
        if request.POST.get("do") == "stop":
            stop_address(**whose)
            messages.success(request, "The address has stopped. Nobody reads that calendar any more.")
        else:
            make_address(**whose)
            messages.success(request, "There is a new address. Any address from before has stopped.")
        return redirect("bookings:calendars")


def _asked_for(request: HttpRequest) -> dict[str, Person | Membership]:
    """Whose calendar the form is about. Raises ``Http404`` when that is not the reader's to see."""
    which = request.POST.get("which", "")
    if which == OWN:
        return {"person": person_for(user=request.user)}
    for membership in own_memberships(request.user):
        if str(membership.pk) == which:
            return {"membership": membership}
    raise Http404
