"""The admin's two pages of booking for a school by telephone: which school, then who."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bookings.places.clashes import Clashes, clashes_of, people_meant
from bookings.places.delegates import Delegate
from bookings.places.errors import BookingRefused
from bookings.places.models import Booking
from bookings.places.permissions import CANCEL
from bookings.places.services.staff_bookings import book_for_school
from bookings.places.session_reads import session_for_booking
from bookings.places.staff_booking_forms import BookForm, WhichSchoolForm, new_rows
from portal.accounts.models import Person, School
from portal.base.ids import read_id
from training.models import Session


class BookForSchoolView(WagtailAdminTemplateMixin, TemplateView):
    """Books places on one session for a school that rang."""

    model = Session
    template_name = "admin/places/book_for_school.html"
    page_title = "Book for a school"
    header_icon = "plus"
    index_url_name = inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(CANCEL):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def session(self) -> Session:
        rows = Session.objects.select_related("course", "seats")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def school(self) -> School | None:
        pk = read_id(self.request.GET.get("school", ""))
        return None if pk is None else School.objects.filter(pk=pk).first()

    def get_page_subtitle(self) -> str:
        return str(self.session)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        sheet = reverse(self.inspect_url_name, args=[self.session.pk])
        return [
            {"url": reverse(self.index_url_name), "label": "Sessions"},
            {"url": sheet, "label": str(self.session)},
            {"url": "", "label": self.page_title, "sublabel": str(self.session)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.school is None:
            kwargs.setdefault("form", WhichSchoolForm())
        else:
            kwargs.setdefault("form", self.form(None))
            kwargs.setdefault("rows", new_rows(None))
        seats = getattr(self.session, "seats", None)
        context: dict[str, Any] = super().get_context_data(
            session=self.session, school=self.school, seats=seats, **kwargs
        )
        return context

    def form(self, data: Any) -> BookForm:
        known = list(Person.objects.known_to(self.school)) if self.school else []
        return BookForm(data, known=known, initial={"key": uuid.uuid4()})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.school is None:
            return redirect(request.path)
        form, rows = self.form(request.POST), new_rows(request.POST)
        valid = [each.is_valid() for each in (form, *rows)]
        if not all(valid):
            return self.again(form, rows)
        said = form.cleaned_data
        new = [row.delegate for row in rows if row.delegate is not None]
        delegates = [*(Delegate(person_id=person.pk) for person in said["people"]), *new]
        if not delegates:
            form.add_error("people", "Tick who goes, or enter somebody below.")
            return self.again(form, rows)
        clashes = self.clashes(delegates, said["booker"])
        if clashes.unread(request.POST):
            return self.again(form, rows, clashes=clashes)
        try:
            booking = book_for_school(
                session_id=self.session.pk,
                booker=said["booker"],
                school=self.school,
                delegates=delegates,
                idem_key=said["key"],
                actor=request.user,  # type: ignore[arg-type]
                reason=said["reason"],
                agreed=said["agreed"],
                over_capacity=said["over_capacity"],
                beside_line=said["beside_line"],
            )
        except BookingRefused as refusal:
            form.add_error(None, str(refusal))
            return self.again(form, rows)
        held = booking.state == Booking.State.APPROVAL
        done = "Held until it is approved" if held else "Booked"
        messages.success(request, f"{done}: {booking.reference}. Everybody concerned gets an e-mail.")
        return redirect("admin_bookings:inspect", booking.pk)

    def clashes(self, delegates: list[Delegate], booker: Person) -> Clashes:
        """What to warn of before anything is booked."""
        return clashes_of(
            session=session_for_booking(self.session.pk),
            people=people_meant(delegates, booker=booker, school=self.school),
            school=self.school,
            own=booker.pk,
            you=False,
        )

    def again(self, form: BookForm, rows: list[Any], **more: Any) -> HttpResponse:
        """The page once more, with what was typed and why it was not enough."""
        return self.render_to_response(self.get_context_data(form=form, rows=rows, **more))
