"""Who took over from whom: the register's second file, of links between schools.

Only an empty successor is filled: what an officer chose stays. A school with several successors (it was
split) gets none; the report names it, and an officer chooses.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.db import transaction

from portal.accounts.models import School
from portal.accounts.register import cells, columns
from portal.accounts.register.columns import NEEDED_FOR_LINKS, find_columns
from portal.accounts.register.reading import Line, Problem, read_lines, titles_of
from portal.accounts.register.reports import PROBLEMS_KEPT
from portal.base.snapshot import tell_changed

SUCCESSOR, PREDECESSOR = "successor", "predecessor"


class LinksReport:
    """What the links did: counts, and the lines that could not be used."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.changes: list[dict[str, Any]] = []
        self.problems: list[Problem] = []
        self.bad_rows = 0

    def add_problem(self, problem: Problem) -> None:
        self.bad_rows += 1
        self.problems += [problem][: max(0, PROBLEMS_KEPT - len(self.problems))]

    def as_json(self) -> dict[str, Any]:
        """What ``RegisterLoad.report`` keeps."""
        return {
            "counts": {"new": self.counts["new"], "same": self.counts["same"]},
            "changes": {"new": self.changes},
            "problems": [[p.line, p.column, p.value, p.reason] for p in self.problems],
            "bad_rows": self.bad_rows,
            "elsewhere": self.counts["elsewhere"],
            "absent": 0,
        }


def load_links(*, file: BinaryIO, dry_run: bool = False) -> LinksReport:
    """Fills in the successors of closed schools. Repeats change nothing; all or nothing.

    Raises ``UnreadableFile`` or ``WrongColumns``, each with words for people.
    """
    report = LinksReport()
    lines = read_lines(file)
    places = find_columns(titles_of(lines), needed=NEEDED_FOR_LINKS, also=())
    pairs: dict[int, dict[int, int]] = defaultdict(dict)
    for before, after, line in _pairs(lines, dict(places), report):
        pairs[before][after] = line
    with transaction.atomic():
        filled = _fill(pairs, report)
        if filled and not dry_run:
            tell_changed(School)
            School.objects.bulk_update(filled, ["successor"], batch_size=200)
    return report


def _pairs(
    lines: Iterator[Line | Problem], places: dict[str, int], report: LinksReport
) -> Iterator[tuple[int, int, int]]:
    """Predecessor, successor and line of each link that is about taking over."""
    for line in lines:
        if isinstance(line, Problem):
            report.add_problem(line)
            continue
        cell = {name: line.cells[at] if at < len(line.cells) else "" for name, at in places.items()}
        kind = cells.plain(cell[columns.LINK_TYPE]).casefold()
        if not kind.startswith((SUCCESSOR, PREDECESSOR)):
            continue
        read = []
        for column in (columns.URN, columns.LINK_URN):
            try:
                read.append(cells.urn(cell[column]))
            except ValueError as error:
                report.add_problem(Problem.of(line.number, column, cell[column], str(error)))
        if len(read) == 2 and read[0] != read[1]:
            one, other = read
            yield (one, other, line.number) if kind.startswith(SUCCESSOR) else (other, one, line.number)


def _fill(pairs: dict[int, dict[int, int]], report: LinksReport) -> list[School]:
    named = {*pairs, *(after for links in pairs.values() for after in links)}
    known = {school.urn: school for school in School.objects.exclude(urn=None) if school.urn in named}
    filled = []
    for before, links in pairs.items():
        school = known.get(before)
        there = [known[after] for after in links if after in known]
        if school is None or not there:
            report.counts["elsewhere"] += 1
        elif school.successor_id is not None:
            report.counts["same"] += 1
        elif len(there) > 1:
            names = ", ".join(str(after.urn) for after in there)
            reason = f"Several schools took over ({names}): choose one by hand."
            report.add_problem(Problem.of(min(links.values()), columns.URN, str(before), reason))
        elif school.closed_on is None or _comes_back(school, there[0]):
            report.counts["same"] += 1
        else:
            school.successor = there[0]
            report.counts["new"] += 1
            report.changes.append(_told(school, there[0], links))
            filled.append(school)
    return filled


def _comes_back(school: School, after: School) -> bool:
    """Whether the successor itself was followed by the school: a mistake in the register."""
    return after.successor_id == school.pk


def _told(school: School, after: School, links: dict[int, int]) -> dict[str, Any]:
    return {
        "line": min(links.values()),
        "urn": school.urn,
        "name": school.name,
        "town": school.town,
        "differences": [["successor", "–", f"{after.name} ({after.urn})"]],
    }
