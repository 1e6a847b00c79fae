"""What one needs to take part, said at the secret address of one's place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bookings.places.models import Place
from bookings.places.needs.forms import NeedsForm
from bookings.places.needs.services import KEPT, may_say, say_needs
from bookings.places.place_views import ByKey, place_with
from bookings.places.session_reads import session_for_booking
from portal.base.forms import error_list


class NeedsView(ByKey):
    """For the place's holder alone: who booked does not read it."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        place = self.place(key)
        if not may_say(place):
            return redirect("bookings:place", key=key)
        said = getattr(place, "access_needs", None)
        return self.page(place, NeedsForm(initial={"words": said.words if said else ""}))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        place = self.place(key)
        form = NeedsForm(request.POST)
        if not form.is_valid():
            return self.page(place, form)
        words = form.cleaned_data["words"]
        if say_needs(place=place, words=words):
            thanks = "Thank you. Those who give the session read it." if words else "Nothing is kept."
            messages.success(request, thanks)
        return redirect("bookings:place", key=key)

    def place(self, key: str) -> Place:
        """The place with its session; 404 for a key that is none."""
        place = place_with(key)
        place.session = session_for_booking(place.session_id)
        return place

    def page(self, place: Place, form: NeedsForm) -> HttpResponse:
        context = {
            "form": form,
            "errors": error_list(form),
            "place": place,
            "session": place.session,
            "course": place.session.course,
            "days": KEPT.days,
            "demonstration": place.session.demonstration,
        }
        return render(self.request, "pages/places/needs.html", context)
