"""My schools: asking to join, having moved, and invitations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from portal.accounts.finder.page import ask_actions, finder_page
from portal.accounts.memberships.domains import suggested_schools
from portal.accounts.memberships.errors import MembershipRefused, NotYours, TooManyRequests
from portal.accounts.memberships.forms import AskForm, MovedForm
from portal.accounts.memberships.models import MembershipRequest, SchoolInvitation
from portal.accounts.memberships.moving import Moving, forget_moving, keep_moving, moving_of
from portal.accounts.memberships.own_page import own_page
from portal.accounts.memberships.services import people, requests
from portal.accounts.memberships.services.invitations import accept_invitation
from portal.accounts.models import Membership, School
from portal.accounts.permissions import part_in
from portal.accounts.services import person_for
from portal.base import clock
from portal.base.forms import error_list


class OwnView(LoginRequiredMixin, View):
    """A page about one's own schools."""

    http_method_names = ["get", "head", "post"]

    def page(self, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, f"pages/membership/{name}.html", context, status=status)


class MineView(OwnView):
    """Where I work, what I have asked, and where I have been."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("mine", mine=own_page(user=request.user))


class FindView(OwnView):
    """Finds the school to join. Those that the e-mail suggests stand first."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(
            "find",
            finder=finder_page(request.GET, ask_actions),
            suggestions=suggested_schools(user=request.user),
            moving=moving_of(request.session, request.user),
            instead=[{"label": "Your schools", "url": reverse("membership:mine")}],
        )


class AskView(OwnView):
    """Asks to belong to one school, or for another role there."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.school = get_object_or_404(School, pk=kwargs["school_id"])
            self.part = part_in(user=request.user, school_id=self.school.pk)
            self.moving = moving_of(request.session, request.user)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, school_id: int) -> HttpResponse:
        waiting = MembershipRequest.objects.waiting().filter(
            person__user=request.user, school=self.school
        )
        return self.question(self.form(None), waiting=waiting.first())

    def post(self, request: HttpRequest, school_id: int) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.question(form)
        data = form.cleaned_data
        asked = {"school": self.school, "role": data["role"], "words": data["words"]}
        person = person_for(user=request.user)
        try:
            if self.moving is not None and data.get("leave"):
                people.move(
                    person=person,
                    memberships=self.moving.memberships,
                    ended_on=self.moving.ended_on,
                    actor=request.user,
                    **asked,
                )
            else:
                requests.ask_to_join(person=person, **asked)
        except (MembershipRefused, ValidationError) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
            return self.question(form, status=429 if isinstance(refusal, TooManyRequests) else 200)
        forget_moving(request.session)
        messages.success(
            request, f"Your request to join {self.school.name} is sent. We write to you with the answer."
        )
        return redirect("membership:mine")

    def form(self, data: Any) -> AskForm:
        leaving = self.moving.words if self.moving else ""
        present = self.part.role if self.part else ""
        return AskForm(data, leaving=leaving, present=present, initial={"leave": True, "role": present})

    def question(self, form: AskForm, *, status: int = 200, **context: Any) -> HttpResponse:
        has_approver = Membership.objects.who_confirm().filter(school=self.school).exists()
        return self.page(
            "ask",
            status=status,
            form=form,
            errors=error_list(form),
            school=self.school,
            part=self.part,
            closed=self.school.has_closed,
            has_approver=has_approver,
            demonstration=self.school.demonstration,
            **context,
        )


class WithdrawView(OwnView):
    """Takes back one's own request."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(MembershipRequest, pk=pk, person__user=request.user)
        try:
            requests.withdraw_request(request=row, actor=request.user)
        except MembershipRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Your request is withdrawn.")
        return redirect("membership:mine")


class MovedView(OwnView):
    """I have moved: which schools end, and when; then on to the next one, or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = self.memberships()
        if not rows:
            return redirect("membership:mine")
        wanted = request.GET.get("school", "")
        chosen = [str(row.pk) for row in rows if str(row.school_id) == wanted]
        return self.question(MovedForm(memberships=rows, initial={"schools": chosen} if chosen else {}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MovedForm(request.POST, memberships=self.memberships())
        if not form.is_valid():
            return self.question(form)
        leaving = Moving(form.chosen, form.cleaned_data["ended_on"])
        if request.POST.get("action") != "leave":
            keep_moving(request.session, leaving)
            return redirect("membership:find")
        try:
            people.leave(memberships=leaving.memberships, ended_on=leaving.ended_on, actor=request.user)
        except (MembershipRefused, ValidationError) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
            return self.question(form)
        forget_moving(request.session)
        schools = " and ".join(row.school.name for row in leaving.memberships)
        day = clock.say_date(leaving.ended_on)
        messages.success(request, f"From {day} you no longer belong to {schools}.")
        return redirect("membership:mine")

    def memberships(self) -> list[Membership]:
        return list(Membership.objects.of_user(self.request.user).order_by("school__name"))

    def question(self, form: MovedForm) -> HttpResponse:
        return self.page("moved", form=form, errors=error_list(form))


class AcceptView(OwnView):
    """An invitation. Opening the link changes nothing; the button does."""

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        mine = SchoolInvitation.objects.for_user(request.user).select_related("school", "invited_by")
        row = mine.filter(uid=uid).first()
        if row is None:
            get_object_or_404(SchoolInvitation, uid=uid)
            return self.page("other_email", status=403)
        stale = row.state != SchoolInvitation.State.OPEN or row.lapses_on < clock.today()
        return self.page("accept", invitation=row, stale=stale, demonstration=row.school.demonstration)

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        row = get_object_or_404(SchoolInvitation, uid=uid)
        try:
            joined = accept_invitation(invitation=row, actor=request.user)
        except NotYours:
            return self.page("other_email", status=403)
        except MembershipRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("membership:mine")
        messages.success(request, f"You now belong to {joined.school.name}.")
        return redirect(reverse("membership:mine"))
