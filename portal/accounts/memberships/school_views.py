"""People at one school: its approver confirms, changes, ends and invites; others who book may look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from portal.accounts.choices import SchoolRole
from portal.accounts.memberships.domains import domain_hint
from portal.accounts.memberships.errors import MembershipRefused
from portal.accounts.memberships.forms import (
    BookingApprovalForm,
    DecideForm,
    EndForm,
    InviteForm,
    RoleForm,
)
from portal.accounts.memberships.models import MembershipRequest, SchoolInvitation
from portal.accounts.memberships.school_page import school_page
from portal.accounts.memberships.services import booking_approval, invitations, people, requests
from portal.accounts.models import Membership
from portal.accounts.permissions import part_in
from portal.base import clock
from portal.base.forms import error_list


class SchoolView(LoginRequiredMixin, View):
    """A page for approvers of a school. Everybody else is not told that it exists."""

    http_method_names = ["get", "head", "post"]
    roles: tuple[str, ...] = (SchoolRole.APPROVER,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            own = part_in(user=request.user, school_id=kwargs["school_id"])
            if own is None or own.role not in self.roles:
                raise Http404
            self.own, self.school = own, own.school
        return super().dispatch(request, *args, **kwargs)

    def page(self, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
        always = {"school": self.school, "demonstration": self.school.demonstration}
        return render(
            self.request, f"pages/membership/{name}.html", {**always, **context}, status=status
        )

    def back(self, words: str = "") -> HttpResponse:
        """The list of people, saying what was done."""
        if words:
            messages.success(self.request, words)
        return redirect("membership:people", school_id=self.school.pk)

    def refused(self, refusal: MembershipRefused) -> HttpResponse:
        """The list of people, saying why nothing was done."""
        messages.error(self.request, str(refusal))
        return self.back()

    def member(self, pk: int) -> Membership:
        rows = Membership.objects.current().filter(school=self.school)
        return get_object_or_404(rows.select_related("person", "school"), pk=pk)


class PeopleView(SchoolView):
    """Everybody who belongs to the school, and for approvers what waits for them."""

    http_method_names = ["get", "head"]
    roles = Membership.BOOKS_FOR_OTHERS

    def get(self, request: HttpRequest, school_id: int) -> HttpResponse:
        runs_it = self.own.role == SchoolRole.APPROVER
        shown = school_page(own=self.own, runs_it=runs_it, query=request.GET)
        return self.page("people", people=shown)


class DecideView(SchoolView):
    """One request: yes or no."""

    def get(self, request: HttpRequest, school_id: int, pk: int) -> HttpResponse:
        return self.question(self.asked(pk), DecideForm())

    def post(self, request: HttpRequest, school_id: int, pk: int) -> HttpResponse:
        asked, form = self.asked(pk), DecideForm(request.POST)
        if not form.is_valid():
            return self.question(asked, form)
        try:
            if form.cleaned_data["answer"] == form.YES:
                requests.confirm_request(request=asked, actor=request.user)
                said = f"{asked.person.name} now belongs to {self.school.name}. We have written to them."
            else:
                reason = form.cleaned_data["reason"]
                requests.decline_request(request=asked, actor=request.user, reason=reason)
                said = f"You have declined the request of {asked.person.name}. We have written to them."
        except MembershipRefused as refusal:
            return self.refused(refusal)
        return self.back(said)

    def asked(self, pk: int) -> MembershipRequest:
        rows = MembershipRequest.objects.filter(school=self.school)
        return get_object_or_404(rows.select_related("person__user", "decided_by"), pk=pk)

    def question(self, asked: MembershipRequest, form: DecideForm) -> HttpResponse:
        hint = domain_hint(user=asked.person.user, school=self.school)
        present = Membership.objects.current().filter(person=asked.person, school=self.school).first()
        return self.page(
            "decide",
            asked=asked,
            hint=hint,
            present=present,
            own=asked.person.user_id == self.request.user.pk,
            form=form,
            errors=error_list(form),
        )


class RoleView(SchoolView):
    """Another role for one of the school's people."""

    def get(self, request: HttpRequest, school_id: int, pk: int) -> HttpResponse:
        row = self.member(pk)
        return self.question(row, RoleForm(initial={"role": row.role}))

    def post(self, request: HttpRequest, school_id: int, pk: int) -> HttpResponse:
        row, form = self.member(pk), RoleForm(request.POST)
        if not form.is_valid():
            return self.question(row, form)
        try:
            changed = people.change_role(
                membership=row, role=form.cleaned_data["role"], actor=request.user
            )
        except MembershipRefused as refusal:
            form.add_error("role", str(refusal))
            return self.question(row, form)
        if changed.person.user_id == request.user.pk and changed.role != SchoolRole.APPROVER:
            messages.success(request, f"You are now: {changed.get_role_display()}.")
            return redirect("membership:mine")
        return self.back(f"{row.person.name} is now: {changed.get_role_display()}.")

    def question(self, row: Membership, form: RoleForm) -> HttpResponse:
        return self.page("role", membership=row, form=form, errors=error_list(form))


