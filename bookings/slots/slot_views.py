"""One booked slot at its secret address, without signing in. A GET changes nothing: mail scanners follow links."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bookings.places.errors import BookingRefused
from bookings.places.own_views import file_answer
from bookings.places.place_views import ByKey
from bookings.slots.calendar import calendar_attachment
from bookings.slots.errors import SlotClosed
from bookings.slots.forms import QuestionForm, not_through_lift, question_initial
from bookings.slots.listing import meeting_href
from bookings.slots.models import SlotBooking
from bookings.slots.services.actions import mark_done
from bookings.slots.services.bookings import cancel_slot, change_question
from bookings.slots.slot_page import address_for, may_read, school_action, slot_page
from portal.accounts.models import User
from portal.base.forms import error_list
from portal.base.ids import read_id


class SlotView(ByKey):
    """When, where and what is asked; giving the slot back; and what was agreed."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.page(slot_with(key, request.user))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        booking = slot_with(key, request.user)
        reads, asked = may_read(booking, request.user), request.POST.get("do")
        if reads and asked == "cancel":
            try:
                cancel_slot(booking=booking, actor=_user(request), by_link=not _user(request))
            except SlotClosed as refusal:
                return self.page(slot_with(key, request.user), problem=str(refusal), status=409)
        if reads and asked == "done":
            action = school_action(booking, read_id(request.POST.get("action", "")))
            if action is not None and mark_done(action_id=action.pk, actor=_user(request)):
                messages.success(request, "Thank you. We have noted that this is done.")
        return redirect("slots:slot", key=key)

    def page(self, booking: SlotBooking, *, problem: str = "", status: int = 200) -> HttpResponse:
        """The slot as it stands."""
        context = {
            "page_of": slot_page(booking, self.request.user),
            "booking": booking,
            "meeting": booking.meeting,
            "meeting_href": meeting_href(booking.meeting),
            "errors": [{"text": problem}] if problem else [],
            "demonstration": booking.meeting.demonstration,
        }
        return render(self.request, "pages/slots/slot.html", context, status=status)


class DoneView(ByKey):
    """Booked, and what happens next."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        booking = slot_with(key, request.user)
        if not booking.is_live or not may_read(booking, request.user):
            return redirect("slots:slot", key=key)
        context = {
            "page_of": slot_page(booking, request.user),
            "booking": booking,
            "meeting": booking.meeting,
            "demonstration": booking.meeting.demonstration,
        }
        return render(request, "pages/slots/done.html", context)


class QuestionView(ByKey):
    """Another question, until the agenda is closed."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        booking = slot_with(key, request.user)
        if not slot_page(booking, request.user).may_change:
            return redirect("slots:slot", key=key)
        form = QuestionForm(initial=question_initial(booking), meeting=booking.meeting)
        return self.page(booking, form)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        booking = slot_with(key, request.user)
        if not may_read(booking, request.user):
            return redirect("slots:slot", key=key)
        form = QuestionForm(request.POST, meeting=booking.meeting)
        if not form.is_valid():
            return self.page(booking, form)
        try:
            changed = change_question(
                booking=booking,
                question=form.cleaned_data["question"],
                area=form.area,
                actor=_user(request),
                by_link=not _user(request),
            )
        except BookingRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(booking, form, status=409)
        if changed:
            messages.success(request, "Your question is changed.")
        return redirect("slots:slot", key=key)

    def page(self, booking: SlotBooking, form: QuestionForm, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "errors": error_list(form),
            "booking": booking,
            "meeting": booking.meeting,
            "instead": not_through_lift() if booking.meeting.is_lift else [],
            "demonstration": booking.meeting.demonstration,
        }
        return render(self.request, "pages/slots/question.html", context, status=status)


class SlotCalendarView(ByKey):
    """The slot for a calendar, with the link to join; once it has ended, what takes it out again."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        booking = slot_with(key, request.user)
        if not may_read(booking, request.user):
            raise Http404
        return file_answer(calendar_attachment(booking, to=address_for(booking, request.user)))


def slot_with(key: str, user: object) -> SlotBooking:
    """The booked slot with this key; 404 for any other, and, once whoever booked asked to be forgotten, for everybody
    but those who speak for the school."""
    booking = get_object_or_404(SlotBooking.objects.for_page(), key=key)
    if booking.booker.deleted_at is not None and not may_read(booking, user):
        raise Http404
    return booking


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
