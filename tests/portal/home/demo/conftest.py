"""The demonstration, loaded once for all tests of this folder and rolled back after them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from portal.home.demo.load import load_demo

LATER = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
"""Search tasks stay undone, as none of these tests searches."""


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration content, as ``load_demo`` leaves an empty portal."""
    with django_db_blocker.unblock(), override_settings(TASKS=LATER), transaction.atomic():
        load_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(loaded: None, db: None) -> None:
    """The same, with what one test changes undone after it."""
