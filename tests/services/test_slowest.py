"""What a run says of its time."""

from __future__ import annotations

from pathlib import Path

from tests.services.slowest import slowest

REPORT = """<testsuites><testsuite>
<testcase classname="tests.access.test_lists" name="test_a[x]" time="2.5" />
<testcase classname="tests.access.test_owners" name="test_b" time="4.25" />
<testcase classname="tests.races.test_seats" name="test_c" time="5.0"><failure message="no" /></testcase>
</testsuite></testsuites>"""


def test_the_slowest_folders_and_tests_come_first_with_their_seconds(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT, encoding="utf-8")
    assert [line.strip() for line in slowest(report)] == [
        "12 s in all processes together; the slowest folders:",
        "6.8 s tests/access (2 tests)",
        "5.0 s tests/races (1 tests)",
        "The slowest tests:",
        "5.0 s tests/races/test_seats.py::test_c",
        "4.2 s tests/access/test_owners.py::test_b",
        "2.5 s tests/access/test_lists.py::test_a[x]",
    ]
