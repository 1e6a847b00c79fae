"""Admin views of requests to join a school: the list, one of them, and answering several at once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.memberships.admin_forms import AnswerForm, ReasonForm
from portal.accounts.memberships.domains import domain_hint
from portal.accounts.memberships.errors import MembershipRefused
from portal.accounts.memberships.models import MembershipEvent, MembershipRequest
from portal.accounts.memberships.services.requests import confirm_request, decline_request
from portal.accounts.models import Membership
from portal.accounts.permissions import looks_after_memberships
from portal.base.admin_views import SheetView
from portal.base.ids import read_id


class RequestIndexView(IndexView):
    """Requests, what waits longest first; officers tick several and answer them at once."""

    @cached_property
    def columns(self) -> list[Column]:
        rows: list[Column] = super().columns
        if not looks_after_memberships(self.request.user):
            return rows
        return [BulkActionsCheckboxColumn("bulk_actions", obj_type="membershiprequest"), *rows]

    def get_base_queryset(self) -> QuerySet[MembershipRequest]:
        rows = super().get_base_queryset().select_related("person", "school__district")
        waits = Case(When(state=MembershipRequest.State.WAITING, then=0), default=1)
        return rows.with_approver().order_by(waits, "asked_at")


class RequestSheetView(SheetView):
    """All about one request, and for officers the way to answer it."""

    template_name = "admin/accounts/request.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.object
        waits = asked.state == MembershipRequest.State.WAITING
        return super().get_context_data(
            asked=asked,
            hint=domain_hint(user=asked.person.user, school=asked.school),
            others=list(
                Membership.objects.current().filter(person=asked.person).select_related("school")
            ),
            approvers=list(
                Membership.objects.approvers().filter(school=asked.school).select_related("person")
            ),
            events=MembershipEvent.objects.filter(person=asked.person).for_list()[:20],
            may_decide=waits and looks_after_memberships(self.request.user),
            **kwargs,
        )


class RequestDecideView(WagtailAdminTemplateMixin, FormView):
    """An officer answers one request."""

    model = MembershipRequest
    form_class = AnswerForm
    template_name = "admin/accounts/decide.html"
    page_title = "Answer the request"
    header_icon = "mail"
    index_url_name = inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not looks_after_memberships(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def asked(self) -> MembershipRequest:
        rows = MembershipRequest.objects.select_related("person__user", "school__district")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.asked)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse(self.index_url_name), "label": "Requests to join"},
            {
                "url": reverse(self.inspect_url_name, args=[self.asked.pk]),
                "label": self.asked.person.name,
            },
            {"url": "", "label": self.page_title, "sublabel": self.asked.person.name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hint = domain_hint(user=self.asked.person.user, school=self.asked.school)
        return super().get_context_data(asked=self.asked, hint=hint, **kwargs)

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        data, actor = form.cleaned_data, self.request.user
        try:
            if data["answer"] == form.YES:
                confirm_request(request=self.asked, actor=actor)
            else:
                decline_request(request=self.asked, actor=actor, reason=data["reason"])
        except MembershipRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        done = "confirmed" if data["answer"] == form.YES else "declined"
        messages.success(
            self.request, f"The request of {self.asked.person.name} is {done}. They are told by e-mail."
        )
        return redirect(self.index_url_name)


class AnswerSeveral(BulkAction):
    """Answers the ticked requests; those that cannot be answered so stay, and the message says why."""

    models = [MembershipRequest]
    template_name = "admin/accounts/answer_several.html"
    done_word = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not looks_after_memberships(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Any) -> list[MembershipRequest]:
        """Those that still wait; ids that are no numbers are nobody's."""
        ids = [pk for pk in map(read_id, map(str, object_ids)) if pk is not None]
        rows = MembershipRequest.objects.filter(pk__in=ids).select_related("person__user", "school")
        found = list(rows.order_by("asked_at"))
        if not found:
            raise Http404
        return found

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[int]:
        """Everything that waits: more than that cannot be answered."""
        return list(MembershipRequest.objects.waiting().values_list("pk", flat=True))

    def check_perm(self, obj: MembershipRequest) -> bool:
        """Nobody answers their own, or what has been answered."""
        waits = obj.state == MembershipRequest.State.WAITING
        return waits and obj.person.user_id != self.request.user.pk

    def get_execution_context(self) -> dict[str, Any]:
        return {"view": self}

    @classmethod
    def execute_action(cls, objects: Any, *, view: AnswerSeveral, **_kwargs: Any) -> tuple[int, int]:
        done = 0
        for row in objects:
            try:
                view.answer(row)
                done += 1
            except MembershipRefused as refusal:
                messages.error(view.request, f"{row.person.name}: {refusal}")
        return done, 0

    def answer(self, row: MembershipRequest) -> None:
        """What is done with each."""
        raise NotImplementedError

    def get_success_message(self, done: int, _children: int) -> str | None:
        if not done:
            return None
        requests = "1 request is" if done == 1 else f"{done} requests are"
        return f"{requests} {self.done_word}. The people are told by e-mail."


class ConfirmSeveral(AnswerSeveral):
    display_name = "Confirm"
    action_type = "confirm_requests"
    aria_label = "Confirm the ticked requests"
    action_priority = 10
    done_word = "confirmed"
    extras = {"question": "Confirm these requests?", "button": "Yes, confirm them"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **self.extras}

    def answer(self, row: MembershipRequest) -> None:
        confirm_request(request=row, actor=self.request.user)


class DeclineSeveral(AnswerSeveral):
    display_name = "Decline"
    action_type = "decline_requests"
    aria_label = "Decline the ticked requests"
    action_priority = 20
    done_word = "declined"
    form_class = ReasonForm
    classes = {"serious"}
    extras = {"question": "Decline these requests?", "button": "Decline them"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **self.extras}

    def answer(self, row: MembershipRequest) -> None:
        reason = self.cleaned_form.cleaned_data["reason"]
        decline_request(request=row, actor=self.request.user, reason=reason)


class RecordIndexView(IndexView):
    """The record with its people and schools, newest first, in one query."""

    page_title = "Who joined and left"

    def get_base_queryset(self) -> QuerySet[MembershipEvent]:
        return super().get_base_queryset().for_list()
