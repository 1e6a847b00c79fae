"""The register on a phone: the list of one's own, one of them, its marks, and the sheet for paper.

Trainers and officers are staff: a password alone opens no register, as it opens no admin. Whoever may not
take a register is not told that it exists.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from bookings.places.attendance.listing import register_list
from bookings.places.attendance.models import Presence
from bookings.places.attendance.page import RegisterPage, register_page
from bookings.places.attendance.permissions import may_open_again, registers_of, takes_registers
from bookings.places.attendance.services import Mark, mark_many
from bookings.places.attendance.sync import Unreadable, answer, read_marks
from portal.accounts.devices import say_device
from portal.accounts.middleware import missing_step, send_to
from portal.base import clock
from portal.base.ids import read_id
from training.models import Session

SPARE_LINES = 5
"""On paper, for people who come without a place."""


class ForTakers(AccessMixin, View):
    """Signed in, allowed to take registers, and with the second step done."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not takes_registers(request.user):
            raise PermissionDenied("Registers are taken by trainers and officers.")
        step = missing_step(request)
        if step:
            return send_to(step, request)
        return super().dispatch(request, *args, **kwargs)


class RegistersView(ForTakers):
    """The registers to take now, those to come, and those that are finished."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        found = register_list(user=request.user, query=request.GET)  # type: ignore[arg-type]
        return render(request, "pages/register/list.html", {"list": found})


class OfRegister(ForTakers):
    """A page of one register."""

    session: Session

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.uid = kwargs["uid"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if takes_registers(request.user):
            rows = registers_of(request.user).distinct()  # type: ignore[arg-type]
            self.session = get_object_or_404(
                rows.select_related("course", "venue", "seats", "register__finished_by"), uid=self.uid
            )
        elif request.user.is_authenticated:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def page(self, meeting_id: int | None = None) -> RegisterPage:
        """The register of a meeting; 404 for a meeting that is not one of the session's."""
        found = register_page(self.session, reader=self.request.user, meeting_id=meeting_id)  # type: ignore[arg-type]
        if found is None:
            raise Http404
        return found

    def asked_meeting(self) -> int | None:
        """The meeting that the address names."""
        asked = self.request.GET.get("meeting", "")
        meeting = read_id(asked)
        if asked and meeting is None:
            raise Http404
        return meeting

    def address(self, page: RegisterPage) -> str:
        """Of this meeting's register."""
        return f"{reverse('bookings:register', args=[self.uid])}?meeting={page.meeting.pk}"


class RegisterView(OfRegister):
    """One meeting. A press on a button marks one person, and needs no script."""

    def get(self, request: HttpRequest, uid: object) -> HttpResponse:
        page = self.page(self.asked_meeting())
        context = {
            "register": page,
            "session": self.session,
            "course": self.session.course,
            "may_open_again": may_open_again(request.user),
            "over": self.session.ends_at is not None and self.session.ends_at <= clock.now(),
            "demonstration": self.session.demonstration,
        }
        return render(request, "pages/register/register.html", context)

    def post(self, request: HttpRequest, uid: object) -> HttpResponse:
        page = self.page(self.asked_meeting())
        place, _sep, state = request.POST.get("mark", "").partition(":")
        place_id = read_id(place)
        if place_id is None or state not in Presence.values:
            raise Http404
        seen = read_id(request.POST.get(f"seen-{place_id}", ""))
        made = Mark(place_id, page.meeting.pk, Presence(state), seen=seen)
        [done] = mark_many(
            session_id=self.session.pk,
            marks=[made],
            actor=request.user,  # type: ignore[arg-type]
            device=say_device(request.headers.get("User-Agent", "")),
        )
        if done.refusal:
            context = {"register": page, "session": self.session, "refusal": done.refusal}
            return render(request, "pages/register/refused.html", context, status=409)
        return redirect(f"{self.address(page)}#place-{place_id}")


class RegisterMarksView(OfRegister):
    """Marks that a phone sends, perhaps long after they were made."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: object) -> HttpResponse:
        now, meeting_id = clock.now(), self.asked_meeting()
        try:
            marks, device = read_marks(request.body, now=now)
        except Unreadable:
            return JsonResponse({"error": "These marks cannot be read."}, status=400)
        kind = say_device(request.headers.get("User-Agent", ""))
        done = mark_many(
            session_id=self.session.pk,
            marks=marks,
            actor=request.user,  # type: ignore[arg-type]
            device=f"{kind} {device}".strip(),
            now=now,
        )
        # A meeting that was taken out since the page was opened has no rows; its marks are told so.
        page = register_page(self.session, reader=request.user, meeting_id=meeting_id)  # type: ignore[arg-type]
        return JsonResponse(answer(done, page.rows if page else ()))


class RegisterPrintView(OfRegister):
    """For paper: names, schools and a box to sign in for each meeting."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, uid: object) -> HttpResponse:
        page = self.page()
        context = {
            "register": page,
            "session": self.session,
            "course": self.session.course,
            "spare": range(SPARE_LINES),
            "demonstration": self.session.demonstration,
        }
        return render(request, "pages/register/print.html", context)
