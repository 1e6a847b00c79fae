"""Small tables kept in process."""

from __future__ import annotations

import pytest
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.base import snapshot
from portal.base.models import SiteSettings, site_settings
from portal.base.snapshot import SnapshotStamp
from portal.vocabulary.registry import terms
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db


def test_a_second_reader_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    site_settings.get()
    with django_assert_num_queries(0):
        site_settings.get()


def test_a_saved_change_shows_at_once_where_it_was_saved() -> None:
    site_settings.get()
    SiteSettings.objects.create(service_name="Another name")
    assert site_settings.get().service_name == "Another name"


def test_a_change_of_another_process_shows_after_some_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    SiteSettings.objects.create(service_name="Before")
    assert site_settings.get().service_name == "Before"
    as_another_process("After")
    assert site_settings.get().service_name == "Before"
    monkeypatch.setattr("portal.base.snapshot.SECONDS", 0.0)
    assert site_settings.get().service_name == "After"


def test_looking_whether_anything_changed_takes_one_query_for_all_tables(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    site_settings.get()
    terms("districts")
    monkeypatch.setattr("portal.base.snapshot.SECONDS", 0.0)
    with django_assert_num_queries(2):
        site_settings.get()
        terms("districts")


@pytest.mark.parametrize("address", ["/", "/training/", "a course"])
def test_a_page_keeps_to_eight_queries_even_when_it_looks_for_changes(
    client: Client,
    address: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    course = SessionFactory().course
    address = course.href if address == "a course" else address
    client.get(address)
    snapshot.forget_stamps()
    with django_assert_max_num_queries(8):
        assert client.get(address).status_code == 200


def as_another_process(name: str) -> None:
    """Writes as another process does: this one's signals see nothing."""
    SiteSettings.objects.update(service_name=name)
    stamp = SnapshotStamp.objects.filter(pk=SiteSettings._meta.label)
    assert stamp.update(changes=F("changes") + 1) == 1
