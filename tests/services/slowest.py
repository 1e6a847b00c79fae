"""Where the time of a run of tests went: its slowest tests and folders, from pytest's own report."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = 30
FOLDERS = 20

Seconds = dict[str, list[float]]
"""By name, the seconds of each test."""


def slowest(report: Path) -> Iterator[str]:
    """Lines for people. A test's seconds are those of the clock, with what it needed made and undone."""
    tests: Seconds = defaultdict(list)
    folders: Seconds = defaultdict(list)
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        module = case.get("classname", "").replace(".", "/")
        seconds = float(case.get("time", "0"))
        tests[f"{module}.py::{case.get('name')}"].append(seconds)
        folders[module.rpartition("/")[0]].append(seconds)
    everything = sum(map(sum, folders.values()))
    yield f"{everything:.0f} s in all processes together; the slowest folders:"
    for folder, spent in _longest(folders, FOLDERS):
        yield f"{sum(spent):8.1f} s {folder} ({len(spent)} tests)"
    yield "The slowest tests:"
    for name, spent in _longest(tests, TESTS):
        yield f"{sum(spent):8.1f} s {name}"


def _longest(times: Seconds, most: int) -> list[tuple[str, list[float]]]:
    return sorted(times.items(), key=lambda row: -sum(row[1]))[:most]
