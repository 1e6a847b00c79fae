"""The admin's views of sessions: list, form, who is booked, and a copy on another day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.models import CreateView, EditView, IndexView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button

from bookings.places.attendance.permissions import registers_of
from bookings.places.eligibility import staff_session_refusal
from bookings.places.line import line_of
from bookings.places.models import Place
from bookings.places.permissions import CANCEL, READ_EVERYONE, places_for_staff
from bookings.places.services.calling_off import call_off_refusal
from bookings.places.services.confirming import confirmation_refusal
from bookings.places.services.copies import copy_session
from bookings.places.services.moves import Plan
from bookings.places.session_reads import session_for_booking
from portal.base import clock
from portal.base.admin_forms import AdminForm
from portal.base.admin_views import CarefulDeleteView, SheetView, posted_again
from portal.base.ids import read_id
from portal.base.spreadsheets import csv_response
from training.choices import SessionState
from training.models import Session
from training.services import check_year

COPY = "Copy to another day"


class SessionIndexView(IndexView):
    """Sessions to come first, soonest first; then those that are over."""

    def get_base_queryset(self) -> QuerySet[Session]:
        over = Case(
            When(ends_at__lte=clock.now(), then=Value(1)), default=Value(0), output_field=IntegerField()
        )
        rows = Session.objects.select_related("course", "venue", "seats")
        return rows.annotate(is_over=over).order_by("is_over", "starts_at", "pk")

    def get_list_more_buttons(self, instance: Session) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        buttons = _in_plain_words(buttons, self.get_inspect_url(instance), self.get_copy_url(instance))
        return [*buttons, *_more(instance, self.permission_policy, self.request.user)]


def _in_plain_words(buttons: list[Any], sheet_url: str | None, copy_url: str | None) -> list[Any]:
    """Wagtail's “Inspect” and “Copy”, named for what they do here."""
    names = {sheet_url: "Who is booked", copy_url: COPY}
    for button in buttons:
        button.label = names.get(button.url, button.label)
    return buttons


def _more(session: Session, policy: Any, user: Any) -> list[Button]:
    """Copying to term dates; and, of a session that is still to be, saying whether it is."""
    found = []
    if session.starts_at and policy.user_has_permission(user, "add"):
        found.append(("series", "Copy to term dates", "copy"))
    if not call_off_refusal(session) and policy.user_has_permission(user, "change"):
        if not confirmation_refusal(session):
            found.append(("decide", "Does it go ahead?", "help"))
        found.append(("cancel", "Cancel this session", "cross"))
    return [
        Button(label, url=reverse(f"sessions:{name}", args=[session.pk]), icon_name=icon, priority=60)
        for name, label, icon in found
    ]


