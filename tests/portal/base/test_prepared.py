"""Reads that are put together once say the same as those put together anew."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import BigAutoField, Count, DateField, QuerySet
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import School, User
from portal.base.prepared import Prepared, Slot
from tests.factories.accounts import MembershipFactory, SchoolFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def schools_since() -> QuerySet[School]:
    counted = School.objects.select_related("district").annotate(members=Count("memberships"))
    since = Slot("since", DateField())
    return counted.filter(memberships__started_on__gte=since).order_by("pk")


def test_each_reading_is_of_its_own_values() -> None:
    one, two = SchoolFactory(), SchoolFactory()
    by_pk = Prepared(lambda: School.objects.filter(pk=Slot("pk", BigAutoField())))
    assert [by_pk.first(pk=one.pk), by_pk.first(pk=two.pk), by_pk.first(pk=0)] == [one, two, None]
    assert by_pk.rows(pk=two.pk) == [two]


def test_a_row_comes_with_all_that_the_query_reads_in_one_statement() -> None:
    member = MembershipFactory()
    prepared = Prepared(schools_since)
    for _twice in range(2):
        with CaptureQueriesContext(connection) as captured:
            (school,) = prepared.rows(since=member.started_on)
            assert school.district == member.school.district
            assert school.members == 1  # type: ignore[attr-defined]
        assert len(captured) == 1
    assert prepared.rows(since=member.started_on + timedelta(days=1)) == []


def test_what_was_read_before_is_never_given_again() -> None:
    school = SchoolFactory(name="Before")
    by_pk = Prepared(lambda: School.objects.filter(pk=Slot("pk", BigAutoField())))
    assert [row.name for row in by_pk.rows(pk=school.pk)] == ["Before"]
    School.objects.update(name="After")
    assert [row.name for row in by_pk.rows(pk=school.pk)] == ["After"]


@pytest.mark.django_db(transaction=True)
def test_threads_that_read_at_once_each_use_their_own_connection() -> None:
    users = [User.objects.create(email=f"user{number}@example.org") for number in range(8)]
    by_pk = Prepared(lambda: User.objects.filter(pk=Slot("pk", BigAutoField())))
    found: dict[int, list[User | None]] = {}

    def read(user: User) -> None:
        found[user.pk] = [by_pk.first(pk=user.pk) for _often in range(20)]
        connection.close()

    threads = [threading.Thread(target=read, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {user.pk: [user] * 20 for user in users}
