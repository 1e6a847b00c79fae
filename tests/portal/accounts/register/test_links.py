"""Successors from the register's file of links."""

from __future__ import annotations

import io
from datetime import date

import pytest

from portal.accounts.models import School
from portal.accounts.register.columns import WrongColumns
from portal.accounts.register.links import load_links
from tests.factories.accounts import SchoolFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

CLOSED = {"closed_on": date(2026, 8, 31)}


def links(*rows: str, header: str = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate") -> io.BytesIO:
    return io.BytesIO("\r\n".join([header, *rows]).encode("cp1252"))


@pytest.mark.parametrize(
    "row",
    ["118234,150001,Shore,Successor,01-09-2026", "150001,118234,Sands,Predecessor - amalgamated,"],
)
def test_a_closed_school_gets_its_successor_from_either_side(row: str) -> None:
    old, new = SchoolFactory(urn=118234, **CLOSED), SchoolFactory(urn=150001)
    assert load_links(file=links(row)).counts["new"] == 1
    old.refresh_from_db()
    assert old.successor == new
    assert load_links(file=links(row)).counts["same"] == 1


def test_a_dry_run_writes_nothing() -> None:
    SchoolFactory(urn=118234, **CLOSED)
    SchoolFactory(urn=150001)
    assert load_links(file=links("118234,150001,,Successor,"), dry_run=True).counts["new"] == 1
    assert not School.objects.exclude(successor=None).exists()


def test_what_an_officer_chose_stays() -> None:
    chosen = SchoolFactory(urn=150002)
    old = SchoolFactory(urn=118234, successor=chosen, **CLOSED)
    SchoolFactory(urn=150001)
    load_links(file=links("118234,150001,,Successor,"))
    old.refresh_from_db()
    assert old.successor == chosen


def test_a_school_that_was_split_is_left_for_an_officer() -> None:
    SchoolFactory(urn=118234, **CLOSED)
    SchoolFactory(urn=150001)
    SchoolFactory(urn=150002)
    report = load_links(
        file=links("118234,150001,,Successor - Split School,", "118234,150002,,Successor,")
    )
    assert not School.objects.exclude(successor=None).exists()
    assert "choose one by hand" in report.problems[0].reason


def test_other_links_open_schools_and_strangers_change_nothing() -> None:
    SchoolFactory(urn=118234)
    SchoolFactory(urn=150001)
    report = load_links(
        file=links(
            "118234,150001,,Sixth Form Centre Link,",
            "118234,150001,,Successor,",
            "118999,150001,,Successor,",
            "x,150001,,Successor,",
        )
    )
    assert not School.objects.exclude(successor=None).exists()
    assert report.counts["elsewhere"] == 1
    assert [problem.line for problem in report.problems] == [5]


def test_another_file_is_refused_by_its_columns() -> None:
    with pytest.raises(WrongColumns, match="“LinkURN”"):
        load_links(file=links("1", header="URN,Name"))
