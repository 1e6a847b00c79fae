"""Finishing a register, and opening it again for a correction."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bookings.places.attendance.finishing import (
    finish_register,
    finishing_refusal,
    not_marked,
    open_again,
)
from bookings.places.attendance.page import finished_words
from bookings.places.attendance.permissions import may_open_again
from bookings.places.attendance.views import OfRegister
from bookings.places.errors import CannotFinish
from portal.accounts.devices import say_device


class RegisterFinishView(OfRegister):
    """Says who is not marked yet, and what finishing does; then does it."""

    def get(self, request: HttpRequest, uid: object) -> HttpResponse:
        return self.ask()

    def post(self, request: HttpRequest, uid: object) -> HttpResponse:
        try:
            proposed = finish_register(
                session_id=self.session.pk,
                actor=request.user,  # type: ignore[arg-type]
                rest_absent=request.POST.get("rest") == "absent",
                device=say_device(request.headers.get("User-Agent", "")),
            )
        except CannotFinish as refusal:
            return self.ask(problem=str(refusal), status=409)
        said = "The register is finished."
        if proposed:
            charges = "1 charge" if proposed == 1 else f"{proposed} charges"
            said += f" {charges} for not coming proposed: an officer decides."
        messages.success(request, said)
        return redirect("bookings:registers")

    def ask(self, *, problem: str = "", status: int = 200) -> HttpResponse:
        """The page before it."""
        context = {
            "register": self.page(),
            "session": self.session,
            "course": self.session.course,
            "refusal": finished_words(self.session) or finishing_refusal(self.session),
            "missing": not_marked(self.session),
            "errors": [{"text": problem}] if problem else [],
            "demonstration": self.session.demonstration,
        }
        return render(self.request, "pages/register/finish.html", context, status=status)


class RegisterOpenView(OfRegister):
    """An officer opens a finished register."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: object) -> HttpResponse:
        if not may_open_again(request.user):
            raise Http404
        if open_again(session_id=self.session.pk):
            messages.success(request, "The register is open again. Finish it once it is right.")
        return redirect(reverse("bookings:register", args=[self.uid]))
