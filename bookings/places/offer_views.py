"""Answering an offer at its secret address. A GET changes nothing: mail scanners follow links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bookings.places.errors import BookingRefused
from bookings.places.forms import AnswerForm
from bookings.places.models import Place, WaitingGroup
from bookings.places.offer_page import offer_context, offered_group
from bookings.places.place_views import ByKey
from bookings.places.services.waiting import accept_offer, claim_places, decline_offer
from portal.accounts.models import User
from portal.base.forms import error_list

ACTIONS = {"accept": accept_offer, "decline": decline_offer, "take": claim_places}


def costs(group: WaitingGroup) -> bool:
    """Whether a purchase order can be given: as the check page asks."""
    return bool(group.session.course.price_pence)


def _said(action: object, done: Sequence[Place]) -> str:
    if action is decline_offer:
        return "Declined"
    return "Held until it is approved" if done[0].state == Place.State.HELD else "Booked"


class OfferView(ByKey):
    """What is offered to one group, and its answer. Whoever has the address may answer."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.page(offered_group(key))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        group = offered_group(key)
        action = ACTIONS.get(request.POST.get("action", ""))
        agrees = action is not decline_offer
        form = AnswerForm(
            request.POST, places=list(group.booking.places.all()), order=agrees and costs(group)
        )
        if action is None or not form.is_valid():
            return self.page(group, form=form, status=400)
        user = request.user if isinstance(request.user, User) else None
        how: dict[str, Any] = {"actor": user, "by_link": user is None}
        if agrees:
            how["shown_price"] = request.POST.get("price", "") or "0"
            how["purchase_order"] = form.cleaned_data.get("purchase_order")
        try:
            done = action(group=group, places=form.chosen, **how)
        except BookingRefused as refusal:
            return self.page(offered_group(key), problem=str(refusal), status=409)
        if done:
            who = ", ".join(place.person.name for place in done)
            messages.success(request, f"{_said(action, done)}: {who}.")
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
        typed = self.request.POST.get("purchase_order", group.booking.purchase_order)
        shown = AnswerForm(
            self.request.POST if form else None,
            places=context["open"],
            most=context["free"] or None,
            order=costs(group),
            initial={"purchase_order": typed},
        )
        errors = error_list(form) if form else [{"text": problem}] if problem else []
        return render(
            self.request,
            "pages/places/offer.html",
            {**context, "form": shown, "errors": errors},
            status=status,
        )
