"""Tests that commit leave nothing behind, and lose nothing that migrations wrote."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from wagtail.models import Page, Site

from portal.vocabulary.models import District
from tests.services.databases import CACHE, cached, unfinished

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_is_gone_in_the_next_and_migrated_rows_are_not(turn: str) -> None:
    assert Page.objects.filter(depth=1).exists()
    assert Site.objects.filter(is_default_site=True).exists()
    assert not District.objects.filter(name="Committed").exists()
    District.objects.create(name="Committed", slug="committed")


@pytest.mark.django_db(transaction=True)
def test_other_threads_see_what_was_committed() -> None:
    District.objects.create(name="Committed", slug="committed")
    seen: list[bool] = []

    def look() -> None:
        seen.append(District.objects.filter(name="Committed").exists())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [True]


@pytest.mark.django_db
def test_an_ordinary_test_finds_the_migrated_rows_too() -> None:
    assert Site.objects.filter(is_default_site=True).exists()


def test_both_engines_may_make_their_templates_at_once() -> None:
    made = [unfinished(cached(suffix)) for suffix in ("sqlite3", "sql")]
    assert made[0] != made[1]
    for suffix in ("sqlite3", "sql"):
        assert not set(made) & set(CACHE.glob(f"*.{suffix}"))
