"""Officers answer for a school that has nobody here who can, or that rings."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property

from bookings.places.approvals.forms import OfficerAnswerForm
from bookings.places.approvals.models import Approval, is_open
from bookings.places.approvals.page import asked_of_the_school
from bookings.places.approvals.services import approve, refuse
from bookings.places.change_admin_views import ALL_TOLD, BookingChangeView
from bookings.places.models import Booking
from portal.base import clock


class BookingApprovalView(BookingChangeView):
    """Approves or refuses the places that are held, always with who said so."""

    form_class = OfficerAnswerForm
    template_name = "admin/places/booking_approval.html"
    page_title = "Answer for the school"
    header_icon = "check"
    button = "Answer"
    keep = "Leave it to the school"

    @cached_property
    def approval(self) -> Approval | None:
        """What is to be answered first; None when nothing is."""
        return self.booking.approvals.filter(is_open(clock.now())).first()

    @property
    def explanation(self) -> str:  # type: ignore[override]
        """What the school is to be asked."""
        return asked_of_the_school(self.approval) if self.approval else ""

    def get_initial(self) -> dict[str, Any]:
        return {"approval": self.approval}

    def get_warning(self) -> str:
        if self.approval is None:
            return ""
        return (
            f"The places are held until {clock.say_moment(self.approval.expires_at)}. Once they are approved "
            "everybody who goes is written to; if they are refused they go to the next on the waiting list."
        )

    def change(self, form: OfficerAnswerForm) -> tuple[Booking, str]:
        asked = form.cleaned_data["approval"] or self.approval
        if asked is None:
            return self.booking, "Nobody asks for an approval of this booking any more."
        reason = form.cleaned_data["reason"]
        if form.cleaned_data["answer"] == form.APPROVE:
            approve(approval=asked, actor=self.user, reason=reason)
            return self.booking, f"Approved. {ALL_TOLD}"
        refuse(approval=asked, actor=self.user, reason=reason)
        return self.booking, "Refused. Whoever booked gets an e-mail with the reason."
