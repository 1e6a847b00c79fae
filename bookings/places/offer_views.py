"""Answering an offer at its secret address. A GET changes nothing: mail scanners follow links."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from bookings.places.eligibility import session_refusal
from bookings.places.errors import BookingRefused
from bookings.places.forms import AnswerForm
from bookings.places.line import position_of
from bookings.places.models import Place, WaitingGroup
from bookings.places.offer_times import is_open_call
from bookings.places.services.waiting import accept_offer, claim_places, decline_offer
from bookings.places.session_reads import sessions_for_booking
from portal.accounts.models import User
from portal.base import clock
from portal.base.forms import error_list

ACTIONS = {"accept": accept_offer, "decline": decline_offer, "take": claim_places}


@method_decorator(never_cache, name="dispatch")
class OfferView(View):
    """What is offered to one group, and its answer. Whoever has the address may answer."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.page(offered_group(key))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        group = offered_group(key)
        action = ACTIONS.get(request.POST.get("action", ""))
        form = AnswerForm(request.POST, places=list(group.booking.places.all()))
        if action is None or not form.is_valid():
            return self.page(group, form=form, status=400)
        user = request.user if isinstance(request.user, User) else None
        try:
            done = action(group=group, places=form.chosen, actor=user, by_link=user is None)
        except BookingRefused as refusal:
            return self.page(offered_group(key), problem=str(refusal), status=409)
        if done:
            who = ", ".join(place.person.name for place in done)
            messages.success(request, f"{'Declined' if action is decline_offer else 'Booked'}: {who}.")
        return redirect(request.path)

    def page(
        self,
        group: WaitingGroup,
        *,
        form: AnswerForm | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """The group as it stands, with what can be done about it."""
        context = offer_context(group)
        shown = AnswerForm(places=context["open"], most=context["free"] or None)
        errors = error_list(form) if form else [{"text": problem}] if problem else []
        response = render(
            self.request,
            "pages/places/offer.html",
            {**context, "form": shown, "errors": errors},
            status=status,
        )
        response["X-Robots-Tag"] = "noindex"
        return response


def offered_group(key: str) -> WaitingGroup:
    """The group with this key; 404 for any other."""
    rows = WaitingGroup.objects.select_related("booking__booker", "booking__school")
    return get_object_or_404(rows.prefetch_related("booking__places__person"), key=key)


def offer_context(group: WaitingGroup) -> dict[str, Any]:
    """What the page says: the places by what can be done, and why nothing can."""
    now = clock.now()
    session: Any = sessions_for_booking().get(pk=group.session_id)
    places = list(group.booking.places.all())
    offered = [
        place
        for place in places
        if place.state == Place.State.OFFERED and place.offer_expires_at and place.offer_expires_at > now
    ]
    waiting = [place for place in places if place.state == Place.State.WAITING]
    refusal = session_refusal(session, now)
    free = session.seats.capacity - session.seats.taken
    call = bool(waiting) and not refusal and is_open_call(starts_at=session.starts_at, now=now)
    free = free if call else 0
    return {
        "open": offered if offered and not refusal else waiting if free > 0 else [],
        "booking": group.booking,
        "session": session,
        "course": session.course,
        "offered": [] if refusal else offered,
        "until": max(
            (place.offer_expires_at for place in offered if place.offer_expires_at), default=None
        ),
        "waiting": waiting,
        "confirmed": [place for place in places if place.state in Place.LIVE],
        "over": [place for place in places if place.state not in Place.ACTIVE or _is_over(place, now)],
        "call": call,
        "free": free,
        "position": position_of(group) if waiting else None,
        "refusal": refusal if (offered or waiting) else "",
        "demonstration": session.demonstration,
    }


def _is_over(place: Place, now: Any) -> bool:
    ends = place.offer_expires_at
    return place.state == Place.State.OFFERED and ends is not None and ends <= now
