"""Schools by name, town, postcode or number: one search for everybody who has to find one.

``find_schools`` goes over the index in memory and returns ids in order, ``listings`` reads the rows of
one page in one statement. At most ``MOST`` are found: nobody reads on, and they are told to add a town.
"""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from django.db.models import Q, QuerySet

from portal.accounts.finder.asking import Asked, read
from portal.accounts.finder.index import Index, index
from portal.accounts.finder.words import WHOLE
from portal.accounts.models import School
from portal.base import clock
from portal.base.relations import term_ids
from portal.vocabulary.places import MILES_IN_A_DEGREE, Place, PlaceKind
from portal.vocabulary.registry import terms

MOST = 200
LIKE_ENOUGH = 0.75


@dataclass(frozen=True)
class Hit:
    """A school that was found, and how far it is from the place that was asked for."""

    pk: int
    miles: float | None


@dataclass(frozen=True)
class Found:
    """What was found, best first. ``hits`` may be paged; ``listings`` reads their rows.

    ``corrected`` is the text that was searched instead when nothing had the words as typed;
    ``closed_only`` says that only closed schools matched; ``more`` that there are over ``MOST``.
    """

    asked: Asked
    hits: tuple[Hit, ...] = ()
    more: bool = False
    corrected: str = ""
    closed_only: bool = False

    @property
    def place(self) -> Place | None:
        """Where distances are counted from."""
        return self.asked.place


@dataclass(frozen=True)
class Listing:
    """A school as a list shows it; ``phases`` and ``district`` are names from the vocabulary."""

    school: School
    miles: float | None
    phases: tuple[str, ...]
    district: str
    district_slug: str


def find_schools(
    text: str,
    *,
    districts: Collection[int] = (),
    closed: bool = False,
    among: Collection[int] | None = None,
) -> Found:
    """Schools that ``text`` may mean: a name or part of it, a town, a postcode or the first half of
    one, a district, a URN or an Ofsted number.

    Closed schools come only with ``closed``, by their number, or when nothing else matches.
    ``districts`` and ``among`` (ids) narrow. An empty text finds them all, by name.
    """
    asked = read(text)
    if asked.urn or asked.ofsted:
        return _by_number(asked, districts, among)
    if (asked.empty and text.strip()) or (asked.unknown_place and not asked.words):
        return Found(asked)
    search = _Search(index(), asked)
    rows = _narrowed(search.index, districts, among)
    found = search.by_words_or_place(rows if closed else search.index.open_on(clock.today(), rows))
    if closed or not asked.words or (found.hits and not found.corrected):
        return found
    shut = search.by_words(rows)
    return replace(shut, closed_only=True) if shut.hits else found


def _narrowed(index: Index, districts: Collection[int], among: Collection[int] | None) -> Sequence[int]:
    rows: Sequence[int] = index.everything
    if districts:
        wanted = set(districts)
        rows = [row for row in rows if index.districts[row] in wanted]
    if among is not None:
        ids = set(among)
        rows = [row for row in rows if index.ids[row] in ids]
    return rows


def _by_number(asked: Asked, districts: Collection[int], among: Collection[int] | None) -> Found:
    """By URN, or by Ofsted's number, whose two letters people leave out as often as not."""
    number = asked.ofsted
    is_it = Q(urn=asked.urn or 0) | Q(ofsted_number__in=[number, f"EY{number}", f"CA{number}"])
    rows = School.objects.filter(is_it)
    rows = rows.filter(district__in=districts) if districts else rows
    rows = rows.filter(pk__in=among) if among is not None else rows
    return Found(asked, tuple(Hit(pk, None) for pk in rows.order_by("pk").values_list("pk", flat=True)))


@dataclass(frozen=True)
class _Search:
    """One question put to one state of the index."""

    index: Index
    asked: Asked

    def by_words_or_place(self, rows: Sequence[int]) -> Found:
        """What has the words; a town's or district's surroundings where nothing has its name;
        else what was probably meant."""
        asked = self.asked
        if not asked.words:
            return self._ordered(rows)
        found = self.by_words(rows)
        if found.hits:
            return found
        if asked.place is not None and asked.place.kind in (PlaceKind.TOWN, PlaceKind.DISTRICT):
            return replace(self, asked=replace(asked, words=()))._ordered(rows)
        meant = self._meant()
        if not meant:
            return found
        instead = replace(self, asked=replace(asked, words=meant)).by_words(rows)
        return replace(instead, asked=asked, corrected=" ".join(meant))

    def by_words(self, rows: Sequence[int]) -> Found:
        """Schools with every word. The name of a district also means all schools in it."""
        place, found = self.asked.place, self.index.having(self.asked.words, rows)
        if place is not None and place.kind is PlaceKind.DISTRICT:
            district = terms("districts").by_slug.get(place.district)
            there = [row for row in rows if district and self.index.districts[row] == district.pk]
            found = sorted({*found, *there})
        return self._ordered(found)

    def _ordered(self, rows: Sequence[int]) -> Found:
        """The nearest first, or the closest in name."""
        ids, place = self.index.ids, self.asked.place
        if place is not None:
            nearest = heapq.nsmallest(MOST + 1, self.index.distances(place, rows))
            hits = [Hit(ids[row], sqrt(away) * MILES_IN_A_DEGREE) for away, row in nearest]
        else:
            best = heapq.nsmallest(MOST + 1, rows, key=self._closeness) if self.asked.words else rows
            hits = [Hit(ids[row], None) for row in best[: MOST + 1]]
        return Found(self.asked, tuple(hits[:MOST]), more=len(hits) > MOST)

    def _closeness(self, row: int) -> tuple[int, int]:
        """0 for the very name, 1 for a name that starts so, 2 for the rest; rows go by name."""
        start, text = f" {' '.join(self.asked.words)}", self.index.texts[row]
        if not text.startswith(start):
            return 2, row
        return (0 if text.startswith(f"{start} |") else 1), row

    def _meant(self) -> tuple[str, ...]:
        """The words that schools do have, in place of those that none has; empty if nothing is alike."""
        words = [self._known(word) for word in self.asked.words]
        meant = tuple(word for word in words if word)
        return meant if meant != self.asked.words else ()

    def _known(self, word: str) -> str:
        """The word itself if schools have it, else the most similar one with the same first letter."""
        if len(word) <= WHOLE or self.index.knows(word):
            return word
        choices = [
            other for other in self.index.vocabulary.get(word[0], ()) if abs(len(other) - len(word)) < 3
        ]
        return next(iter(difflib.get_close_matches(word, choices, n=1, cutoff=LIKE_ENOUGH)), "")


def listings(schools: QuerySet[School], hits: Iterable[Hit]) -> list[Listing]:
    """The rows of ``hits``, in their order, with what a list says about each: one statement."""
    wanted = list(hits)
    found = schools.filter(pk__in=[hit.pk for hit in wanted]).select_related("successor")
    rows = {row.pk: row for row in found.annotate(phase_ids=term_ids(School, "phases"))}
    return [_listing(rows[hit.pk], hit.miles) for hit in wanted if hit.pk in rows]


def _listing(school: School, miles: float | None) -> Listing:
    ids: list[int] = school.phase_ids  # type: ignore[attr-defined]
    district = terms("districts").by_id.get(school.district_id or 0)
    return Listing(
        school,
        miles,
        tuple(phase.name for phase in terms("phases").pick(ids)),
        district.name if district else "",
        district.slug if district else "",
    )
