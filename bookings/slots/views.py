"""Clinics and LIFT meetings: the list, and one date with its slots to choose from."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.contrib.auth.mixins import AccessMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from bookings.places.errors import BookingRefused, TooManyBookings
from bookings.slots.choices import Kind
from bookings.slots.eligibility import SLOTS_EACH, meeting_refusal, parts_for, user_refusal
from bookings.slots.errors import SlotNotForThem, SlotTaken
from bookings.slots.forms import SlotForm, not_through_lift
from bookings.slots.listing import meeting_href, slot_list
from bookings.slots.models import Slot, SlotBooking, SupportMeeting
from bookings.slots.services.bookings import book_slot
from portal.accounts.models import User
from portal.accounts.services import person_for
from portal.base.forms import error_list

logger = logging.getLogger(__name__)


class SlotListView(View):
    """Dates to come, for everybody to see."""

    http_method_names = ["get", "head"]
    kind = Kind.CLINIC

    def get(self, request: HttpRequest) -> HttpResponse:
        found = slot_list(kind=self.kind, user=request.user, query=request.GET)  # type: ignore[arg-type]
        context = {
            "list": found,
            "demonstration": found.demonstration,
            "instead": not_through_lift() if found.lift else [],
        }
        return render(request, "pages/slots/list.html", context)


class MeetingView(AccessMixin, View):
    """One date. Whoever may book for a school of its district chooses a slot and asks their question."""

    http_method_names = ["get", "head", "post"]
    kind = Kind.CLINIC

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        meeting = self.meeting(uid)
        return self.page(meeting, self.form(meeting))

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        if not isinstance(request.user, User):
            return self.handle_no_permission()
        meeting = self.meeting(uid)
        if user_refusal(request.user, meeting):
            return self.refuse(meeting, SlotNotForThem)
        form = self.form(meeting, request.POST)
        if form is None or not form.is_valid():
            return self.page(meeting, form)
        try:
            booking = book_slot(
                slot_id=int(form.cleaned_data["slot"]),
                school=form.part.school,
                booker=person_for(user=request.user),
                area=form.area,
                question=form.cleaned_data["question"],
                idem_key=form.cleaned_data["key"],
                actor=request.user,
            )
        except SlotNotForThem as refusal:
            return self.refuse(meeting, type(refusal))
        except BookingRefused as refusal:
            form = self.form(meeting, request.POST)
            form.full_clean()
            form.add_error("slot" if isinstance(refusal, SlotTaken) else None, str(refusal))
            return self.page(meeting, form, status=429 if isinstance(refusal, TooManyBookings) else 409)
        return redirect("slots:done", key=booking.key)

    def meeting(self, uid: UUID) -> SupportMeeting:
        rows = SupportMeeting.objects.shown().for_lists().prefetch_related("trainers")
        return get_object_or_404(rows, uid=uid, kind=self.kind)

    def form(self, meeting: SupportMeeting, posted: Any = None) -> Any:
        """The form of somebody who may book here now; None for anybody else."""
        user = self.request.user
        if not isinstance(user, User) or (posted is None and meeting_refusal(meeting)):
            return None
        parts = parts_for(user, meeting)
        if not parts:
            return None
        live = SlotBooking.objects.live().filter(slot__meeting=meeting)
        return SlotForm(
            posted,
            meeting=meeting,
            slots=list(Slot.objects.filter(meeting=meeting, dropped=False)),
            taken=set(live.values_list("slot_id", flat=True)),
            parts=parts,
        )

    def page(self, meeting: SupportMeeting, form: Any, *, status: int = 200) -> HttpResponse:
        """The date as this reader sees it."""
        user = self.request.user
        own = SlotBooking.objects.none()
        if isinstance(user, User):
            own = SlotBooking.objects.live().for_page().readable_by(user).filter(slot__meeting=meeting)
        free = bool(form is not None and form.fields["slot"].choices)
        context = {
            "meeting": meeting,
            "form": form if free or (form is not None and form.is_bound) else None,
            "errors": error_list(form) if form is not None else [],
            "refusal": meeting.cancelled_words or meeting_refusal(meeting),
            "not_for_them": user_refusal(user, meeting) if isinstance(user, User) else "",
            "full": meeting.slot_count <= meeting.booked_count,
            "own": list(own),
            "each": SLOTS_EACH,
            "here": meeting_href(meeting),
            "instead": not_through_lift() if meeting.is_lift else [],
            "demonstration": meeting.demonstration,
        }
        return render(self.request, "pages/slots/meeting.html", context, status=status)

    def refuse(self, meeting: SupportMeeting, refusal: type[BookingRefused]) -> HttpResponse:
        """For the watch on people who ask for what no page offers them; nobody is named."""
        reference = {"meeting": meeting.pk, "user": self.request.user.pk}
        logger.warning("slot refused: %s %s", refusal.__name__, reference)
        return self.page(meeting, None, status=403)
