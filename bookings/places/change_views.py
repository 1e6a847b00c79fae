"""Changing a booking: a colleague goes instead, or places move to another date."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from bookings.places.change_forms import Instead, MoveForm
from bookings.places.changes import clashes_there, colleagues_for, dates_for, move_words
from bookings.places.clashes import Clashes, clashes_of, people_meant
from bookings.places.delegates import Delegate
from bookings.places.errors import BookingRefused
from bookings.places.models import Booking, Place
from bookings.places.own_views import asked_for, live_of, may_cancel, own_booking
from bookings.places.place_views import ByKey
from bookings.places.services.substitutions import HELD, substitute, why_not_substitute
from bookings.places.services.transfers import transfer_places
from bookings.places.session_reads import limits_for, session_for_booking
from bookings.places.terms.words import say_until
from portal.accounts.models import Person, User
from portal.base.forms import error_list


def own_id(request: HttpRequest) -> int | None:
    """The id of the person who is signed in."""
    return Person.objects.filter(user=request.user.pk).values_list("pk", flat=True).first()


class InsteadView(View):
    """Asks who goes instead, and gives them the place."""

    http_method_names = ["get", "head", "post"]
    by_link = False

    def ask(self, request: HttpRequest, place: Place) -> HttpResponse:
        """The question, and on a POST its answer; ``place`` comes with its booking."""
        booking = place.booking
        session: Any = session_for_booking(place.session_id)
        booking.session = session
        if place.state == Place.State.HELD:
            return self.page(place, status=409 if request.method == "POST" else 200, refusal=HELD)
        if place.state not in Place.LIVE:
            return self.page(place, status=410, ended=True)
        if refusal := why_not_substitute(booking=booking):
            return self.page(place, status=409 if request.method == "POST" else 200, refusal=refusal)
        people = [] if self.by_link else colleagues_for(booking, request.user)  # type: ignore[arg-type]
        posted = request.POST if request.method == "POST" else None
        instead = Instead(posted, colleagues=people, limits=limits_for(session))
        if posted is None:
            return self.page(place, instead=instead)
        if not instead.is_valid():
            return self.page(place, instead=instead, errors=error_list(*instead.forms))
        clashes = self.clashes(booking, instead.delegate)
        if clashes.unread(request.POST):
            return self.page(place, instead=instead, clashes=clashes)
        return self.answer(request, place, instead)

    def answer(self, request: HttpRequest, place: Place, instead: Instead) -> HttpResponse:
        """Gives them the place; says so by the name that was typed, which may not be the one we know."""
        user = request.user if isinstance(request.user, User) else None
        delegate = instead.delegate
        try:
            new = substitute(place=place, delegate=delegate, actor=user, by_link=self.by_link)
        except BookingRefused as refusal:
            return self.page(place, instead=instead, errors=[{"text": str(refusal)}], status=409)
        name = delegate.name or new.person.name
        messages.success(
            request, f"{name} goes instead of {place.person.name}. We have written to both."
        )
        return self.done(request, place)

    def clashes(self, booking: Booking, delegate: Delegate) -> Clashes:
        """What to warn of before the place is given to them."""
        people = people_meant([delegate], booker=booking.booker, school=booking.school)
        own = own_id(self.request)
        return clashes_of(session=booking.session, people=people, school=booking.school, own=own)

    def page(self, place: Place, *, status: int = 200, **context: Any) -> HttpResponse:
        booking = place.booking
        terms, starts_at = booking.terms, booking.session.starts_at
        until = say_until(terms.substitution_until(starts_at)) if terms and starts_at else ""
        context = {
            "errors": [],
            "booking": booking,
            "place": place,
            "session": booking.session,
            "course": booking.session.course,
            "until": until,
            "by_link": self.by_link,
            "demonstration": booking.session.demonstration,
            **context,
        }
        return render(self.request, "pages/places/instead.html", context, status=status)

    def done(self, request: HttpRequest, place: Place) -> HttpResponse:
        """Where to go when it is done."""
        raise NotImplementedError


class SubstituteView(LoginRequiredMixin, InsteadView):
    """For who booked, and whoever books for the school."""

    def get(self, request: HttpRequest, reference: str, pk: int) -> HttpResponse:
        return self.ask(request, self.place(request, reference, pk))

    post = get

    def place(self, request: HttpRequest, reference: str, pk: int) -> Place:
        booking = own_booking(request, reference)
        place = next((row for row in booking.places.all() if row.pk == pk), None)
        if place is None:
            raise Http404
        place.booking = booking
        return place

    def done(self, request: HttpRequest, place: Place) -> HttpResponse:
        return redirect("bookings:detail", reference=place.booking.reference)


class InsteadByLinkView(ByKey, InsteadView):
    """For the place's holder, at its secret address.

    They read nothing that we know of others, not even where somebody else goes at the same time. A GET changes
    nothing: mail scanners follow links.
    """

    by_link = True

    def clashes(self, booking: Booking, delegate: Delegate) -> Clashes:
        return Clashes()

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        rows = Place.objects.select_related(
            "person", "booking__booker", "booking__school", "booking__terms"
        )
        place = get_object_or_404(rows, key=key, person__deleted_at=None)
        return self.ask(request, place)

    post = get

    def done(self, request: HttpRequest, place: Place) -> HttpResponse:
        return redirect("bookings:place", key=place.key)


class MoveView(LoginRequiredMixin, View):
    """Moves some or all places to another date of the same course."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        booking = own_booking(request, reference)
        if not may_cancel(booking) or not live_of(booking):
            return redirect("bookings:detail", reference=reference)
        asked = asked_for(booking, request.GET.get("place", ""))
        start = {"places": [str(place.pk) for place in asked]}
        return self.page(booking, self.form(booking, None, initial=start))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        booking = own_booking(request, reference)
        places = list(booking.places.all())
        form = self.form(booking, request.POST, places=places)
        if not form.is_valid():
            return self.page(booking, form, errors=error_list(form))
        chosen = set(form.cleaned_data["places"])
        moving = [place for place in places if str(place.pk) in chosen]
        to = int(form.cleaned_data["to"])
        clashes = clashes_there(booking, moving, to=to, own=own_id(request))
        if clashes.unread(request.POST):
            return self.page(booking, form, clashes=clashes)
        try:
            new = transfer_places(
                booking=booking,
                places=moving,
                to_session_id=to,
                actor=request.user,  # type: ignore[arg-type]
            )
        except BookingRefused as refusal:
            kept = {"places": sorted(chosen), "to": form.cleaned_data["to"]}
            again = self.form(booking, None, initial=kept)
            return self.page(booking, again, errors=[{"text": str(refusal)}], status=409)
        messages.success(request, "Moved to this date. We have written to everybody concerned.")
        return redirect("bookings:detail", reference=new.reference)

    def form(self, booking: Booking, data: Any, **given: Any) -> MoveForm:
        dates = dates_for(booking)
        return MoveForm(data, places=given.pop("places", live_of(booking)), dates=dates, **given)

    def page(
        self,
        booking: Booking,
        form: MoveForm,
        *,
        errors: list[dict[str, str]] | None = None,
        clashes: Clashes | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "booking": booking,
            "session": booking.session,
            "course": booking.session.course,
            "form": form,
            "errors": errors or [],
            "late": move_words(booking),
            "clashes": clashes,
            "demonstration": booking.session.demonstration,
        }
        return render(self.request, "pages/places/move.html", context, status=status)
