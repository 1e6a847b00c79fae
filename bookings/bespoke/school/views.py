"""A school's requests: asking, reading how far they are, answering, and accepting a quote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from bookings.bespoke.errors import RequestRefused
from bookings.bespoke.models import Quote, Request
from bookings.bespoke.offers import offers_for
from bookings.bespoke.school.forms import AcceptForm, AnswerForm, NeedForm, TurnDownForm, WhyNotForm
from bookings.bespoke.school.page import request_page
from bookings.bespoke.services.delivery import cancel_for_school
from bookings.bespoke.services.quoting import accept, turn_down
from bookings.bespoke.services.requests import answer, submit, withdraw
from portal.accounts.models import Membership, User
from portal.accounts.services import person_for
from portal.base.forms import error_list

LOOKED = "looked"
"""The name of the button of the second step, beside the courses that may do."""


def parts_of(user: User) -> list[Membership]:
    """The schools for which somebody asks."""
    rows = Membership.objects.booking_for_others().filter(person__user=user)
    return list({row.school_id: row for row in rows.select_related("school", "person")}.values())


class RequestListView(LoginRequiredMixin, View):
    """All requests of the reader's schools, the latest first."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Request.objects.readable_by(request.user).for_page()  # type: ignore[arg-type]
        context = {"requests": rows, "may_ask": bool(parts_of(request.user))}  # type: ignore[arg-type]
        return render(request, "pages/bespoke/list.html", context)


class NewRequestView(LoginRequiredMixin, View):
    """First the need; then what of the offer may do, with a reason for each that does not; then it is asked."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        parts = parts_of(request.user)  # type: ignore[arg-type]
        return self.first(NeedForm(parts=parts) if parts else None)

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        parts = parts_of(user)
        if not parts:
            return self.first(None, status=403)
        form = NeedForm(request.POST, parts=parts)
        if not form.is_valid():
            return self.first(form)
        asked = form.asked
        offers = offers_for(
            area_id=asked.area.pk,
            need_ids=[need.pk for need in asked.needs],
            phase_ids=[phase.pk for phase in asked.phases],
        )
        if LOOKED not in request.POST:
            return self.second(form, WhyNotForm(offers=offers))
        why = WhyNotForm(request.POST, offers=offers)
        if not why.is_valid():
            return self.second(form, why)
        try:
            made = submit(
                school=form.part.school,
                requester=person_for(user=user),
                asked=asked,
                why_not=why.reasons,
                shown=[offer.course.pk for offer in offers],
                idem_key=form.cleaned_data["key"],
                actor=user,
            )
        except RequestRefused as refusal:
            why.add_error(None, str(refusal))
            return self.second(form, why, status=409)
        messages.success(request, f"We have your request. Its reference is {made.reference}.")
        return redirect("bespoke:request", reference=made.reference)

    def first(self, form: NeedForm | None, *, status: int = 200) -> HttpResponse:
        """What the school needs."""
        context = {"form": form, "errors": error_list(form) if form is not None else []}
        return render(self.request, "pages/bespoke/new.html", context, status=status)

    def second(self, form: NeedForm, why: WhyNotForm, *, status: int = 200) -> HttpResponse:
        """What may do, with everything typed so far kept in the page."""
        typed = [(name, value) for name in form.fields for value in self.request.POST.getlist(name)]
        context = {"why": why, "typed": typed, "errors": error_list(why), "looked": LOOKED}
        return render(self.request, "pages/bespoke/offers.html", context, status=status)


class RequestView(LoginRequiredMixin, View):
    """One request, and what the school can do with it now."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        return self.page(self.own(reference))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        own = self.own(reference)
        does: dict[str, Callable[[Request], HttpResponse]] = {
            "answer": self.answer,
            "accept": self.accept,
            "turn_down": self.turn_down,
            "withdraw": self.withdraw,
            "cancel": self.cancel,
        }
        do = does.get(request.POST.get("do", ""))
        return do(own) if do else self.page(own)

    def own(self, reference: str) -> Request:
        rows = Request.objects.readable_by(self.request.user).for_page()  # type: ignore[arg-type]
        found = rows.prefetch_related(
            "events", "quotes__lines", "quotes__issuer", "shown_offers__course", "session__meetings"
        )
        return get_object_or_404(found, reference=reference)

    def page(self, own: Request, *, status: int = 200, **forms: Any) -> HttpResponse:
        page = request_page(own)
        answer_form = forms.get("answer") or (AnswerForm() if page.may_answer else None)
        may = page.may_accept and page.quote is not None
        accept_form = forms.get("accept") or (AcceptForm(buyer=page.quote.buyer) if may else None)
        turn_down_form = forms.get("turn_down") or (TurnDownForm() if may else None)
        errors = [error for form in forms.values() if form is not None for error in error_list(form)]
        context = {
            "page_of": page,
            "own": own,
            "answer_form": answer_form,
            "accept_form": accept_form,
            "turn_down_form": turn_down_form,
            "errors": errors,
            "demonstration": own.demonstration,
        }
        return render(self.request, "pages/bespoke/request.html", context, status=status)

    def answer(self, own: Request) -> HttpResponse:
        form = AnswerForm(self.request.POST)
        if not form.is_valid():
            return self.page(own, answer=form)
        return self.done(
            own,
            lambda user, person: answer(
                request_id=own.pk, person=person, words=form.cleaned_data["words"], actor=user
            ),
            "We have your answer.",
        )

    def quote_read(self, own: Request) -> Quote | None:
        """The version that the reader had before them, of this request."""
        read = self.request.POST.get("quote", "")
        return next((one for one in own.quotes.all() if str(one.pk) == read), None)

    def accept(self, own: Request) -> HttpResponse:
        quote = self.quote_read(own)
        if quote is None:
            return self.page(own)
        form = AcceptForm(self.request.POST, buyer=quote.buyer)
        if not form.is_valid():
            return self.page(own, accept=form)
        return self.done(
            own,
            lambda user, person: accept(
                quote_id=quote.pk,
                person=person,
                purchase_order=form.cleaned_data.get("purchase_order", ""),
                cost_code=form.cleaned_data.get("cost_code", ""),
                actor=user,
            ),
            "The quote is accepted. We ring you to agree the date.",
        )

    def turn_down(self, own: Request) -> HttpResponse:
        quote = self.quote_read(own)
        if quote is None:
            return self.page(own)
        form = TurnDownForm(self.request.POST)
        if not form.is_valid():
            return self.page(own, turn_down=form)
        return self.done(
            own,
            lambda user, person: turn_down(
                quote_id=quote.pk,
                person=person,
                words=form.cleaned_data["why"],
                actor=user,
            ),
            "You turned the quote down. We look at whether we can write another.",
        )

    def withdraw(self, own: Request) -> HttpResponse:
        return self.done(
            own,
            lambda user, person: withdraw(request_id=own.pk, person=person, actor=user),
            "Your request is taken back.",
        )

    def cancel(self, own: Request) -> HttpResponse:
        shown = self.request.POST.get("pence", "")
        return self.done(
            own,
            lambda user, person: cancel_for_school(
                request_id=own.pk,
                person=person,
                shown_pence=int(shown)
                if shown.isascii() and shown.isdigit() and len(shown) < 12
                else -1,
                actor=user,
            ),
            "It is cancelled, and everybody who had a place is told.",
        )

    def done(self, own: Request, do: Callable[[Any, Any], Any], said: str) -> HttpResponse:
        """Does it and says so, or says why it cannot be done."""
        user: Any = self.request.user
        try:
            do(user, person_for(user=user))
        except RequestRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, said)
        return redirect("bespoke:request", reference=own.reference)
