"""Recording what a LIFT meeting agreed, telling the schools, and noting what is done."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.models import IndexView

from bookings.slots.models import LiftAction, SlotBooking
from bookings.slots.permissions import RECORD, actions_for
from bookings.slots.services.actions import (
    mark_done,
    mark_open,
    record_refusal,
    save_actions,
    tell_schools,
)
from bookings.slots.staff.forms import action_formset
from bookings.slots.staff.meeting_views import AboutMeeting, lift_meeting_to_record
from portal.base import clock
from portal.base.admin_views import SheetView
from portal.base.spreadsheets import SafeExportMixin


class RecordView(AboutMeeting, TemplateView):
    """All actions of one meeting in one form; and a button that tells the schools."""

    any_permission_required = ["view"]
    template_name = "admin/slots/record.html"
    page_title = "Record the actions"
    header_icon = "edit"
    refused = ""
    formset: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(RECORD):
            raise PermissionDenied
        self.meeting = lift_meeting_to_record(request.user, self.kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bookings = SlotBooking.objects.live().for_page().filter(slot__meeting=self.meeting)
        return super().get_context_data(
            meeting=self.meeting,
            formset=self.formset or action_formset(self.meeting),
            bookings=bookings,
            untold=LiftAction.objects.untold().filter(meeting=self.meeting).count(),
            refused=self.refused or record_refusal(self.meeting),
            shows_form=self.request.method == "POST" or not record_refusal(self.meeting),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.formset = action_formset(self.meeting, request.POST)
        if not self.formset.is_valid():
            self.refused = "Nothing is saved yet: look at what is marked below."
            return self.get(request, *args, **kwargs)
        self.formset.save(commit=False)
        changed = [*self.formset.new_objects, *(row for row, _fields in self.formset.changed_objects)]
        try:
            save_actions(
                meeting=self.meeting,
                actions=changed,
                removed=self.formset.deleted_objects,
                actor=request.user,  # type: ignore[arg-type]
            )
        except ValidationError as refusal:
            self.refused = " ".join(refusal.messages)
            return self.get(request, *args, **kwargs)
        if "tell" in request.POST:
            self.tell()
        else:
            messages.success(request, "The actions are saved. No school has been told of what is new.")
        return redirect("support_meetings:record", self.meeting.pk)

    def tell(self) -> None:
        told = tell_schools(meeting_id=self.meeting.pk)
        said = "1 action was" if told == 1 else f"{told} actions were"
        messages.success(self.request, f"The actions are saved, and {said} told to the schools.")
        left = LiftAction.objects.untold().filter(meeting=self.meeting).count()
        if left:
            messages.warning(
                self.request, f"{left} could not be told: nobody at the school answers for it now."
            )


class ActionIndexView(SafeExportMixin, IndexView):
    """Actions that the signed-in person may read: what is due first comes first, then what was done last."""

    list_export = [
        "action",
        "owner",
        "due",
        "state",
        "school",
        "district",
        "meeting",
        "area_of_need",
        "school_told",
        "done",
    ]
    export_headings = {name: name.replace("_", " ").capitalize() for name in list_export}
    export_filename = "lift-actions"

    def get_base_queryset(self) -> QuerySet[LiftAction]:
        rows = actions_for(self.request.user).select_related(  # type: ignore[arg-type]
            "meeting__district", "owner", "booking__school", "booking__area_of_need"
        )
        return rows.order_by(F("done_at").desc(nulls_first=True), "due_on", "pk")

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """One action as a row."""
        booking = item.booking
        return {
            "action": item.text,
            "owner": item.owner_words,
            "due": clock.say_date(item.due_on),
            "state": item.state_words,
            "school": booking.school.name if booking else "",
            "district": str(item.meeting.district),
            "meeting": clock.say_date(item.meeting.starts_at),
            "area_of_need": str(booking.area_of_need) if booking else "",
            "school_told": clock.say_date(item.told_at) if item.told_at else "",
            "done": clock.say_date(item.done_at) if item.done_at else "",
        }


class ActionSheetView(SheetView):
    """One action, and a button that says it is done."""

    page_title = "LIFT action"
    template_name = "admin/slots/action.html"

    def get_object(self, queryset: QuerySet[LiftAction] | None = None) -> LiftAction:
        rows = actions_for(self.request.user).select_related(  # type: ignore[arg-type]
            "meeting__district", "owner", "booking__school", "booking__slot", "done_by", "created_by"
        )
        return get_object_or_404(rows, pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            action=self.object,
            chases=self.object.chases.order_by("handed_over_at"),
            may_change=self.request.user.has_perm(RECORD),
            **kwargs,
        )


class ActionDoneView(WagtailAdminTemplateMixin, View):
    """Notes that an action is done, or that it is not after all. A POST only."""

    http_method_names = ["post"]
    done = True

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        if not user.has_perm(RECORD):
            raise PermissionDenied
        action = get_object_or_404(actions_for(user), pk=pk)
        changed = (
            mark_done(action_id=action.pk, actor=user) if self.done else mark_open(action_id=action.pk)
        )
        words = "It is noted as done." if self.done else "It is open again."
        messages.success(request, words if changed else "A colleague has done this already.")
        return redirect(reverse("lift_actions:inspect", args=[action.pk]))
