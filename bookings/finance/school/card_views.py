"""Paying by card: to Stripe's page, back from it, and what Stripe tells us meanwhile."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from bookings.finance.cards.checkout import pay
from bookings.finance.cards.current import takes_cards
from bookings.finance.cards.gateway import CardError
from bookings.finance.cards.inbox import NotBelieved, count_refused, receive
from bookings.finance.cards.learning import look_again
from bookings.finance.cards.models import PaymentAttempt
from bookings.finance.errors import NotPayable
from bookings.finance.models import Document
from portal.base.ids import read_uuid

MOST_BYTES = 512 * 1024


class PayView(LoginRequiredMixin, View):
    """Leads to the page where the chosen invoices are paid."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if not takes_cards():
            raise Http404
        chosen = [read_uuid(text) for text in request.POST.getlist("invoice")]
        try:
            address = pay(user=request.user, uids={uid for uid in chosen if uid})  # type: ignore[arg-type]
        except NotPayable as refusal:
            messages.error(request, str(refusal))
            return redirect("finance:invoices")
        return HttpResponse(status=303, headers={"Location": address})


class PaidView(LoginRequiredMixin, View):
    """Where a payer comes back to: asks Stripe, as its message may still be under way. 404 for another school's."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        rows = PaymentAttempt.objects.filter(
            parts__document__in=Document.objects.readable_by(request.user)  # type: ignore[arg-type]
        )
        attempt = get_object_or_404(rows.distinct().select_related("account__school"), uid=uid)
        if attempt.state in PaymentAttempt.LIVE:
            with suppress(CardError):
                look_again(attempt, how=PaymentAttempt.How.PAGE)
                attempt.refresh_from_db()
        parts = attempt.parts.select_related("document").order_by("pk")
        return render(request, "pages/finance/paid.html", {"attempt": attempt, "parts": parts})


@method_decorator(csrf_exempt, name="dispatch")
class CardEventsView(View):
    """Stripe's messages. Kept and answered at once; what they mean is found out afterwards."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if not takes_cards():
            raise Http404
        raw = request.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            count_refused(raw)
            return HttpResponse(status=400)
        try:
            receive(raw, request.headers.get("Stripe-Signature", ""))
        except NotBelieved:
            return HttpResponse(status=400)
        except DatabaseError:
            # Stripe sends it again later.
            return HttpResponse(status=503)
        return HttpResponse(status=200)
