"""Browsers of the demonstration's people, and what an answer tells them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.home import views
from tests.access.screens import STAFF
from tests.factories.accounts import sign_in

CHANGE = ("INSERT", "UPDATE", "DELETE", "REPLACE")
KEEPS_TRACK = {
    "django_session": "who is signed in",
    "portal_cache": "how often somebody has tried",
    "usersessions_usersession": "when a session was used last",
    "wagtailadmin_editingsession": "who has an editor open, so that two know of each other",
    "wagtailcore_pagesubscription": "who is told of comments: everybody who opens the editor",
    "wagtailusers_userprofile": "the empty page of somebody's own settings",
    "media_portalrendition": "a size of a picture, made when it is first shown",
}
"""Tables that a visit may write, and what for."""


def as_role(role: str, *, csrf: bool = False) -> Client:
    """A client of that demonstration sign-in, its second step done if it is staff."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=csrf)
    if role != "nobody":
        user = User.objects.get(email=f"{role}@demo.example")
        sign_in(client, user, mfa=role in STAFF)
    return client


def is_refused(response: HttpResponse) -> bool:
    """Sent away (to sign in, to the second step, or to the admin's own front page), or refused."""
    if response.status_code == 302:
        return response["Location"] == reverse("wagtailadmin_home") or response["Location"].startswith(
            ("/accounts/", "/admin/login/")
        )
    return response.status_code in (403, 404, 405)


@contextmanager
def without_drawing() -> Iterator[None]:
    """Views decide and prepare, and neither their templates nor those of refusals are rendered.

    That is four times as quick, and for those who may not enter, most of what there is to do.
    """

    def blank(_request: HttpRequest, *_arguments: object, status: int = 200) -> HttpResponse:
        return HttpResponse(status=status)

    with (
        patch.object(SimpleTemplateResponse, "rendered_content", ""),
        patch.object(views, "render", blank),
    ):
        yield


class Writes(list[str]):
    """The statements that changed the database, sessions and the like excepted."""

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if sql.lstrip().upper().startswith(CHANGE) and not any(
            f'"{table}"' in sql for table in KEEPS_TRACK
        ):
            self.append(sql[:120])
        return execute(sql, params, many, context)


@contextmanager
def watched_writes() -> Iterator[Writes]:
    """What is written to the database while this lasts."""
    writes = Writes()
    with connection.execute_wrapper(writes):
        yield writes
