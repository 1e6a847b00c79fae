"""Stages of signing in that differ from allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.stages import LoginByCodeStage
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect

from portal.accounts import sign_in_codes


class CountedCodeStage(LoginByCodeStage):
    """A mailed code on top of a password, counted like those that people ask for themselves.

    Otherwise whoever knows the password could have codes sent, and guess, without end.
    """

    def handle(self) -> tuple[Any, bool]:
        if not self.state and get_adapter().is_login_by_code_required(self.login):
            try:
                sign_in_codes.count_request(request=self.request, email=self.login.user.email)
            except ValidationError as error:
                messages.error(self.request, error.message)
                return redirect("account_login"), False
        answer: tuple[Any, bool] = super().handle()
        return answer
