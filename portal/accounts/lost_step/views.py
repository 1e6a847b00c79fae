"""Asking for help on the page of the second step."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStageController
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import View

from portal.accounts.lost_step.services import ask_for_help
from portal.accounts.models import User
from portal.accounts.second_step.kinds import second_steps_of


class AskForHelpView(View):
    """For somebody who is half signed in, or signed in without the second step of this session."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """After asking, or for who comes by the address alone."""
        if self._who(request) is None:
            return redirect("account_login")
        return render(request, "mfa/help.html", {"asked": request.GET.get("asked") == "1"})

    def post(self, request: HttpRequest) -> HttpResponse:
        user = self._who(request)
        if user is None:
            return redirect("account_login")
        ask_for_help(user=user)
        return redirect(f"{request.path}?asked=1")

    def _who(self, request: HttpRequest) -> User | None:
        """Whoever has shown their first step now and has a second one; nobody else."""
        user: Any = request.user
        if not user.is_authenticated:
            stage: Any = LoginStageController.enter(request, AuthenticateStage.key)
            user = stage.login.user if stage else None
        return user if user is not None and second_steps_of(user).exists() else None