class TellsRefusals:
    """Shows what a service refused beside its field, with everything typed kept; and what it let pass."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            for warning in form.warnings():
                messages.warning(self.request, warning)  # type: ignore[attr-defined]
            return response
        except ValidationError as refusal:
            form.tell(refusal)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]


class SessionCreateView(TellsRefusals, CreateView):
    """A new session; ``?course=`` names the course it is for."""

    def get_initial(self) -> dict[str, Any]:
        course = read_id(self.request.GET.get("course", ""))
        return {} if course is None else {"course": course}


class SessionEditView(TellsRefusals, EditView):
    """A session as it stands. A change that people who are booked have to be told of is asked about first."""

    def form_valid(self, form: Any) -> HttpResponse:
        self.form = form
        chosen = form.cleaned_data["state"]
        if chosen == SessionState.CANCELLED and form.initial["state"] != SessionState.CANCELLED:
            messages.warning(self.request, "Nothing is saved yet. Say why the session is cancelled.")
            return redirect(reverse("sessions:cancel", args=[self.object.pk]))
        if "back" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        try:
            plan = form.plan()
        except ValidationError:
            return super().form_valid(form)  # saving refuses it with the same words
        if plan is not None and self.request.POST.get("confirmed") != plan.mark:
            return self.ask(plan)
        return super().form_valid(form)

    def ask(self, plan: Plan) -> HttpResponse:
        """Shows whom the change concerns; all that was typed comes back with the answer."""
        typed = posted_again(self.request)
        context = {**self.get_context_data(form=self.form), "plan": plan, "typed": typed}
        return TemplateResponse(self.request, "admin/places/session_move.html", context)

    def get_success_message(self) -> str:
        """Also how many people were told."""
        said: str = super().get_success_message()
        told = self.form.told
        if told.people:
            said += f" We have told everybody with a place, or waiting for one: {told.people} in all."
        elif told.shortened:
            who = f"we have told those who answer for them ({told.shortened})"
            said += f" Places that are offered now end sooner; {who}."
        if told.approvals:
            said += f" There is less time to approve; we have told who has to agree ({told.approvals})."
        return said

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        buttons = _in_plain_words(buttons, self.get_inspect_url(), self.get_copy_url())
        return [*buttons, *_more(self.object, self.permission_policy, self.request.user)]


class SessionDeleteView(CarefulDeleteView):
    """Deletes a session nobody ever booked."""

    template_name = "admin/places/session_delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(has_bookings=self.object.bookings.exists(), **kwargs)


class SessionSheetView(SheetView):
    """One session with everybody who is booked; made to be printed."""

    page_title = "Who is booked"
    template_name = "admin/places/session.html"

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        user = self.request.user
        if self.permission_policy.user_has_permission(user, "add"):
            url = reverse("sessions:copy", args=[self.object.pk])
            buttons.append(Button(COPY, url=url, icon_name="copy", priority=20))
        return [*buttons, *_more(self.object, self.permission_policy, user)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = delegates_of(self.object, self.request)
        return super().get_context_data(
            session=self.object,
            meetings=self.object.meetings.all(),
            trainers=self.object.trainers.all(),
            may_see_delegates=self.request.user.has_perm("places.view_place"),
            takes_register=registers_of(self.request.user).filter(pk=self.object.pk).exists(),
            may_book=self.request.user.has_perm(CANCEL) and not staff_session_refusal(self.object),
            places=places,
            live=sum(1 for place in places if place.state in Place.LIVE),
            line=line_of(session_for_booking(self.object.pk))
            if self.request.user.has_perm(READ_EVERYONE) and hasattr(self.object, "seats")
            else [],
            may_pin=self.request.user.has_perm(CANCEL),
            **kwargs,
        )


def delegates_of(session: Session, request: HttpRequest) -> list[Place]:
    """Who has a place, or is offered one, as far as the signed-in person may read it.

    What ended stands with its booking: who gives the session need not know who is not coming.
    """
    rows = places_for_staff(request.user).holding().filter(session=session)
    rows = rows.select_related("person", "role", "access_needs", "booking__school", "booking__booker")
    return list(rows.order_by("person__name", "pk"))


class SessionDelegatesView(PermissionCheckedMixin, View):
    """The people booked, as a spreadsheet."""

    model = Session
    permission_required = "view"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = get_object_or_404(Session.objects.select_related("course"), pk=pk)
        if not request.user.has_perm("places.view_place"):
            raise PermissionDenied
        day = f"{clock.in_london(session.starts_at):%Y-%m-%d}" if session.starts_at else "no-date"
        return csv_response(
            name=f"{day}-{slugify(session.title)}",
            headings=[
                "Delegate",
                "E-mail",
                "Role",
                "School",
                "State",
                "Booking",
                "Booked by",
                "Booked on",
            ],
            rows=(
                [
                    place.person.name,
                    place.person.email,
                    str(place.role or ""),
                    str(place.booking.school or ""),
                    place.get_state_display(),
                    place.booking.reference,
                    place.booking.booker.name,
                    clock.say_date(place.created_at),
                ]
                for place in delegates_of(session, request)
            ),
        )


class CopyDayForm(AdminForm):
    """On which day the copy's first meeting is."""

    first_day = forms.DateField(
        label="Day of the first meeting",
        widget=AdminDateInput,
        validators=[check_year],
        help_text="For example 2027-03-09. Times stay the same; later meetings move by as many days.",
    )

    def clean_first_day(self) -> Any:
        day = self.cleaned_data["first_day"]
        if day < clock.today():
            raise ValidationError("Choose today or a day to come.")
        return day


class SessionCopyView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Asks for the day, then makes a draft copy."""

    model = Session
    permission_required = "add"
    form_class = CopyDayForm
    template_name = "admin/places/session_copy.html"
    page_title = "Copy to another day"
    header_icon = "copy"
    index_url_name = edit_url_name = ""

    @cached_property
    def session(self) -> Session:
        return get_object_or_404(Session, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.session)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse(self.index_url_name), "label": "Sessions"},
            {"url": "", "label": self.page_title, "sublabel": str(self.session)},
        ]

    def form_valid(self, form: CopyDayForm) -> HttpResponse:
        try:
            copy = copy_session(session=self.session, first_day=form.cleaned_data["first_day"])
        except ValidationError as refusal:
            form.add_error("first_day", refusal.messages)
            return self.form_invalid(form)
        messages.success(
            self.request, "Copied as a draft. Check it, then set its state to “Open for booking”."
        )
        return redirect(reverse(self.edit_url_name, args=[copy.pk]))
