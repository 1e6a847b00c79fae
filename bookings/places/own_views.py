"""My bookings and my school's: the list, one of them, its calendar file, and cancelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from bookings.places.approvals.page import own_question
from bookings.places.booking_reads import booking_read_by
from bookings.places.calendar import calendar_attachment
from bookings.places.eligibility import cancellation_refusal
from bookings.places.errors import CannotCancel
from bookings.places.history import history
from bookings.places.line import own_turn
from bookings.places.models import Booking, Place, ProposedCharge
from bookings.places.own_list import own_list
from bookings.places.prices import say_cost
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.letters import details_words, where_words
from bookings.places.services.substitutions import why_not_substitute
from bookings.places.session_reads import session_for_booking
from bookings.places.terms.booked import agreed_words, late_charges
from bookings.places.terms.words import late_words
from portal.base import clock
from portal.notify.services import Attachment
from training.choices import SessionState


class BookingListView(LoginRequiredMixin, View):
    """One's own first, then the school's; what is over is folded away."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        found = own_list(user=request.user, query=request.GET)  # type: ignore[arg-type]
        return render(request, "pages/places/list.html", {"list": found})


class BookingView(LoginRequiredMixin, View):
    """One booking."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        booking = own_booking(request, reference)
        session: Any = session_for_booking(booking.session_id)
        places = list(booking.places.all())
        live = [place for place in places if place.state in Place.LIVE]
        active = bool(booking.active_places) and session.state != SessionState.CANCELLED
        holds = any(place.person.user_id == request.user.pk for place in live)
        context = {
            "booking": booking,
            "session": session,
            "course": session.course,
            "live": live,
            "gone": [place for place in places if place.state not in Place.ACTIVE],
            **own_turn(booking),
            **own_question(booking),
            "may_cancel": may_cancel(booking),
            "may_substitute": may_cancel(booking) and not why_not_substitute(booking=booking),
            "history": history(booking, reader=request.user),  # type: ignore[arg-type]
            "moved_to": list(booking.moved_to.select_related("session__course")),
            "terms": agreed_words(booking, going=live, now=clock.now()),
            "charges": ProposedCharge.objects.filter(place__booking=booking).select_related(
                "place__person"
            ),
            "cost": say_cost(booking),
            "where": where_words(session, holds=holds) if active else session.place_words,
            "details": details_words(session) if active else "",
            "demonstration": session.demonstration,
        }
        return render(request, "pages/places/detail.html", context)


class CalendarView(LoginRequiredMixin, View):
    """The session for one's calendar."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        booking = own_booking(request, reference)
        booking.session = session_for_booking(booking.session_id)
        if booking.state in (Booking.State.WAITING, Booking.State.APPROVAL):
            return redirect("bookings:detail", reference=reference)
        mine = [place for place in booking.places.all() if place.person.user_id == request.user.pk]
        # Somebody who passed their place on and got it back has two: the one that holds comes first.
        own = min(mine, key=lambda place: place.state not in Place.LIVE, default=None)
        gone = not booking.live_people or (own is not None and own.state not in Place.LIVE)
        return file_answer(
            calendar_attachment(booking=booking, person=own.person if own else None, cancelled=gone)
        )


def file_answer(file: Attachment) -> HttpResponse:
    """The file, to be kept or opened by another program."""
    return HttpResponse(
        file.text,
        content_type=f"{file.type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )


class CancelView(LoginRequiredMixin, View):
    """Asks whether it is meant, then cancels one place or all of them."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        booking = own_booking(request, reference)
        places = asked_for(booking, request.GET.get("place", ""))
        if not places or not may_cancel(booking):
            return redirect("bookings:detail", reference=reference)
        one = places[0] if request.GET.get("place") else None
        going = [each for each in places if each.state in Place.LIVE]
        staying = len(live_of(booking)) - len(going)
        charges = late_charges(booking=booking, ending=going, staying=staying, now=clock.now())
        context = {
            "booking": booking,
            "session": booking.session,
            "course": booking.session.course,
            "places": places,
            "place": one,
            "waits": not going,
            "offered": any(place.state == Place.State.OFFERED for place in places),
            "held": bool(places) and all(place.state == Place.State.HELD for place in places),
            "late": late_words(charges.values(), places=len(going)),
            "waivers": booking.terms.waiver_list if booking.terms else [],
            "demonstration": booking.session.demonstration,
        }
        return render(request, "pages/places/cancel.html", context)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        booking = own_booking(request, reference)
        places = asked_for(booking, request.POST.get("place", ""), live=False)
        try:
            ended = cancel_places(booking=booking, places=places, actor=request.user)  # type: ignore[arg-type]
        except CannotCancel as refusal:
            messages.error(request, str(refusal))
            return redirect("bookings:detail", reference=reference)
        if ended:
            messages.success(request, ended_words(ended, were=places))
        return redirect("bookings:detail", reference=reference)


def own_booking(request: HttpRequest, reference: str) -> Booking:
    """The booking, if it is the reader's own or their school's; 404 for any other."""
    user: Any = request.user
    booking = booking_read_by(user, reference)
    if booking is None:
        raise Http404
    return booking


def asked_for(booking: Booking, place_id: str, *, live: bool = True) -> list[Place]:
    """The booking's places, or the one with this id; 404 when it is not of this booking."""
    places = [place for place in booking.places.all() if not live or place.state in Place.ACTIVE]
    if not place_id:
        return places
    found = [place for place in booking.places.all() if str(place.pk) == place_id]
    if not found:
        raise Http404
    return [place for place in found if place in places]


def ended_words(ended: Sequence[Place], *, were: Sequence[Place]) -> str:
    """Who gave what up; ``were`` are the places as they stood before."""
    going = {place.pk for place in were if place.state in Place.LIVE}
    held = {place.pk for place in were if place.state == Place.State.HELD}
    gone = ", ".join(place.person.name for place in ended if place.pk in going)
    back = ", ".join(place.person.name for place in ended if place.pk in held)
    left = ", ".join(place.person.name for place in ended if place.pk not in going | held)
    words = [f"Cancelled: {gone}. We have written to everybody whose place it was."] if gone else []
    words += [f"Given back: {back}. Nobody has to approve it any more."] if back else []
    return " ".join([*words, f"Left the waiting list: {left}."] if left else words)


def live_of(booking: Booking) -> list[Place]:
    """The places of those who are going; reads ``places``."""
    return [place for place in booking.places.all() if place.state in Place.LIVE]


def may_cancel(booking: Booking) -> bool:
    """Whether its places can still be given back."""
    return booking.state in Booking.OPEN and not cancellation_refusal(booking.session)
