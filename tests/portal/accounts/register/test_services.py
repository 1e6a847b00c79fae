"""The national register's extract, loaded on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from portal.accounts.models import Membership, School
from portal.accounts.register.columns import WrongColumns
from portal.accounts.register.reports import Report
from portal.accounts.register.services import load_schools
from portal.vocabulary.models import Community, District
from portal.vocabulary.services import load_vocabulary
from tests.factories.accounts import MembershipFactory, SchoolFactory
from tests.factories.register import HEADER, csv_of, invented_register, row_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _words(fixed_clock: time_machine.Traveller) -> None:
    load_vocabulary()


def load(*rows: dict[str, str], **options: Any) -> Report:
    return load_schools(file=csv_of(*rows), **options)


def counted(report: Report) -> dict[str, int]:
    """The kinds of change that happened."""
    return {kind: number for kind, number in report.counts.items() if number}


def the_school(urn: int = 118234) -> School:
    return School.objects.get(urn=urn)


def test_a_new_school_has_all_that_the_register_says_and_the_phases_of_its_ages() -> None:
    assert counted(load(row_of())) == {"new": 1}
    school = the_school()
    assert (school.name, school.kind, school.town) == (
        "Sands Primary School", "Community school", "Margate",
    )  # fmt: skip
    assert (school.district.slug, school.postcode) == ("thanet", "CT9 1HQ")
    assert (school.latitude, school.longitude) == (51.39094, 1.38328)
    assert (school.minimum_age, school.maximum_age, school.capacity, school.pupils) == (4, 11, 210, 198)
    assert school.website == "http://www.sands.kent.sch.uk"
    assert school.opened_on == date(1998, 9, 1)
    assert {phase.slug for phase in school.phases.all()} == {"early-years", "key-stage-1", "key-stage-2"}
    assert school.status is School.Status.OPEN
    assert School.objects.find("sands primary").hits


def test_the_same_file_again_changes_nothing(django_assert_max_num_queries: Any) -> None:
    load(row_of())
    before = School.objects.values().get()
    with django_assert_max_num_queries(8):
        assert counted(load(row_of())) == {"same": 1}
    assert School.objects.values().get() == before


def test_a_dry_run_tells_the_same_and_writes_nothing() -> None:
    assert counted(load(row_of(), dry_run=True)) == {"new": 1}
    assert not School.objects.exists()


def test_the_register_owns_its_fields_and_leaves_the_services_own_alone() -> None:
    load(row_of())
    school, thanet = the_school(), District.objects.get(slug="thanet")
    school.community = Community.objects.create(name="Isle", slug="isle", district=thanet)
    school.email_domain, school.ofsted_number = "sands.kent.sch.uk", "EY123456"
    school.successor = SchoolFactory(district=thanet)
    school.save()
    school.phases.clear()
    report = load(row_of(name="Sands Academy", phone="01843 111111"))
    assert counted(report) == {"changed": 1}
    told = report.changes["changed"][0]["differences"]
    assert ["name", "Sands Primary School", "Sands Academy"] in told
    assert ["telephone", "01843 960960", "01843 111111"] in told
    after = the_school()
    assert after.name == "Sands Academy"
    assert (after.community, after.email_domain, after.ofsted_number, after.successor) == (
        school.community, "sands.kent.sch.uk", "EY123456", school.successor,
    )  # fmt: skip
    assert not after.phases.exists()
    assert School.objects.find("sands academy").hits


def test_a_school_that_staff_added_becomes_the_registers_by_its_urn() -> None:
    SchoolFactory(name="Sands", urn=118234, district=District.objects.get(slug="dover"))
    assert counted(load(row_of())) == {"changed": 1}
    assert the_school().district.slug == "thanet"


def test_closing_keeps_the_people_and_says_why_and_opening_again_is_told() -> None:
    load(row_of())
    membership = MembershipFactory(school=the_school())
    closed = row_of(status="Closed", closed="31-08-2026", reason="Academy Converter")
    assert counted(load(closed)) == {"closed": 1}
    school = the_school()
    assert (school.status, school.closed_on, school.closing_reason) == (
        School.Status.CLOSED, date(2026, 8, 31), "Academy Converter",
    )  # fmt: skip
    assert Membership.objects.get() == membership
    assert counted(load(row_of())) == {"reopened": 1}
    assert the_school().closed_on is None


def test_a_merger_is_told_from_other_closings() -> None:
    load(row_of())
    merged = row_of(status="Closed", closed="31-08-2026", reason="Result of Amalgamation/Merger")
    assert counted(load(merged)) == {"merged": 1}


def test_a_closed_school_without_a_day_closed_when_that_was_first_read(
    fixed_clock: time_machine.Traveller,
) -> None:
    load(row_of(status="Closed"))
    assert the_school().closed_on == date(2026, 11, 23)
    fixed_clock.shift(86_400 * 5)
    assert counted(load(row_of(status="Closed"))) == {"same": 1}


def test_what_will_close_or_open_is_open_until_then_or_not_yet() -> None:
    load(
        row_of(status="Open, but proposed to close", closed="31-08-2027"),
        row_of(urn="118235", status="Proposed to open", opened="01-09-2027"),
    )
    assert the_school().status is School.Status.CLOSING
    assert the_school(118235).status is School.Status.PROPOSED
    assert School.objects.open().count() == 2


def test_the_district_comes_by_code_by_name_or_by_postcode() -> None:
    load(
        row_of(),
        row_of(urn="118235", district="", district_name="folkestone and hythe"),
        row_of(urn="118236", district="", district_name="", postcode="DA3 7PW"),
        row_of(urn="118237", district="", district_name="", postcode=""),
    )
    slugs = [
        school.district.slug if school.district else "" for school in School.objects.order_by("urn")
    ]
    assert slugs == ["thanet", "folkestone-and-hythe", "dartford", ""]


def test_the_grid_reference_places_what_the_postcode_does_not() -> None:
    load(
        row_of(postcode="CT9 9XX", east="635500", north="170700"),
        row_of(urn="118235", postcode="", east="0"),
    )
    assert the_school().latitude == pytest.approx(51.39, abs=0.02)
    assert the_school().longitude == pytest.approx(1.38, abs=0.02)
    assert the_school(118235).latitude is None


def test_other_authorities_are_left_out_unless_they_are_asked_for() -> None:
    medway = row_of(
        urn="118235", authority="887", district="E06000035", district_name="Medway", postcode=""
    )
    report = load(row_of(), medway)
    assert (counted(report), report.elsewhere) == ({"new": 1}, 1)
    assert counted(load(row_of(), medway, everywhere=True)) == {"same": 1, "new": 1}
    assert the_school(118235).district is None


def test_schools_that_the_file_does_not_name_stay_and_are_counted() -> None:
    load(row_of(), row_of(urn="118235"))
    report = load(row_of())
    assert report.absent == 1
    assert the_school(118235).status is School.Status.OPEN


def test_bad_rows_are_told_by_line_column_and_reason_and_good_ones_load() -> None:
    bad = [row_of(urn=f"{200_000 + n}", opened="soon", postcode="no") for n in range(1_000)]
    report = load(*bad, row_of(), row_of(name="Twice"), row_of(urn="118236", status="Sold"))
    assert counted(report) == {"new": 1}
    assert report.bad_rows == 1_002
    assert [(p.line, p.column, p.reason) for p in report.problems[:2]] == [
        (2, "OpenDate", "Write the date as 31-08-2026."),
        (2, "Postcode", "This is no postcode."),
    ]
    assert report.problems[-2].reason == "Line 1002 has this URN already."
    assert report.problems[-1].column == "EstablishmentStatus (name)"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"low": "11", "high": "4"}, "StatutoryHighAge"),
        ({"opened": "01-09-2020", "closed": "01-09-2010"}, "CloseDate"),
        ({"name": ""}, "EstablishmentName"),
        ({"name": "x" * 300}, "EstablishmentName"),
        ({"urn": "12"}, "URN"),
        ({"low": "four"}, "StatutoryLowAge"),
    ],
)
def test_each_kind_of_bad_row_names_its_column(changes: dict[str, str], column: str) -> None:
    report = load(row_of(**changes))
    assert not School.objects.exists()
    assert [problem.column for problem in report.problems] == [column]


def test_wrong_columns_are_named_once_with_what_may_stand_for_them() -> None:
    renamed = {"EstablishmentName": "Establishment Name", "EstablishmentStatus (name)": "Status (name)"}
    header = [renamed.get(name, name) for name in HEADER if name != "Town"]
    with pytest.raises(WrongColumns) as told:
        load_schools(file=csv_of(row_of(), header=header))
    assert "“EstablishmentStatus (name)” (perhaps “" in str(told.value)
    assert "“Town”" in str(told.value)
    assert "“EstablishmentName”" not in str(told.value)
    assert "Nothing was loaded" in str(told.value)


def test_columns_the_portal_can_do_without_leave_what_is_there() -> None:
    load(row_of())
    short = [name for name in HEADER if name not in ("TelephoneNum", "Easting", "Northing")]
    assert counted(load_schools(file=csv_of(row_of(), header=short))) == {"same": 1}
    assert the_school().phone == "01843 960960"


def test_a_fault_half_way_leaves_nothing_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.accounts.register.services.BATCH", 1)
    content = csv_of(row_of(), row_of(urn="118235"))

    calls = []

    def fail(changes: Any, today: date) -> None:
        calls.append(changes)
        if len(calls) == 2:
            raise RuntimeError("the machine stops")
        School.objects.create(name="Half", urn=118234)

    monkeypatch.setattr("portal.accounts.register.services._write", fail)
    with pytest.raises(RuntimeError):
        load_schools(file=content)
    assert not School.objects.exists()


def test_an_invented_register_loads_without_a_bad_row_and_twice_is_once() -> None:
    report = load_schools(file=invented_register(300))
    assert (report.bad_rows, report.counts["new"]) == (0, 300)
    assert load_schools(file=invented_register(300)).counts["same"] == 300
    assert not School.objects.filter(district=None).exists()
