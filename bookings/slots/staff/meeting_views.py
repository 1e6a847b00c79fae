"""The admin's views of clinics and LIFT meetings: list, form, agenda, cancelling, and copies on other days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.models import CreateView, EditView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button

from bookings.places.calling_off_views import CallOffForm
from bookings.places.series_views import SeriesForm, posted_day
from bookings.slots.errors import CannotChangeMeeting, NotConfirmed
from bookings.slots.models import SlotBooking, SupportMeeting
from bookings.slots.permissions import agendas_for, may_record, may_record_now
from bookings.slots.services.meetings import cancel_meeting, cancel_meeting_refusal
from bookings.slots.services.plans import who_is_told
from bookings.slots.services.series import copy_to_days, propose_copies
from portal.base import clock
from portal.base.admin_views import RowsView, SheetView, posted_again
from training.term_dates import MOST, Rhythm

AGENDA = "Agenda"


class MeetingIndexView(RowsView):
    """Those to come first, soonest first; then those that are over."""

    def get_base_queryset(self) -> QuerySet[SupportMeeting]:
        over = Case(
            When(ends_at__lte=clock.now(), then=Value(1)), default=Value(0), output_field=IntegerField()
        )
        rows = SupportMeeting.objects.for_lists().annotate(is_over=over)
        return rows.order_by("is_over", "starts_at", "pk")

    def get_list_more_buttons(self, instance: SupportMeeting) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        return [*_named(buttons, self.get_inspect_url(instance)), *more(instance, self.request.user)]


def _named(buttons: list[Any], sheet_url: str | None) -> list[Any]:
    """Wagtail's “Inspect”, named for what it shows."""
    for button in buttons:
        if button.url == sheet_url:
            button.label = AGENDA
    return buttons


def more(meeting: SupportMeeting, user: Any) -> list[Button]:
    """What else this person can do with the meeting."""
    found = []
    if may_record_now(user, meeting):
        found.append(("record", "Record the actions", "edit"))
    if user.has_perm("slots.add_supportmeeting"):
        found.append(("series", "Copy to term dates", "copy"))
    if user.has_perm("slots.change_supportmeeting") and not cancel_meeting_refusal(meeting):
        found.append(("cancel", "Cancel this date", "cross"))
    return [
        Button(
            label,
            url=reverse(f"support_meetings:{name}", args=[meeting.pk]),
            icon_name=icon,
            priority=60,
        )
        for name, label, icon in found
    ]


