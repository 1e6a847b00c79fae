"""Nothing in a log opens an account or names somebody, whoever writes the line."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client
from django.utils.module_loading import import_string

from portal.accounts.email_change.links import Purpose, link_to
from portal.accounts.email_change.services import ask_for_email_change
from portal.base.logs import quiet
from tests.access.routes import Route, own_routes
from tests.factories.accounts import UserFactory


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the formatter of the portal's own handler writes."""
    told = settings.LOGGING["formatters"]["line"]
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(import_string(told["()"])(told["format"]))
    root = logging.getLogger()
    root.addHandler(handler)
    yield kept
    root.removeHandler(handler)


def routes_with_a_key() -> list[Route]:
    """Whoever knows one of these addresses needs not sign in."""
    return [route for route in own_routes() if {"key", "code"} & set(route.parameters)]


@pytest.mark.django_db
def test_a_mailed_link_whose_form_was_refused_stands_in_no_log(log: io.StringIO) -> None:
    user = UserFactory()
    change = ask_for_email_change(user=user, email="new@school.example", asked_by=user)
    link = link_to(change, Purpose.CONFIRM)
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    assert "/accounts/email/confirm/[key]/" in log.getvalue()
    assert link.rstrip("/").rpartition("/")[2] not in log.getvalue()


def test_what_a_database_refused_is_not_quoted(log: io.StringIO) -> None:
    try:
        raise IntegrityError(
            "duplicate key value violates unique constraint\n"
            "DETAIL:  Key (name, email)=(Asha (Ash) Okafor, asha@school.example) already exists."
        )
    except IntegrityError:
        logging.getLogger("portal").exception("failed for asha.o'kafor+x@school.example")
    written = log.getvalue()
    assert "violates unique constraint" in written
    assert "Key (name, email)=([left out]) already exists" in written
    assert "Okafor" not in written
    assert "school.example" not in written


@pytest.mark.parametrize(
    "path", ["password/reset/key/1a-set-password", "confirm-email/MQ:1x:y_-", "email/stop/Mw:1x:y"]
)
def test_every_kind_of_key_is_left_out(path: str) -> None:
    assert quiet(f"Forbidden (CSRF cookie not set.): /accounts/{path}/").endswith("/[key]/")


@pytest.mark.parametrize("route", routes_with_a_key(), ids=lambda route: route.name)
def test_no_address_of_ours_that_holds_a_key_stands_in_a_log_with_it(route: Route) -> None:
    path = re.sub(r"<\w+:(?:key|code)>", "sEcReT.12:aB-3", route.pattern)
    assert "sEcReT" not in quiet(f"Forbidden (CSRF token missing.): /{path}")


def test_other_lines_are_as_they_were() -> None:
    line = "INFO portal.outbox 3 rows drained, 12@once, /accounts/email/"
    assert quiet(line) == line
