"""A head or approver answers at an address of their own. A GET changes nothing: mail scanners follow links."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bookings.places.approvals.forms import ReasonForm
from bookings.places.approvals.page import Asked, approval_context, asked_with
from bookings.places.approvals.services import approve, refuse
from bookings.places.errors import BookingRefused
from bookings.places.place_views import ByKey
from portal.base.forms import error_list

ACTIONS = {"approve": approve, "refuse": refuse}
DONE = {
    "approve": "Approved. We have written to everybody who goes.",
    "refuse": "Refused. We have told whoever booked.",
}


class ApprovalView(ByKey):
    """What is asked, and its answer. Whoever has the address answers as the approver it was sent to."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.page(asked_with(key))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        asked = asked_with(key)
        said = request.POST.get("answer", "")
        form = ReasonForm(request.POST)
        if said not in ACTIONS or not form.is_valid():
            return self.page(asked, form=form, status=400)
        reason = form.cleaned_data["reason"] if said == "refuse" else ""
        # Who signed in as somebody else holds the address, and is not the approver it was sent to.
        by_link = request.user != asked.user
        try:
            done = ACTIONS[said](
                approval=asked.approval, actor=asked.user, by_link=by_link, reason=reason
            )
        except BookingRefused as refusal:
            return self.page(asked_with(key), problem=str(refusal), status=409)
        if done:
            messages.success(request, DONE[said])
        return redirect(request.path)

    def page(
        self, asked: Asked, *, form: ReasonForm | None = None, problem: str = "", status: int = 200
    ) -> HttpResponse:
        """The question as it stands."""
        errors = error_list(form) if form else [{"text": problem}] if problem else []
        context = {**approval_context(asked), "form": form or ReasonForm(), "errors": errors}
        return render(self.request, "pages/places/approval.html", context, status=status)