class EndView(SchoolView):
    """Ends somebody's part in the school, saying what follows."""

    def get(self, request: HttpRequest, school_id: int, pk: int) -> HttpResponse:
        row = self.member(pk)
        return self.question(row, self.form(row, None))

    def post(self, request: HttpRequest, school_id: int, pk: int) -> HttpResponse:
        row = self.member(pk)
        form = self.form(row, request.POST)
        if not form.is_valid():
            return self.question(row, form)
        chosen = form.cleaned_data.get("successor")
        try:
            people.end_for(
                membership=row,
                ended_on=form.cleaned_data["ended_on"],
                actor=request.user,
                successor=self.member(int(chosen)) if chosen else None,
            )
        except (MembershipRefused, ValidationError) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
            return self.question(row, form)
        day = clock.say_date(form.cleaned_data["ended_on"])
        messages.success(request, f"From {day} {row.person.name} no longer belongs to the school.")
        mine = row.person.user_id == request.user.pk
        return redirect("membership:mine") if mine else self.back()

    def form(self, row: Membership, data: Any) -> EndForm:
        return EndForm(
            data,
            membership=row,
            successors=self.successors(row),
            initial={"ended_on": clock.today()},
        )

    def successors(self, row: Membership) -> list[Membership] | None:
        """Who could be approver next; none need be named while there is another one."""
        others = Membership.objects.approvers().filter(school=self.school).exclude(pk=row.pk)
        if row.role != SchoolRole.APPROVER or row.ended_on is not None or others.exists():
            return None
        rows = Membership.objects.current().filter(school=self.school, person__user__is_active=True)
        return list(rows.exclude(pk=row.pk).select_related("person").order_by("person__name"))

    def question(self, row: Membership, form: EndForm) -> HttpResponse:
        own = row.pk == self.own.pk
        return self.page("end", membership=row, own=own, form=form, errors=error_list(form))


class BookingApprovalView(SchoolView):
    """Whether bookings of others wait for the head or an approver."""

    def get(self, request: HttpRequest, school_id: int) -> HttpResponse:
        form = BookingApprovalForm
        now = form.YES if self.school.bookings_need_approval else form.NO
        return self.question(form(initial={"approval": now}))

    def post(self, request: HttpRequest, school_id: int) -> HttpResponse:
        form = BookingApprovalForm(request.POST)
        if not form.is_valid():
            return self.question(form)
        wanted = form.cleaned_data["approval"] == form.YES
        booking_approval.ask_for_approval(school=self.school, wanted=wanted, actor=request.user)
        if wanted:
            return self.back("From now on a head or approver agrees before a booking counts.")
        return self.back("From now on bookings count at once.")

    def question(self, form: BookingApprovalForm) -> HttpResponse:
        return self.page("approval", form=form, errors=error_list(form))


class InviteView(SchoolView):
    """Invites a colleague by e-mail."""

    def get(self, request: HttpRequest, school_id: int) -> HttpResponse:
        return self.question(InviteForm())

    def post(self, request: HttpRequest, school_id: int) -> HttpResponse:
        form = InviteForm(request.POST)
        if not form.is_valid():
            return self.question(form)
        try:
            made = invitations.invite_colleague(
                school=self.school, actor=request.user, **form.cleaned_data
            )
        except MembershipRefused as refusal:
            form.add_error("email", str(refusal))
            return self.question(form)
        return self.back(
            f"{made.name} is invited. The link works until {clock.say_date(made.lapses_on)}."
        )

    def question(self, form: InviteForm) -> HttpResponse:
        return self.page("invite", form=form, errors=error_list(form))


class UninviteView(SchoolView):
    """Withdraws an invitation."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, school_id: int, pk: int) -> HttpResponse:
        row = get_object_or_404(SchoolInvitation, school=self.school, pk=pk)
        try:
            invitations.withdraw_invitation(invitation=row, actor=request.user)
        except MembershipRefused as refusal:
            return self.refused(refusal)
        return self.back(f"The invitation to {row.name} is withdrawn.")
