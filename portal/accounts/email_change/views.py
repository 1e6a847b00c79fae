"""Changing the e-mail one signs in with: asking, confirming at the new address, stopping at the old."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View

from portal.accounts.email_change.errors import AddressTaken, LinkSpent
from portal.accounts.email_change.forms import EmailChangeForm
from portal.accounts.email_change.links import Purpose, change_behind
from portal.accounts.email_change.services import (
    ask_for_email_change,
    confirm_email_change,
    stop_email_change,
    waiting_email_change,
    withdraw_email_change,
)


class EmailView(LoginRequiredMixin, View):
    """The address one signs in with, and what is asked in its place. In place of allauth's own page."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, EmailChangeForm())

    @method_decorator(reauthentication_required)
    def post(self, request: HttpRequest) -> HttpResponse:
        if "keep" in request.POST:
            withdraw_email_change(user=request.user)
            messages.success(request, f"You keep signing in with {request.user.email}.")
            return redirect("account_email")
        form = EmailChangeForm(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        if refused := consume_or_429(request, action="change_email", user=request.user):
            return refused
        try:
            ask_for_email_change(
                user=request.user, email=form.cleaned_data["email"], asked_by=request.user
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self._page(request, form)
        return redirect("account_email")

    def _page(self, request: HttpRequest, form: EmailChangeForm) -> HttpResponse:
        context = {"form": form, "waiting": waiting_email_change(user=request.user)}
        return render(request, "account/email_change/page.html", context)


class ConfirmView(View):
    """Behind the link in the new mailbox. Mail scanners open links, so only a press confirms."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        try:
            change = change_behind(key, Purpose.CONFIRM)
        except LinkSpent:
            return _spent(request)
        if change.state != change.State.WAITING:
            return _spent(request)
        return render(request, "account/email_change/confirm.html", {"change": change})

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        try:
            change = change_behind(key, Purpose.CONFIRM)
            own = request.user.pk == change.user_id
            here = request.session.session_key if own else None
            change = confirm_email_change(change=change, here=here)
        except LinkSpent:
            return _spent(request)
        except AddressTaken:
            return render(request, "account/email_change/taken.html", status=409)
        messages.success(request, f"Done. You sign in with {change.to_email} now.")
        return redirect("accounts:home")


class StopView(View):
    """Behind the link in the old mailbox: “this was not me”."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        try:
            change = change_behind(key, Purpose.STOP)
        except LinkSpent:
            return _spent(request)
        if change.state == change.State.STOPPED:
            return _spent(request)
        return render(request, "account/email_change/stop.html", {"change": change})

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Then straight on to a new password: who reads the mailbox may choose it."""
        try:
            user = stop_email_change(change=change_behind(key, Purpose.STOP))
        except LinkSpent:
            return _spent(request)
        except AddressTaken:
            return render(request, "account/email_change/taken.html", status=409)
        logout(request)
        secret = default_token_generator.make_token(user)
        return redirect("account_reset_password_from_key", uidb36=user_pk_to_url_str(user), key=secret)


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "account/email_change/spent.html", status=410)
