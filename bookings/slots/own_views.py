"""The slots of one's own and of the schools one speaks for, with what was agreed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from bookings.slots.models import LiftAction, SlotBooking
from portal.accounts.models import User
from portal.base import clock
from portal.base.paging import page_of


class OwnSlotsView(LoginRequiredMixin, View):
    """What is to come first, then what the school has to do, then what is over."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        past = own_slots(user).exclude(pk__in=coming(user).values("pk")).order_by("-slot__starts_at")
        told = LiftAction.objects.filter(told_at__isnull=False).select_related("owner")
        paged = page_of(
            past.prefetch_related(Prefetch("actions", told, to_attr="told")), request.GET.get("page")
        )
        ahead = list(coming(user))
        shown = [*ahead, *paged.page]
        context = {
            "coming": ahead,
            "to_do": list(open_actions(user)),
            "past": list(paged.page),
            "pages": paged.links(request.GET),
            "notice": paged.notice,
            "demonstration": any(row.meeting.demonstration for row in shown),
        }
        return render(request, "pages/slots/own.html", context)


def own_slots(user: User) -> Any:
    """Those that the user may read."""
    return SlotBooking.objects.for_page().readable_by(user)


def coming(user: User) -> Any:
    """Booked, and not over; soonest first."""
    return own_slots(user).live().filter(slot__ends_at__gt=clock.now()).order_by("slot__starts_at", "pk")


def open_actions(user: User) -> Any:
    """What was agreed about their questions and is not done; the first due first."""
    rows = LiftAction.objects.not_done().filter(told_at__isnull=False, booking__in=own_slots(user))
    return rows.select_related("owner", "booking__school", "meeting__district").order_by("due_on", "pk")