class TellsRefusals:
    """Shows what the service refused beside its field, with everything typed kept; and how many were told, and what it
    let pass."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except ValidationError as refusal:
            form.tell(refusal)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]
        if form.told:
            people = "1 person" if form.told == 1 else f"{form.told} people"
            messages.info(self.request, f"We have told {people} with a slot what changed.")  # type: ignore[attr-defined]
        for words in form.warnings():
            messages.warning(self.request, words)  # type: ignore[attr-defined]
        return response


class MeetingCreateView(TellsRefusals, CreateView):
    """A new date."""


class MeetingEditView(TellsRefusals, EditView):
    """A date as it stands. A change that schools have to be told of is asked about first."""

    def form_valid(self, form: Any) -> HttpResponse:
        if "back" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        try:
            return super().form_valid(form)
        except NotConfirmed as asked:
            context = {
                **self.get_context_data(form=form),
                "rows": who_is_told(asked.plan),
                "mark": asked.plan.mark,
                "typed": posted_again(self.request),
            }
            return TemplateResponse(self.request, "admin/slots/meeting_move.html", context)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = _named(super().header_more_buttons, self.get_inspect_url())
        return [*buttons, *more(self.object, self.request.user)]


class AgendaView(SheetView):
    """The slots with what schools ask, for those who answer; made to be printed."""

    page_title = AGENDA
    template_name = "admin/slots/agenda.html"

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, *more(self.object, self.request.user)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        reads = agendas_for(user).filter(pk=self.object.pk).exists()
        return super().get_context_data(
            meeting=self.object,
            trainers=self.object.trainers.all(),
            reads=reads,
            rows=agenda(self.object, reads=reads),
            may_record=may_record_now(user, self.object),
            actions=self.object.actions.select_related("owner", "booking__school") if reads else [],
            **kwargs,
        )


def agenda(meeting: SupportMeeting, *, reads: bool) -> list[tuple[Any, SlotBooking | None]]:
    """Each slot, with its booking where one is read."""
    live = SlotBooking.objects.live().for_page().filter(slot__meeting=meeting)
    booked = {row.slot_id: row for row in live} if reads else {}
    return [(slot, booked.get(slot.pk)) for slot in meeting.slots.filter(dropped=False)]


class AboutMeeting(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """A page about one date, with the way back to it."""

    model = SupportMeeting
    index_url_name = inspect_url_name = edit_url_name = ""

    @cached_property
    def meeting(self) -> SupportMeeting:
        rows = SupportMeeting.objects.for_lists()
        return get_object_or_404(rows, pk=self.kwargs["pk"])  # type: ignore[attr-defined]

    def get_page_subtitle(self) -> str:
        return str(self.meeting)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("support_meetings:index"), "label": "Clinics and LIFT meetings"},
            {
                "url": reverse("support_meetings:inspect", args=[self.meeting.pk]),
                "label": str(self.meeting),
            },
            {"url": "", "label": self.page_title},
        ]


class MeetingCancelView(AboutMeeting, FormView):
    """Shows whom it concerns and asks why, then cancels through the service."""

    permission_required = "change"
    form_class = CallOffForm
    template_name = "admin/slots/cancel.html"
    page_title = "Cancel this date"
    header_icon = "cross"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            meeting=self.meeting, refusal=cancel_meeting_refusal(self.meeting), **kwargs
        )

    def form_valid(self, form: CallOffForm) -> HttpResponse:
        try:
            ended = cancel_meeting(
                meeting_id=self.meeting.pk,
                reason=form.cleaned_data["reason"],
                actor=self.request.user,  # type: ignore[arg-type]
            )
        except CannotChangeMeeting as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        slots = "1 slot was" if ended == 1 else f"{ended} slots were"
        told = "Nobody had a slot." if not ended else f"{slots} booked: everybody concerned is told."
        messages.success(self.request, f"The date is cancelled. {told}")
        return redirect("support_meetings:inspect", self.meeting.pk)


class MeetingSeriesView(AboutMeeting, TemplateView):
    """The question and, once it is answered, the days to choose from; a POST makes drafts of those ticked."""

    permission_required = "add"
    template_name = "admin/slots/series.html"
    page_title = "Copy to term dates"
    header_icon = "copy"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET if "first_day" in self.request.GET else None
        form = SeriesForm(asked, initial={"rhythm": Rhythm.WEEKLY, "number": 5})
        form.fields["number"].label = "How many dates"
        found = None
        if asked is not None and form.is_valid():
            found = propose_copies(
                meeting=self.meeting,
                first_day=form.cleaned_data["first_day"],
                rhythm=Rhythm(form.cleaned_data["rhythm"]),
                number=form.cleaned_data["number"],
            )
        return super().get_context_data(meeting=self.meeting, form=form, proposals=found, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        days: list[date] = [
            day for day in map(posted_day, request.POST.getlist("day")[:MOST]) if day >= clock.today()
        ]
        if not days:
            messages.error(request, "Tick at least one day to come.")
            return self.get(request, *args, **kwargs)
        try:
            made = copy_to_days(meeting=self.meeting, days=days, actor=request.user)  # type: ignore[arg-type]
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return self.get(request, *args, **kwargs)
        words = "1 draft was" if len(made) == 1 else f"{len(made)} drafts were"
        messages.success(request, f"{words} made. Check each, then set its state to “Open for booking”.")
        return redirect(f"{reverse('support_meetings:index')}?state=draft")


def lift_meeting_to_record(user: Any, pk: int) -> SupportMeeting:
    """The LIFT meeting, for those who record its actions; for others there is none."""
    rows = SupportMeeting.objects.for_lists().filter(kind="lift")
    meeting = get_object_or_404(rows, pk=pk)
    if not may_record(user, meeting):
        raise Http404
    return meeting
