"""Functions that are called when their time has come."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from portal.outbox import due
from portal.outbox.due import register_due, run_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "_functions", {})


def fail() -> None:
    raise LookupError("nothing there")


def test_everything_registered_is_called_once() -> None:
    called: list[str] = []
    register_due("first", lambda: called.append("first"))
    register_due("second", lambda: called.append("second"))
    assert run_due() == []
    assert called == ["first", "second"]


def test_one_that_fails_is_named_and_the_others_still_run() -> None:
    called: list[str] = []
    register_due("broken", fail)
    register_due("sound", lambda: called.append("sound"))
    assert run_due() == ["broken"]
    assert called == ["sound"]


def test_asked_to_stop_it_leaves_the_rest_for_the_next_time() -> None:
    called: list[str] = []
    register_due("first", lambda: called.append("first"))
    register_due("second", lambda: called.append("second"))
    assert run_due(stopping=lambda: bool(called)) == []
    assert called == ["first"]


def test_the_command_ends_with_an_error_that_names_what_failed() -> None:
    register_due("broken", fail)
    with pytest.raises(CommandError, match="broken"):
        call_command("run_due")
