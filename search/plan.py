"""What a search means, in words that no engine is named in: ``search.understanding`` makes it, adapters
compile it.

Words are normalised (lower case, without accents and apostrophes, ``&`` as “and”) and not stemmed:
each engine stems English as it indexes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.vocabulary.places import Place
from search.documents import Facet

FIELD_WEIGHTS: Mapping[str, float] = {"title": 6.0, "keywords": 3.0, "summary": 2.5, "body": 1.0}
"""What a word is worth where it stands; the best field counts in full, the others by a tenth."""
TIE_BREAKER = 0.1
MARK_WORTH = 8.0
"""What a mark of weight 1 is worth: about a word of some rarity among the keywords."""
PHRASE_WORTH = 40.0
"""What a title that has ``Plan.phrase`` is worth besides: more than its words have elsewhere."""
DATE_BANDS: tuple[tuple[int, float], ...] = ((28, 1.5), (92, 1.0), (366, 0.5))
"""What something is worth besides that is next held within so many days: the first band it is in."""
SERVES_WORTH = 25.0
"""In order of best match, what something is worth besides that serves the district of ``near``."""
MOST_RANKED = 1_000
"""Results that are ranked and paged through; ``Found.total`` counts all."""


class Sort(StrEnum):
    """Order of results; the value is the parameter in addresses.

    What has no date to come, no date of change or no place is last in the order that asks for it.
    """

    BEST = "best"
    SOONEST = "soonest"
    NEWEST = "newest"
    NEAREST = "nearest"


@dataclass(frozen=True)
class Alternative:
    """Words that stand for a concept; several are a phrase, in this order. ``weight`` is 1 as typed."""

    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Marked:
    """A facet's value that stands for a concept, e.g. the phase for “year 4”."""

    facet: Facet
    value: str
    weight: float = 1.0


@dataclass(frozen=True)
class Concept:
    """One part of what was asked, met by any of its alternatives or marks.

    ``said`` is how it was typed. An ``optional`` one raises what meets it and is asked of nothing.
    """

    said: str
    alternatives: tuple[Alternative, ...] = ()
    marks: tuple[Marked, ...] = ()
    weight: float = 1.0
    optional: bool = False


@dataclass(frozen=True)
class Selection:
    """What the reader chose: OR within a facet, AND across. ``first`` and ``last`` are days in Kent."""

    values: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    near: Place | None = None
    """Only ranks: what serves its district comes first, then what is nearest."""

    def without(self, facet: Facet) -> Selection:
        """The same with nothing chosen in ``facet``."""
        kept = {name: values for name, values in self.values.items() if name != facet}
        return Selection(kept, self.first, self.last, self.near)


@dataclass(frozen=True)
class Plan:
    """A search, ready for an engine.

    At least ``minimum`` of the concepts that are not optional have to be met; with no concept at all,
    everything that meets the selection is found. ``phrase`` are all words of meaning in their order:
    a title that has them together comes first. ``pinned`` are keys that staff promoted for these
    words: in order of best match they come first, in this order, if they meet the selection, whatever
    concepts they meet; what is overdue comes last. Without ``excerpts`` hits have none: who shows none
    is answered sooner.
    """

    today: date
    concepts: tuple[Concept, ...] = ()
    minimum: int = 0
    phrase: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection)
    sort: Sort = Sort.BEST
    pinned: tuple[str, ...] = ()
    excerpts: bool = True

    @property
    def order(self) -> Sort:
        """The order that can be had: without a place nothing is near."""
        placeless = self.sort is Sort.NEAREST and self.selection.near is None
        return Sort.BEST if placeless else self.sort
