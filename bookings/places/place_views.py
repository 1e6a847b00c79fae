"""One place at its secret address, for its holder, who need not sign in.

A GET changes nothing: mail scanners follow links.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views import View

from bookings.places.calendar import calendar_attachment
from bookings.places.errors import CannotCancel
from bookings.places.models import Place
from bookings.places.own_views import file_answer
from bookings.places.place_page import place_page
from bookings.places.services.cancellations import cancel_places
from portal.accounts.models import User
from training.choices import SessionState


class ByKey(View):
    """Whatever answers to a secret key: kept by nobody, found by no search engine.

    The site's policy on referrers is enough: under “no-referrer” browsers send forms with “Origin: null”, which
    Django refuses.
    """

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response.headers["X-Robots-Tag"] = "noindex"
        return response


class PlaceView(ByKey):
    """What, when and where; and giving the place back by one press."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.page(place_with(key))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        place = place_with(key)
        if request.POST.get("do") == "cancel":
            user = request.user if isinstance(request.user, User) else None
            try:
                cancel_places(booking=place.booking, places=[place], actor=user, by_link=True)
            except CannotCancel as refusal:
                return self.page(place_with(key), problem=str(refusal), status=409)
        return redirect("bookings:place", key=key)

    def page(self, place: Place, *, problem: str = "", status: int = 200) -> HttpResponse:
        """The place as it stands."""
        page = place_page(place)
        context = {
            "page_of": page,
            "place": place,
            "booking": place.booking,
            "session": page.session,
            "course": page.session.course,
            "errors": [{"text": problem}] if problem else [],
            "demonstration": page.session.demonstration,
        }
        return render(self.request, "pages/places/place.html", context, status=status)


class PlaceCalendarView(ByKey):
    """The place for its holder's calendar; once it has ended, what takes it out again."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        place = place_with(key)
        page = place_page(place)
        place.booking.session = page.session
        gone = place.state not in Place.LIVE or page.session.state == SessionState.CANCELLED
        return file_answer(
            calendar_attachment(booking=place.booking, person=place.person, cancelled=gone)
        )


def place_with(key: str) -> Place:
    """The place with this key; 404 for any other, and for one whose person asked to be forgotten."""
    rows = Place.objects.select_related(
        "person", "access_needs", "booking__booker", "booking__school", "booking__terms"
    )
    return get_object_or_404(rows, key=key, person__deleted_at=None)
