"""What people and schools add to the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks

from portal.accounts.admin_views import refuse_superusers
from portal.accounts.choosers import person_chooser, school_chooser
from portal.accounts.memberships.admin_views import ConfirmSeveral, DeclineSeveral
from portal.accounts.viewsets import PeopleGroup


@hooks.register("register_admin_viewset")
def people() -> list[Any]:
    return [school_chooser, person_chooser, PeopleGroup()]


@hooks.register("register_account_menu_item")
def sign_in_settings(_request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("account_email"),
        "label": "Sign-in settings",
        "help_text": "Your e-mail, your password and your authenticator app.",
    }


@hooks.register("before_bulk_action")
def leave_superusers_alone(
    request: HttpRequest, _action_type: str, objects: list[Any], _action: Any
) -> None:
    refuse_superusers(request, objects)


for _action in (ConfirmSeveral, DeclineSeveral):
    hooks.register("register_bulk_action", _action)
