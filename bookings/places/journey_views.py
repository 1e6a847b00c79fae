"""Booking in steps: a date, who is going, check, done."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from bookings.places.approvals.page import own_question
from bookings.places.booking_reads import booking_read_by
from bookings.places.delegates import MOST_AT_ONCE
from bookings.places.drafts import ME, drop_draft, typed_colleagues
from bookings.places.errors import (
    BookingRefused,
    NotAllowed,
    NotBookable,
    NotEligible,
    SessionFull,
    TermsChanged,
    TooManyBookings,
)
from bookings.places.forms import DelegatesForm, OrderForm, PartyForm, colleague_forms
from bookings.places.journey import Journey
from bookings.places.line import own_turn
from bookings.places.services.reservations import reserve_places
from portal.accounts.services import person_for
from portal.base.forms import error_list

logger = logging.getLogger(__name__)

STATUSES: dict[type[BookingRefused], int] = {
    SessionFull: 409,
    TooManyBookings: 429,
}
"""What a refusal is answered with that comes back to the check page; any other is a 403."""


class JourneyView(LoginRequiredMixin, View):
    """A step: knows the date and the answers so far."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.journey = Journey(request, kwargs["uid"], key=request.POST.get("key", ""))
        return super().dispatch(request, *args, **kwargs)

    def page(self, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """A page of the journey."""
        return render(
            self.request, f"pages/places/{name}.html", self.journey.context(**context), status=status
        )

    def sorry(self, reason: str, *, status: int = 200) -> HttpResponse:
        """Says why this date cannot be booked, and what else there is."""
        journey = self.journey
        may_wait = not journey.refusal() and not journey.not_for_them()
        return self.page(
            "refused",
            status=status,
            reason=reason,
            other_dates=journey.other_dates(),
            may_wait=may_wait,
        )

    def log_refusal(self, refusal: type[BookingRefused]) -> None:
        """For the watch on people who ask for what no page offers them; nobody is named."""
        reference = {"session": self.journey.session.pk, "user": self.request.user.pk}
        logger.warning("booking refused: %s %s", refusal.__name__, reference)


class DelegatesView(JourneyView):
    """Who is going?"""

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        return self.obstacle() or self.question()

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        journey, action = self.journey, request.POST.get("action", "continue")
        if action == "party":
            return self.choose_party()
        if obstacle := self.obstacle(status=409):
            return obstacle
        if action == "change-party":
            journey.draft.party, journey.draft.ready = "", False
            journey.save()
            return redirect(request.path)
        if action == "wait":
            return self.choose_to_wait()
        self.remember(request)
        if action == "add" and len(journey.draft.new) < MOST_AT_ONCE:
            journey.draft.new.append({"name": "", "email": "", "role": ""})
            journey.save()
            return redirect(f"{request.path}#id_new-{len(journey.draft.new) - 1}-name")
        number = action.removeprefix("remove-")
        if number != action and number.isascii() and number.isdigit():
            del journey.draft.new[int(number[:4]) : int(number[:4]) + 1]
            journey.save()
            return redirect(f"{request.path}#who")
        return self.answer()

    def obstacle(self, *, status: int = 200) -> HttpResponse | None:
        """What stands before the question: a closed or full date, no school, or which school."""
        journey = self.journey
        if not journey.parties:
            return self.page("no_school", status=status)
        if reason := journey.refusal():
            return self.sorry(reason, status=status)
        if reason := journey.not_for_them():
            if self.request.method != "POST":
                return self.sorry(reason)
            self.log_refusal(NotEligible)
            return self.sorry(reason, status=403)
        if not journey.party:
            return self.page("party", form=PartyForm(choices=journey.parties), errors=[])
        if not journey.for_others and journey.person.pk in journey.booked:
            return self.sorry("You have a place on this date already: see my bookings.", status=status)
        return None

    def choose_party(self) -> HttpResponse:
        journey = self.journey
        form = PartyForm(self.request.POST, choices=journey.parties)
        if not form.is_valid():
            return self.page("party", form=form, errors=error_list(form))
        if form.cleaned_data["party"] != journey.draft.party:
            journey.draft.people, journey.draft.new, journey.draft.ready = [], [], False
        journey.draft.party = form.cleaned_data["party"]
        journey.save()
        return redirect(self.request.path)

    def choose_to_wait(self) -> HttpResponse:
        """From a page that said that there are too few places: on to the check, if that was reached."""
        journey = self.journey
        journey.draft.wait = True
        journey.save()
        return redirect(
            "bookings:check" if journey.draft.ready else "bookings:delegates", uid=journey.uid
        )

    def remember(self, request: HttpRequest) -> None:
        """Keeps what was chosen and typed, before it is judged."""
        journey = self.journey
        chosen = [value[:20] for value in request.POST.getlist("people")][:200]
        journey.draft.people = list(dict.fromkeys(chosen)) if journey.for_others else [ME]
        journey.draft.my_role = request.POST.get("my_role", "")[:80]
        journey.draft.new = typed_colleagues(request.POST) if journey.for_others else []
        journey.draft.wait = "wait" in request.POST
        journey.draft.ready = False
        journey.save()

    def question(self) -> HttpResponse:
        journey = self.journey
        rows = colleague_forms(journey.draft.new, limits=journey.limits, check=False)
        others = journey.other_dates() if journey.full else []
        return self.page("delegates", form=self.form(None), rows=rows, errors=[], other_dates=others)

    def answer(self) -> HttpResponse:
        """Judges the answer; on to the next step, or back with words by each field."""
        journey = self.journey
        journey.draft.new = [
            row for row in journey.draft.new if any(part.strip() for part in row.values())
        ]
        form = self.form({"people": journey.draft.people, "my_role": journey.draft.my_role})
        valid = form.is_valid()
        chosen = [
            form.booker if key == ME else form.known[key] for key in form.cleaned_data.get("people", [])
        ]
        rows = colleague_forms(
            journey.draft.new,
            limits=journey.limits,
            check=True,
            taken=[person.email for person in chosen],
        )
        self.check_number(form, journey.draft.number)
        if not form.errors and valid and not any(row.errors for row in rows):
            journey.draft.ready = True
            journey.save()
            return redirect("bookings:check", uid=journey.uid)
        too_many = journey.draft.number > journey.session.seats.left
        return self.page(
            "delegates", form=form, rows=rows, errors=error_list(form, *rows), too_many=too_many
        )

    def check_number(self, form: DelegatesForm, number: int) -> None:
        left = self.journey.session.seats.left
        waits = self.journey.waits
        if "people" in form.errors:
            return
        if number < 1:
            form.add_error("people", "Choose at least one person, or add a colleague")
        elif number > MOST_AT_ONCE:
            form.add_error(
                "people", f"You can book up to {MOST_AT_ONCE} places at once. You chose {number}."
            )
        elif number > left and not waits:
            form.add_error(
                "people",
                f"{left} {'place is' if left == 1 else 'places are'} left. You chose {number}. "
                "Choose fewer, or join the waiting list for all.",
            )

    def form(self, data: Any) -> DelegatesForm:
        journey = self.journey
        start = {"people": journey.draft.people or [ME], "my_role": journey.draft.my_role}
        return DelegatesForm(
            data,
            initial=start,
            booker=journey.person,
            colleagues=journey.colleagues,
            limits=journey.limits,
            booked=journey.booked,
            family=journey.family,
        )


class CheckView(JourneyView):
    """Check your answers, then book."""

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        if not self.ready():
            return redirect("bookings:delegates", uid=uid)
        form = OrderForm(initial={"purchase_order": self.journey.draft.purchase_order, "or_wait": True})
        return self.question(form, [])

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        journey = self.journey
        if journey.pressed_as:
            return self.booked(journey.pressed_as)
        if not self.ready():
            return redirect("bookings:delegates", uid=uid)
        if request.POST.get("key", "") != journey.draft.idem_key:
            return self.changed_elsewhere(request)
        if self.sold_out() and not request.POST.get("or_wait"):
            return self.sorry(str(SessionFull(free=0, wanted=journey.draft.number)), status=409)
        form = OrderForm(request.POST)
        if not form.is_valid():
            return self.question(form, error_list(form))
        journey.draft.purchase_order = form.cleaned_data["purchase_order"]
        if journey.person.pk is None:
            journey.person = person_for(user=request.user)
        try:
            booking = reserve_places(
                session_id=journey.session.pk,
                booker=journey.person,
                school=journey.school,
                delegates=journey.delegates(),
                idem_key=UUID(journey.draft.idem_key),
                actor=request.user,
                purchase_order=journey.draft.purchase_order
                if journey.session.course.price_pence
                else "",
                or_wait=form.cleaned_data["or_wait"],
                together=form.cleaned_data["together"] == OrderForm.TOGETHER,
                shown_terms=request.POST.get("terms", ""),
                read=journey.session,
            )
        except BookingRefused as refusal:
            return self.refused(form, refusal)
        return self.booked(booking.reference)

    def booked(self, reference: str) -> HttpResponse:
        """On to the last page. A second press that arrives when the first has booked ends here at once."""
        journey = self.journey
        if journey.draft.idem_key == self.request.POST.get("key", ""):
            drop_draft(self.request.session, journey.uid)
        return redirect("bookings:done", reference=reference)

    def ready(self) -> bool:
        return self.journey.draft.ready and bool(self.journey.party)

    def sold_out(self) -> bool:
        """Whether there is no use in trying; this very form had booked nothing when that was read.

        When a date sells out in a minute most presses end here, without taking the write lock.
        """
        return bool(self.journey.session.seats.left <= 0)

    def question(self, form: OrderForm, errors: list[dict[str, str]], status: int = 200) -> HttpResponse:
        number = self.journey.draft.number
        places = f"{number} {'place' if number == 1 else 'places'}"
        book = f"Hold {places} and ask" if self.journey.asks else f"Book {places}"
        return self.page(
            "check",
            form=form,
            errors=errors,
            status=status,
            number=number,
            button="Join the waiting list" if self.journey.waits else book,
        )

    def changed_elsewhere(self, request: HttpRequest) -> HttpResponse:
        """The button was below other answers than those kept now: books neither, and shows these."""
        form = OrderForm(request.POST)
        told = [{"text": "Your answers changed in another window: check them again"}]
        return self.question(form, told + error_list(form), status=409)

    def refused(self, form: OrderForm, refusal: BookingRefused) -> HttpResponse:
        """A full date offers others; anything about the people goes back beside them."""
        if isinstance(refusal, NotBookable) or (isinstance(refusal, SessionFull) and refusal.free <= 0):
            return self.sorry(str(refusal), status=409)
        if isinstance(refusal, NotEligible | NotAllowed):
            self.log_refusal(type(refusal))
        if isinstance(refusal, TermsChanged):
            self.journey.read_terms(refusal.terms_id)
            return self.question(form, [{"text": str(refusal)}], status=409)
        change = reverse("bookings:delegates", args=[self.journey.uid])
        status = STATUSES.get(type(refusal), 403)
        return self.question(form, [{"text": str(refusal), "href": change}], status=status)


class DoneView(LoginRequiredMixin, View):
    """It is booked: the reference, and what happens next."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        user: Any = request.user
        booking = booking_read_by(user, reference)
        if booking is None:
            raise Http404
        places = [place for place in booking.places.all() if place.state in place.LIVE]
        context = {
            **own_turn(booking),
            **own_question(booking),
            "booking": booking,
            "session": booking.session,
            "course": booking.session.course,
            "places": places,
            "colleagues": any(place.person_id != booking.booker_id for place in places),
            "demonstration": booking.session.demonstration,
        }
        return render(request, "pages/places/done.html", context)
