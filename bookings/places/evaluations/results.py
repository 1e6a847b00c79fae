"""What courses were worth, counted for staff: by session, course, trainer or district.

Nobody is to be singled out: a number stands for at least ``FEWEST`` people, and where the offer is split
so that what is left out could be worked out from the rest, one more line is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Avg, Q, QuerySet, TextChoices

from bookings.places.evaluations.models import Evaluation, Stage, Used
from bookings.places.permissions import READ_EVERYONE, places_for_staff
from bookings.places.school_years import span_of, year_of
from portal.accounts.models import User
from portal.vocabulary.models import District
from training.models import CoursePage, Session, Trainer

FEWEST = 3
"""Fewer answers than these say too much about one person."""

NO_DISTRICT = 0
"""Stands for families, and for schools outside Kent."""


class By(TextChoices):
    """What results are counted by; the value is how an address names it."""

    COURSE = "course", "Course"
    SESSION = "session", "Session"
    TRAINER = "trainer", "Trainer"
    DISTRICT = "district", "District"


FIELDS = {
    By.COURSE: "place__session__course_id",
    By.SESSION: "place__session_id",
    By.TRAINER: "place__session__trainers",
    By.DISTRICT: "place__booking__school__district_id",
}
SPLITS = (By.TRAINER, By.DISTRICT)
"""By these the same answers are split that another list shows together."""


@dataclass(frozen=True)
class Answer:
    """One evaluation as it is counted: its place, stage, mean score and what became of it."""

    place: int
    stage: str
    mean: float | None
    used: str


@dataclass(frozen=True)
class Line:
    """One line of the list. Numbers are None where too few stand behind them; ``hidden`` leaves out all.

    ``change`` is that of the people who answered both before and after.
    """

    key: int
    name: str
    people: int
    answers: Mapping[str, int]
    before: float | None
    after: float | None
    change: float | None
    pairs: int
    used: tuple[int, int] | None
    hidden: bool = False


def results(*, by: By, year: int | None, reader: User) -> list[Line]:
    """A line for each course, session, trainer or district of which somebody said something, by name."""
    groups: dict[int, list[Answer]] = defaultdict(list)
    rows = evaluations(year=year, reader=reader).annotate(mean=Avg("confidence__score"))
    for key, *rest in rows.values_list(FIELDS[by], "place_id", "stage", "mean", "used"):
        if key is not None or by == By.DISTRICT:
            groups[key or NO_DISTRICT].append(Answer(*rest))
    names = _names(by, groups)
    lines = [line_of(key, names.get(key, "–"), answers) for key, answers in groups.items()]
    shown = without_few(lines) if by in SPLITS else lines
    if by == By.SESSION:
        shown = _without_few_of_a_course(lines)
    return sorted(shown, key=lambda line: (line.name.lower(), line.key))


def latest_year(*, reader: User) -> int | None:
    """The school year of the last session of which somebody said something that the reader may see."""
    rows = evaluations(year=None, reader=reader).exclude(place__session__starts_at=None)
    newest = rows.order_by("-place__session__starts_at").values_list(
        "place__session__starts_at", flat=True
    )
    moment = newest.first()
    return year_of(moment) if moment else None


def evaluations(*, year: int | None, reader: User) -> QuerySet[Evaluation]:
    """Those that ``reader`` may count: trainers those of their own sessions."""
    rows = Evaluation.objects.order_by().filter(place__in=places_for_staff(reader))
    if year is not None:
        starts, ends = span_of(year)
        rows = rows.filter(place__session__starts_at__gte=starts, place__session__starts_at__lt=ends)
    return rows


def line_of(key: int, name: str, answers: Iterable[Answer]) -> Line:
    """The numbers of one group."""
    by_stage: dict[str, dict[int, Answer]] = {stage: {} for stage in Stage.values}
    for answer in answers:
        by_stage[answer.stage][answer.place] = answer
    before, after, later = (by_stage[stage] for stage in (Stage.BEFORE, Stage.AFTER, Stage.LATER))
    moved = [
        (after[place].mean or 0) - (before[place].mean or 0)
        for place in before.keys() & after.keys()
        if before[place].mean is not None and after[place].mean is not None
    ]
    used = sum(answer.used not in ("", Used.NOT_YET) for answer in later.values())
    return Line(
        key=key,
        name=name,
        people=len({*before, *after, *later}),
        answers={stage: len(found) for stage, found in by_stage.items()},
        before=mean_of(answer.mean for answer in before.values()),
        after=mean_of(answer.mean for answer in after.values()),
        change=mean_of(moved),
        pairs=len(moved),
        used=(used, len(later)) if len(later) >= FEWEST else None,
    )


def mean_of(numbers: Iterable[float | None]) -> float | None:
    """Their mean to one place; None where fewer than ``FEWEST`` people stand behind it."""
    known = [number for number in numbers if number is not None]
    return round(sum(known) / len(known), 1) if len(known) >= FEWEST else None


def without_few(lines: Iterable[Line]) -> list[Line]:
    """The lines, with what too few people said left out.

    If only one line is left out, the whole less the others would tell it: then the smallest other goes too.
    """
    found = sorted(lines, key=lambda line: (line.people, line.key))
    few = [line for line in found if line.people < FEWEST]
    number = 2 if len(few) == 1 else len(few)
    return [
        replace(line, before=None, after=None, change=None, used=None, hidden=True)
        if position < number
        else line
        for position, line in enumerate(found)
    ]


def _without_few_of_a_course(lines: Iterable[Line]) -> list[Line]:
    """The sessions' lines; where a course has several, the course less the others would tell one with few."""
    found = list(lines)
    courses = dict(
        Session.objects.filter(pk__in=[line.key for line in found]).values_list("pk", "course_id")
    )
    by_course: dict[int, list[Line]] = defaultdict(list)
    for line in found:
        by_course[courses[line.key]].append(line)
    return [line for own in by_course.values() for line in (without_few(own) if len(own) > 1 else own)]


