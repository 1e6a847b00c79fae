"""The account's home, and one's own details."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from portal.accounts.memberships.own_page import own_schools
from portal.accounts.models import Membership, Person
from portal.accounts.own.forms import DetailsForm
from portal.accounts.own.navigation import Part, entries_of
from portal.accounts.own.services import change_details
from portal.vocabulary.registry import terms


class HomeView(LoginRequiredMixin, View):
    """Who I am here, my schools, how I sign in, and my data."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        person = Person.objects.select_related("role").filter(user=request.user).first()
        context = {
            "rows": _details_rows(request.user, person),
            "schools": own_schools(Membership.objects.of_user(request.user)),
            "safety": entries_of(Part.SAFETY),
            "data": entries_of(Part.DATA),
        }
        return render(request, "account/own/home.html", context)


class DetailsView(LoginRequiredMixin, View):
    """Changes the name, the role and where mail about places goes."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, self._form(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request, request.POST)
        if form.is_valid() and self._changed(request, form):
            messages.success(request, "Your details are saved.")
            return redirect("accounts:home")
        return self._page(request, form)

    def _form(self, request: HttpRequest, data: Any = None) -> DetailsForm:
        person = Person.objects.filter(user=request.user).first()
        return DetailsForm(data, user=request.user, person=person)

    def _page(self, request: HttpRequest, form: DetailsForm) -> HttpResponse:
        return render(request, "account/own/details.html", {"form": form})

    def _changed(self, request: HttpRequest, form: DetailsForm) -> bool:
        data = form.cleaned_data
        role = terms("audiences").by_id.get(data["role"])
        try:
            change_details(user=request.user, name=data["name"], email=data["email"], role=role)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return False
        return True


def _details_rows(user: Any, person: Person | None) -> list[dict[str, Any]]:
    """The rows of the summary list about somebody, each with a way to change it."""
    role = person.role if person else None
    shown = [
        ("Name", person.name if person else user.name, "accounts:details", "your name"),
        ("What you do", role.name if role else "Not said", "accounts:details", "what you do"),
        (
            "Joining details go to",
            (person.email if person else "") or user.email,
            "accounts:details",
            "where joining details go",
        ),
        ("You sign in with", user.email, "account_email", "the e-mail you sign in with"),
    ]
    return [
        {
            "key": {"text": key},
            "value": {"text": value},
            "actions": {
                "items": [{"href": reverse(url), "text": "Change", "visually_hidden_text": hidden}]
            },
        }
        for key, value, url, hidden in shown
    ]
