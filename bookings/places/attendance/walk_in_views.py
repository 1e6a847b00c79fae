"""Adding somebody who came without a place: first their school, then who."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property

from bookings.places.attendance.forms import WalkInForm, WhichSchoolForm
from bookings.places.attendance.page import RegisterPage, going
from bookings.places.attendance.views import OfRegister
from bookings.places.attendance.walk_ins import add_walk_in, reads_names, walk_in_refusal
from bookings.places.eligibility import Limits
from bookings.places.errors import BookingRefused
from bookings.places.session_reads import limits_for, session_for_booking
from portal.accounts.devices import say_device
from portal.accounts.finder.finding import find_schools, listings
from portal.accounts.models import Person, School
from portal.base.forms import error_list
from portal.base.ids import read_id

MOST_SCHOOLS = 10
LONGEST = 100


class WalkInView(OfRegister):
    """Finds the school, then asks who it is."""

    def get(self, request: HttpRequest, uid: object) -> HttpResponse:
        page = self.page(self.asked_meeting())
        if walk_in_refusal(self.session, page.meeting):
            return redirect(self.address(page))
        if self.school is None and not self.family:
            return self.which_school(page)
        return self.who(page, self.form(None))

    def post(self, request: HttpRequest, uid: object) -> HttpResponse:
        page = self.page(self.asked_meeting())
        if walk_in_refusal(self.session, page.meeting):
            return redirect(self.address(page))
        if self.school is None and not self.family:
            raise Http404
        form = self.form(request.POST)
        if not form.is_valid():
            return self.who(page, form)
        said = form.cleaned_data
        try:
            place = add_walk_in(
                session=self.session,
                meeting=page.meeting,
                school=self.school,
                who=form.delegate,
                idem_key=said["key"],
                actor=request.user,  # type: ignore[arg-type]
                device=say_device(request.headers.get("User-Agent", "")),
                reason=said.get("reason", ""),
                over_capacity=said.get("over_capacity", False),
            )
        except BookingRefused as refusal:
            form.add_error(None, str(refusal))
            return self.who(page, form)
        messages.success(request, f"{place.person.name} has a place and is marked present.")
        return redirect(f"{self.address(page)}#place-{place.pk}")

    @cached_property
    def limits(self) -> Limits:
        """Whom the session is for."""
        return limits_for(session_for_booking(self.session.pk))

    @cached_property
    def school(self) -> School | None:
        """The school that the address names."""
        pk = read_id(self.request.GET.get("school", ""))
        return None if pk is None else School.objects.filter(pk=pk).first()

    @property
    def family(self) -> bool:
        """Whether they came for themselves, as a parent, carer or young person."""
        if not self.limits.for_families or self.school is not None:
            return False
        return not self.limits.for_professionals or self.request.GET.get("school") == "none"

    @cached_property
    def reads_names(self) -> bool:
        """Whether the colleagues of the school are listed; else who came is typed."""
        user: Any = self.request.user
        return self.school is not None and reads_names(user, self.session, self.school)

    def form(self, data: Any) -> WalkInForm:
        seats = self.session.seats
        return WalkInForm(
            data,
            known=self.known(self.school) if self.school and self.reads_names else [],
            family=self.family,
            full=seats.taken >= seats.capacity,
            initial={"key": uuid.uuid4()},
        )

    def known(self, school: School) -> list[Person]:
        """Those of the school who have no place yet."""
        here = {place.person_id for place in going(self.session)}
        people = Person.objects.known_to(school).order_by("name", "pk")
        return [person for person in people if person.pk not in here]

    def which_school(self, page: RegisterPage) -> HttpResponse:
        """Schools with people here already stand first; others are searched for."""
        asked = " ".join(self.request.GET.get("q", "").split())[:LONGEST]
        form = WhichSchoolForm(initial={"q": asked})
        found = find_schools(asked).hits[:MOST_SCHOOLS] if asked else ()
        here = {row.place.booking.school for row in page.rows if row.place.booking.school}
        context = {
            **self.context(page),
            "asked": asked,
            "form": form,
            "found": listings(School.objects.all(), found),
            "here": sorted(here, key=lambda school: school.name),
            "for_families": self.limits.for_families,
        }
        return render(self.request, "pages/register/which_school.html", context)

    def who(self, page: RegisterPage, form: WalkInForm) -> HttpResponse:
        """The second step."""
        context = {
            **self.context(page),
            "school": self.school,
            "reads_names": self.reads_names,
            "form": form,
            "errors": error_list(form) if form.is_bound else [],
        }
        return render(self.request, "pages/register/walk_in.html", context)

    def context(self, page: RegisterPage) -> dict[str, Any]:
        return {
            "register": page,
            "session": self.session,
            "course": self.session.course,
            "back": self.address(page),
            "demonstration": self.session.demonstration,
        }