@dataclass(frozen=True)
class Statement:
    """What was asked, and the means before, after and later."""

    about: str
    before: float | None
    after: float | None
    later: float | None


@dataclass(frozen=True)
class Said:
    """Words that somebody wrote; ``name`` only where they agreed and the reader may know."""

    stage: str
    question: str
    words: str
    name: str


@dataclass(frozen=True)
class Detail:
    """All about one line: what was asked, what became of it, and what people wrote."""

    line: Line
    statements: list[Statement]
    used: list[tuple[str, int]]
    said: list[Said]


def detail(*, by: By, key: int, year: int | None, reader: User) -> Detail | None:
    """One line of ``results`` with more; None where there is none. A hidden line has nothing more."""
    line = next((one for one in results(by=by, year=year, reader=reader) if one.key == key), None)
    if line is None:
        return None
    if line.hidden or line.people < FEWEST:
        return Detail(line, [], [], [])
    rows = evaluations(year=year, reader=reader).filter(**{FIELDS[by]: key or None})
    return Detail(line, _statements(rows), _used(rows), _said(rows, reader))


def _statements(rows: QuerySet[Evaluation]) -> list[Statement]:
    found: dict[str, dict[str, list[float]]] = {}
    values = rows.filter(confidence__isnull=False).order_by("confidence__pk")
    for about, stage, score in values.values_list("confidence__about", "stage", "confidence__score"):
        found.setdefault(about, defaultdict(list))[stage].append(score)
    return [
        Statement(about, *(mean_of(scores.get(stage, [])) for stage in Stage.values))
        for about, scores in found.items()
    ]


def _used(rows: QuerySet[Evaluation]) -> list[tuple[str, int]]:
    later = list(rows.filter(stage=Stage.LATER).values_list("used", flat=True))
    if len(later) < FEWEST:
        return []
    return [(str(used.label), later.count(used)) for used in Used]


def _said(rows: QuerySet[Evaluation], reader: User) -> list[Said]:
    """What people wrote, of stages that enough of them answered; in no order that would tell who."""
    counts = defaultdict(int)
    for stage in rows.values_list("stage", flat=True):
        counts[stage] += 1
    enough = [stage for stage, number in counts.items() if number >= FEWEST]
    wrote = rows.exclude(Q(useful="") & Q(impact="") & Q(comments="")).filter(stage__in=enough)
    may_know = reader.has_perm(READ_EVERYONE)
    found = [
        Said(
            row.get_stage_display(),
            str(Evaluation._meta.get_field(field).verbose_name),  # type: ignore[union-attr]
            words,
            row.place.person.name if row.named and may_know else "",
        )
        for row in wrote.select_related("place__person")
        for field in ("useful", "impact", "comments")
        if (words := getattr(row, field))
    ]
    order = [stage.label for stage in Stage]
    return sorted(found, key=lambda said: (order.index(said.stage), said.question, said.words))


def _names(by: By, keys: Iterable[int]) -> dict[int, str]:
    wanted = list(keys)
    if by == By.DISTRICT:
        return {NO_DISTRICT: "Families, and outside Kent", **_named(District.objects, wanted)}
    if by == By.TRAINER:
        return _named(Trainer.objects, wanted)
    if by == By.SESSION:
        return _named(Session.objects.select_related("course"), wanted)
    return _named(CoursePage.objects, wanted)


def _named(rows: Any, wanted: list[int]) -> dict[int, str]:
    return {row.pk: str(row) for row in rows.filter(pk__in=wanted)}
