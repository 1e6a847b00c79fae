"""Loading the national register: schools from its extract, and who took over from whom from its links."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from django.db import transaction

from portal.accounts.finder.words import search_text
from portal.accounts.models import School
from portal.accounts.register.columns import WrongColumns, find_columns
from portal.accounts.register.comparing import OWNED, Change, ChangeKind, compare, phases_for
from portal.accounts.register.reading import Line, Problem, UnreadableFile, read_lines, titles_of
from portal.accounts.register.reports import Report
from portal.accounts.register.rows import Reader, RegisterRow
from portal.base import clock
from portal.base.snapshot import tell_changed
from portal.vocabulary.registry import terms

BATCH = 1_000

__all__ = ["UnreadableFile", "WrongColumns", "load_schools"]


def load_schools(*, file: BinaryIO, dry_run: bool = False, everywhere: bool = False) -> Report:
    """Brings the schools up to the register's extract in ``file``; the same file again changes nothing.

    All or nothing: one transaction, in batches, so that a file of any length takes little memory. Bad
    rows are left out and reported. Schools outside Kent are left out unless ``everywhere``; schools
    that the file does not name stay as they are. ``dry_run`` writes nothing and reports the same.

    Raises ``UnreadableFile`` or ``WrongColumns``, each with words for people.
    """
    began, report = time.monotonic(), Report()
    lines = read_lines(file)
    reader = Reader(find_columns(titles_of(lines)), today=clock.today())
    with nullcontext() if dry_run else transaction.atomic():
        if not dry_run:
            # Takes the stamp's row first, so that two loads take turns and other processes look anew.
            tell_changed(School)
        seen: dict[int, int] = {}
        rows = _good_rows(lines, reader, seen, report, everywhere=everywhere)
        while batch := list(islice(rows, BATCH)):
            changes = _compare(batch, today=reader.today)
            for change in changes:
                report.add(change)
            if not dry_run:
                _write([one for one in changes if one.kind is not ChangeKind.SAME], reader.today)
        report.absent = _absent(seen)
    report.seconds = time.monotonic() - began
    return report


def _good_rows(
    lines: Iterator[Line | Problem],
    reader: Reader,
    seen: dict[int, int],
    report: Report,
    *,
    everywhere: bool,
) -> Iterator[RegisterRow]:
    """Rows to compare. A URN counts where it stands first; a repeat is a problem."""
    for line in lines:
        row = [line] if isinstance(line, Problem) else reader.read(line)
        if isinstance(row, list):
            report.add_problems(row)
        elif row.urn in seen:
            reason = f"Line {seen[row.urn]} has this URN already."
            report.add_problems([Problem.of(row.line, "URN", str(row.urn), reason)])
        else:
            seen[row.urn] = row.line
            if row.in_kent or everywhere:
                yield row
            else:
                report.elsewhere += 1


def _compare(rows: Sequence[RegisterRow], *, today: date) -> list[Change]:
    known = {school.urn: school for school in School.objects.filter(urn__in=[row.urn for row in rows])}
    return [compare(row, known.get(row.urn), today=today) for row in rows]


def _absent(seen: Mapping[int, int]) -> int:
    """Schools once loaded that the file does not have: it may be of other schools only."""
    loaded = School.objects.exclude(from_register_on=None).values_list("urn", flat=True)
    return sum(1 for urn in loaded if urn not in seen)


def _write(changes: Sequence[Change], today: date) -> None:
    if not changes:
        return
    owned = [name for name in changes[0].values if name.removesuffix("_id") in OWNED]
    schools = [_school(change, today) for change in changes]
    School.objects.bulk_create(
        schools,
        update_conflicts=True,
        unique_fields=["urn"],
        update_fields=[*owned, "search_text", "from_register_on"],
    )
    _teach_phases([change for change in changes if change.kind is ChangeKind.NEW])


def _school(change: Change, today: date) -> School:
    """The row to write. What the service owns is left empty here and not written over there."""
    school = School(urn=change.row.urn, from_register_on=today, **change.values)
    school.search_text = search_text(school)
    return school


def _teach_phases(changes: Iterable[Change]) -> None:
    """New schools teach what their ages say; from then on phases are the service's own."""
    wanted: dict[int, Any] = {change.row.urn: change.values for change in changes}
    phases, through = terms("phases").choosable, School.phases.through
    ids = School.objects.filter(urn__in=list(wanted)).values_list("urn", "pk")
    through._default_manager.bulk_create(
        [
            through(school_id=pk, phase_id=phase.pk)
            for urn, pk in ids
            for phase in phases_for(
                wanted[urn or 0]["minimum_age"], wanted[urn or 0]["maximum_age"], phases
            )
        ]
    )
